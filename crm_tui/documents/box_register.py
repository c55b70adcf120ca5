"""The register that lies on top of a box of papers: whose sets are in it; as PDF and as plain text."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING

from crm_tui.documents.words import counted
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.text import clean

if TYPE_CHECKING:
    from crm_tui.documents.sheet import Sheet

_HEADS = ("№", "Комплект", "Клієнт", "Код", "Вид комплекту", "Діє до", "Документи")
_WIDTHS = (9.0, 21.0, 0.0, 21.0, 44.0, 20.0, 20.0)
_CHARS = (4, 11, 28, 10, 26, 10, 10)
_SIZE, _PAD = 8.5, 0.6


@dataclass(frozen=True, slots=True)
class BoxLine:
    """A set whose papers lie in the box."""

    ref: str
    client: str
    tax_code: str
    kind: str
    valid_to: date | None
    documents_on: date | None


@dataclass(frozen=True, slots=True)
class BoxRegister:
    """A box as it is handed over."""

    number: int
    opened_on: date
    closed_on: date | None
    sent_on: date | None
    note: str
    lines: tuple[BoxLine, ...]

    @property
    def title(self) -> str:
        """What it is called."""
        return f"Реєстр документів, коробка № {self.number}"

    @property
    def about(self) -> str:
        """Its days and how much lies in it."""
        count = len(self.lines)
        days = (("відкрито", self.opened_on), ("закрито", self.closed_on), ("відправлено", self.sent_on))
        words = [f"{word} {format_date(day)}" for word, day in days if day is not None]
        return ", ".join([*words, f"{count} {counted(count, 'комплект', 'комплекти', 'комплектів')}"])


def register_text(register: BoxRegister) -> str:
    """The register in lines of plain text."""
    lines = [register.title, register.about, *([clean(register.note)] if register.note else []), ""]
    lines += [line for cells in (_HEADS, *_rows(register)) for line in _text_rows(cells)]
    return "\n".join([*lines, "", *_signatures(), ""])


def register_pdf(register: BoxRegister) -> bytes:
    """The register on A4, the head of its table on each page; the same box gives the same bytes."""
    from crm_tui.documents.sheet import BODY, HEADING, Sheet

    sheet = Sheet(register.sent_on or register.closed_on or register.opened_on, register.title)
    sheet.bold(HEADING)
    sheet.paragraph(register.title, gap=1)
    sheet.plain(BODY)
    sheet.paragraph(register.about, gap=1)
    if register.note:
        sheet.paragraph(clean(register.note), gap=1)
    widths = [width or sheet.epw - sum(_WIDTHS) for width in _WIDTHS]
    _draw_row(sheet, widths, _HEADS, head=True)
    for cells in _rows(register):
        _draw_row(sheet, widths, cells)
    sheet.ln(6)
    sheet.plain(BODY)
    for line in _signatures():
        sheet.need(3 * sheet.step)
        sheet.paragraph(line, gap=5)
    sheet.number_pages()
    return bytes(sheet.output())


def _rows(register: BoxRegister) -> Iterator[tuple[str, ...]]:
    for place, line in enumerate(register.lines, 1):
        yield (
            str(place),
            line.ref,
            clean(line.client),
            line.tax_code,
            clean(line.kind),
            _day(line.valid_to),
            _day(line.documents_on),
        )


def _day(day: date | None) -> str:
    return format_date(day) if day is not None else ""


def _signatures() -> tuple[str, str]:
    line = "_" * 24
    return f"Здав(ла): {line} / {line} /", f"Прийняв(ла): {line} / {line} /"


def _text_rows(cells: tuple[str, ...]) -> Iterator[str]:
    """A row in as many lines as its longest cell takes."""
    wrapped = [textwrap.wrap(cell, width) for cell, width in zip(cells, _CHARS, strict=True)]
    for parts in zip_longest(*wrapped, fillvalue=""):
        yield "  ".join(part.ljust(width) for part, width in zip(parts, _CHARS, strict=True)).rstrip()


def _draw_row(sheet: "Sheet", widths: list[float], cells: tuple[str, ...], *, head: bool = False) -> None:
    (sheet.bold if head else sheet.plain)(_SIZE)
    wrapped = [sheet.wrapped(width, cell) for width, cell in zip(widths, cells, strict=True)]
    height = max(map(len, wrapped)) * sheet.step + 2 * _PAD
    if not head and sheet.room() < height:
        sheet.add_page()
        _draw_row(sheet, widths, _HEADS, head=True)
        sheet.plain(_SIZE)
    x, top = sheet.l_margin, sheet.get_y()
    sheet.set_fill_color(235)
    for width, lines in zip(widths, wrapped, strict=True):
        sheet.rect(x, top, width, height, style="DF" if head else "D")
        sheet.lines_at(x, top + _PAD, width, lines)
        x += width
    sheet.set_y(top + height)
