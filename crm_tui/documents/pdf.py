"""A paper as PDF: `render_pdf`. fpdf2 and its fonts are imported with the first paper, not before."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_tui.documents.blocks import Block
from crm_tui.documents.compose import compose, paper_title
from crm_tui.documents.shapes import Paper

if TYPE_CHECKING:
    from crm_tui.documents.sheet import Sheet


def render_pdf(paper: Paper) -> bytes:
    """The paper on A4; the same paper gives the same bytes."""
    blocks = compose(paper)
    sheet = _drawn(paper, blocks)
    if sheet.pages_count > 1:
        # The number of pages is known now, so each page can say it.
        sheet = _drawn(paper, blocks, sheet.pages_count)
    return bytes(sheet.output())


def _drawn(paper: Paper, blocks: Sequence[Block], pages: int = 0) -> "Sheet":
    from crm_tui.documents.drawing import draw
    from crm_tui.documents.sheet import Sheet

    sheet = Sheet(paper, paper_title(paper), pages)
    for block in blocks:
        draw(block, sheet)
    return sheet
