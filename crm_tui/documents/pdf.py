"""A paper as PDF: `render_pdf`. fpdf2 and its fonts are imported with the first paper, not before."""

from importlib import import_module
from pathlib import Path

from crm_tui.documents.compose import compose, paper_title
from crm_tui.documents.shapes import Paper


def get_ready() -> None:
    """Imports what drawing takes, half a second's work, for a caller who keeps others waiting as he draws."""
    for module in ("num2words", "segno", "crm_tui.documents.drawing", "crm_tui.documents.template_engine"):
        import_module(module)


def render_pdf(paper: Paper, *, templates_dir: Path | None = None) -> bytes:
    """The paper on A4; the same paper gives the same bytes. `templates_dir` has the office's own texts."""
    blocks = compose(paper, templates_dir=templates_dir)
    from crm_tui.documents.drawing import draw
    from crm_tui.documents.sheet import Sheet

    sheet = Sheet(paper.day, paper_title(paper))
    if paper.logo:
        from crm_tui.documents.drawing_logo import draw_logo

        draw_logo(sheet, paper.logo)
    for block in blocks:
        draw(block, sheet)
    sheet.number_pages()
    return bytes(sheet.output())
