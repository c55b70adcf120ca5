"""The own firm's logo at the top left of the first page, where no kind of paper has anything."""

from io import BytesIO
from struct import unpack

from crm_tui.documents.sheet import Sheet
from crm_tui.domain.papers import LOGO_MM

_BELOW = 3.0


def draw_logo(sheet: Sheet, logo: bytes) -> None:
    """Draws a PNG as large as its place lets it be; the paper begins below that place, whatever its shape."""
    width, height = unpack(">II", logo[16:24])
    scale = min(LOGO_MM[0] / width, LOGO_MM[1] / height)
    x, y = sheet.l_margin, sheet.get_y()
    sheet.image(BytesIO(logo), x, y, width * scale, height * scale, alt_text=None)
    sheet.set_y(y + LOGO_MM[1] + _BELOW)
