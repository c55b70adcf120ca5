"""Codes of the closed lists in the words people read; JSON and options keep the codes."""

from crm_tui.domain.kinds import MailState, PaperState
from crm_tui.domain.papers import PaperKind
from crm_tui.domain.terms import TermState
from crm_tui.i18n import N_, _
from crm_tui.screens.call_words import DIRECTIONS, RESULTS, RING_STATES, TRANSFERS, WORKS
from crm_tui.screens.client_words import KINDS, TALK_KINDS

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
PAPER_STATES = {
    PaperState.DRAFT: N_("draft"),
    PaperState.ISSUED: N_("issued"),
    PaperState.PART_PAID: N_("part-paid"),
    PaperState.PAID: N_("paid"),
    PaperState.CANCELLED: N_("cancelled"),
}
MAIL_STATES = {
    MailState.QUEUED: N_("waits"),
    MailState.SENDING: N_("is being sent"),
    MailState.SENT: N_("sent"),
    MailState.FAILED: N_("failed"),
    MailState.IN_DOUBT: N_("in doubt"),
    MailState.DROPPED: N_("not to be sent"),
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
        PAPER_STATES,
        MAIL_STATES,
    )
    for code, words in table.items()
}


def word_of(code: str) -> str:
    """The code in words; a role or a department stays as it must be typed."""
    return _(_KNOWN[code]).lower() if code in _KNOWN else code
