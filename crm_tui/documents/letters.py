"""The letter that a paper is sent with: the office's own text, its first line the subject."""

from dataclasses import dataclass
from pathlib import Path

from crm_tui.documents.office_texts import OfficeTexts, TextKind
from crm_tui.documents.shapes import Paper
from crm_tui.domain.money import NO_BREAK
from crm_tui.domain.papers import PaperKind

_TEXTS = {
    PaperKind.OFFER: TextKind.MAIL_OFFER,
    PaperKind.INVOICE: TextKind.MAIL_INVOICE,
    PaperKind.ACT: TextKind.MAIL_ACT,
    PaperKind.CONTRACT: TextKind.MAIL_CONTRACT,
}


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes into the mail beside the file."""

    subject: str
    body: str


def letter_for(paper: Paper, *, templates_dir: Path | None = None) -> Letter:
    """The letter to this paper."""
    text = OfficeTexts(paper, templates_dir)[_TEXTS[paper.kind]].replace(NO_BREAK, " ")
    subject, _, body = text.partition("\n")
    return Letter(subject.strip(), body.strip() + "\n")
