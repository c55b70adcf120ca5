"""Which paper is composed how, with the office's own texts; what its file is called."""

import re
from pathlib import Path

from crm_tui.documents import act, contract, invoice, offer
from crm_tui.documents.blocks import Block
from crm_tui.documents.harmless import harmless
from crm_tui.documents.office_texts import OfficeTexts
from crm_tui.documents.shapes import Paper
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.papers import PaperKind
from crm_tui.domain.text import clean

_NAMES = {
    PaperKind.OFFER: "Пропозиція",
    PaperKind.INVOICE: "Рахунок",
    PaperKind.ACT: "Акт",
    PaperKind.CONTRACT: "Договір",
}

_COMPOSED = {
    PaperKind.OFFER: offer.compose,
    PaperKind.INVOICE: invoice.compose,
    PaperKind.ACT: act.compose,
    PaperKind.CONTRACT: contract.compose,
}


def paper_title(paper: Paper) -> str:
    """ "Рахунок № 1287 від 23.11.2026" """
    return f"{_NAMES[paper.kind]} №\u00a0{clean(paper.number)} від {format_date(paper.day)}"


def file_name(paper: Paper, suffix: str = ".pdf") -> str:
    """ "Рахунок_1287_99001004.pdf"; harmless on every system, whatever the number is made of"""
    parts = (_NAMES[paper.kind], paper.number, paper.buyer.tax_code)
    return "_".join(re.sub(r"(?:[^\w-]|--)+", "-", part).strip("-") for part in parts if part) + suffix


def compose(paper: Paper, *, templates_dir: Path | None = None) -> list[Block]:
    """The blocks of the paper, top to bottom."""
    paper = harmless(paper)
    return _COMPOSED[paper.kind](paper, OfficeTexts(paper, templates_dir))
