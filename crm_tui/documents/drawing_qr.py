"""The payment QR on the page, with the hryvnia in its middle."""

from fpdf.enums import RenderStyle

from crm_tui.documents.qr import QrPayment, modules
from crm_tui.documents.sheet import SMALL, Sheet

QR_SIDE = 45.0
_QUIET = 4
_MARK = 0.12
"""Of the side: hides 1.1 % of the code, a tenth of what level M can mend."""


def draw_qr(sheet: Sheet, payment: QrPayment, x: float, y: float) -> float:
    """Draws the code with its quiet zone; gives the place below its caption."""
    code = modules(payment)
    size = QR_SIDE / (len(code) + 2 * _QUIET)
    sheet.set_fill_color(0)
    for down, row in enumerate(code, _QUIET):
        for start, length in _runs(row):
            sheet.rect(x + (start + _QUIET) * size, y + down * size, length * size, size, style=RenderStyle.F)
    _mark(sheet, x + QR_SIDE / 2, y + QR_SIDE / 2)
    sheet.plain(SMALL)
    sheet.line_at(x, y + QR_SIDE - 1, QR_SIDE, "Сплатити за QR-кодом", "C")
    return y + QR_SIDE + sheet.step


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Where dark modules begin and how many stand side by side."""
    found, at = [], row.find(1)
    while at >= 0:
        end = row.find(0, at)
        end = len(row) if end < 0 else end
        found.append((at, end - at))
        at = row.find(1, end)
    return found


def _mark(sheet: Sheet, x: float, y: float) -> None:
    radius = QR_SIDE * _MARK / 2
    sheet.set_fill_color(255)
    sheet.circle(x, y, radius, style="F")
    sheet.bold(9)
    sheet.line_at(x - radius, y - sheet.step / 2, 2 * radius, "₴", "C")
