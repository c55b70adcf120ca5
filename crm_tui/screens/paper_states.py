"""How papers and letters stand, in words; the command line says the same."""

from crm_tui.domain.kinds import MailState, PaperState
from crm_tui.i18n import N_

STATES = {
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
