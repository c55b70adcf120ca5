"""Codes of the closed lists in the words people read; JSON and options keep the codes."""

from crm_tui.domain.papers import PaperKind
from crm_tui.domain.terms import TermState
from crm_tui.i18n import N_, _
from crm_tui.screens.attachment_words import FILE_KINDS, SUBJECTS
from crm_tui.screens.call_words import DIRECTIONS, RESULTS, RING_STATES, TRANSFERS, WORKS
from crm_tui.screens.certificate_words import CERTIFICATE_KINDS, CERTIFICATE_USES
from crm_tui.screens.client_words import KINDS, TALK_KINDS
from crm_tui.screens.contract_words import CONTRACT_KINDS
from crm_tui.screens.paper_states import MAIL_STATES, STATES

TERM_STATES = {
    TermState.UPCOMING: N_("not begun"),
    TermState.ACTIVE: N_("runs"),
    TermState.ENDING: N_("ends soon"),
    TermState.EXPIRED: N_("over"),
}
PAPER_KINDS = {
    PaperKind.OFFER: N_("offer"),
    PaperKind.INVOICE: N_("invoice"),
    PaperKind.ACT: N_("act of services"),
    PaperKind.CONTRACT: N_("contract"),
}
_KNOWN: dict[str, str] = {
    str(code): words
    for table in (
        DIRECTIONS,
        RESULTS,
        RING_STATES,
        TRANSFERS,
        TALK_KINDS,
        WORKS,
        KINDS,
        TERM_STATES,
        PAPER_KINDS,
        STATES,
        MAIL_STATES,
        CERTIFICATE_KINDS,
        CERTIFICATE_USES,
        CONTRACT_KINDS,
        FILE_KINDS,
        SUBJECTS,
    )
    for code, words in table.items()
}


def word_of(code: str) -> str:
    """The code in words; a role or a department stays as it must be typed."""
    return _(_KNOWN[code]).lower() if code in _KNOWN else code
