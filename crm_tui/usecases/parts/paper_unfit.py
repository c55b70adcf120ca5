"""What a draft must have before it can be issued, and how its number will look."""

from crm_tui.domain.errors import Refused
from crm_tui.domain.numbering import number_text
from crm_tui.domain.papers import ContractKind, PaperKind
from crm_tui.i18n import _
from crm_tui.store.tables import OwnEntity, Paper, PaperLine

BUDGET_SIGN = "-Б"


def refuse_unfit(paper: Paper, own: OwnEntity, lines: list[PaperLine]) -> None:
    """Refused when something that must stand on the paper is missing."""
    if not lines and paper.kind is not PaperKind.CONTRACT:
        raise Refused(_("The paper has no lines"))
    if paper.kind is PaperKind.INVOICE and not own.iban:
        said = _("{firm} has no IBAN, so nobody could pay this invoice: enter it among the own firms")
        raise Refused(said.format(firm=own.short_name))
    if paper.kind in {PaperKind.INVOICE, PaperKind.ACT} and paper.total_kop == 0:
        raise Refused(_("The sum is 0: enter the prices"))


def number_words(paper: Paper, own: OwnEntity, number: int) -> str:
    """The number as it stands on the paper."""
    words = number_text(own.number_form, number, paper.day.year)
    return words + BUDGET_SIGN if paper.contract_kind is ContractKind.BUDGET else words
