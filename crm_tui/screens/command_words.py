"""How a wish to the PBX ended, in the words people read."""

from crm_tui.domain.kinds import CommandOutcome
from crm_tui.domain.text import clean
from crm_tui.i18n import N_, _
from crm_tui.usecases.parts.commands import CommandRow

OUTCOMES = {
    CommandOutcome.DONE: N_("done"),
    CommandOutcome.ANSWERED: N_("answered"),
    CommandOutcome.BUSY: N_("the line is busy"),
    CommandOutcome.NO_ANSWER: N_("nobody answers"),
    CommandOutcome.REFUSED: N_("declined the call"),
    CommandOutcome.GIVEN_UP: N_("given up before an answer"),
    CommandOutcome.UNREACHABLE: N_("cannot be reached"),
    CommandOutcome.PHONE_REFUSED: N_("your own phone declined or is busy"),
    CommandOutcome.PHONE_NO_ANSWER: N_("you did not lift your receiver"),
    CommandOutcome.BAD_CHANNEL: N_("your phone is not connected to the PBX"),
    CommandOutcome.RETURNED: N_("the client is back with you"),
    CommandOutcome.RETURNED_BUSY: N_("the colleague is busy; the client is back with you"),
    CommandOutcome.RETURNED_NO_ANSWER: N_("the colleague does not answer; the client is back with you"),
    CommandOutcome.LOST: N_("nobody took the call: the client was lost in the transfer"),
    CommandOutcome.CLIENT_GONE: N_("the client has hung up"),
    CommandOutcome.NO_CHANNEL: N_("the call was over already"),
    CommandOutcome.NO_LINE: N_("the PBX was not reached"),
    CommandOutcome.STALE: N_("nobody passed it to the PBX in time: does the listener run?"),
    CommandOutcome.IN_DOUBT: N_("the link to the PBX broke: look whether it was done"),
    CommandOutcome.PBX_REFUSED: N_("the PBX refused"),
}


def outcome_words(command: CommandRow) -> str:
    """The outcome, with what the PBX said of it."""
    if command.outcome is None:
        return _("under way")
    words = _(OUTCOMES[command.outcome])
    return f"{words} ({clean(command.detail)})" if command.detail else words
