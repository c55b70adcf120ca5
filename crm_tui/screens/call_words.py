"""Calls in the words people read: who, how it went, how long."""

from crm_tui.domain.caller import CallerKind
from crm_tui.domain.kinds import (
    CallEnding,
    CallResult,
    CallSource,
    CommandKind,
    CommandOutcome,
    Direction,
    RingState,
    TalkKind,
    TransferKind,
    WorkKind,
)
from crm_tui.domain.kyiv import format_duration
from crm_tui.domain.phone import display_phone
from crm_tui.domain.text import clean
from crm_tui.i18n import N_, _

DIRECTIONS = {Direction.INCOMING: N_("incoming"), Direction.OUTGOING: N_("outgoing")}
ARROWS = {Direction.INCOMING: "→", Direction.OUTGOING: "←"}
RESULTS = {
    CallResult.RINGING: N_("ringing"),
    CallResult.TALKING: N_("talking"),
    CallResult.ANSWERED: N_("answered"),
    CallResult.MISSED: N_("missed"),
    CallResult.NOT_ANSWERED: N_("not answered"),
    CallResult.OPERATOR_DID_NOT_PICK_UP: N_("our phone was not picked up"),
    CallResult.ORIGINATE_FAILED: N_("could not be dialled"),
}
SIGNS = {
    CallResult.RINGING: "☎",
    CallResult.TALKING: "☎",
    CallResult.ANSWERED: "",
    CallResult.MISSED: "!",
    CallResult.NOT_ANSWERED: "·",
    CallResult.OPERATOR_DID_NOT_PICK_UP: "·",
    CallResult.ORIGINATE_FAILED: "×",
}
RING_STATES = {
    RingState.RINGING: N_("ringing"),
    RingState.ANSWERED: N_("answered"),
    RingState.ANSWERED_ELSEWHERE: N_("answered elsewhere"),
    RingState.MISSED: N_("missed"),
}
TALK_KINDS = {TalkKind.SALE: N_("sale"), TalkKind.SUPPORT: N_("support")}
WORKS = {WorkKind.VISIT: N_("visit"), WorkKind.REMOTE: N_("remote help")}
WORK_SIGNS = {WorkKind.VISIT: "⌂", WorkKind.REMOTE: "↔"}
TRANSFERS = {TransferKind.BLIND: N_("blind transfer"), TransferKind.ATTENDED: N_("attended transfer")}
ENDINGS = {
    CallEnding.RUNNING: N_("the call goes on"),
    CallEnding.UNKNOWN: N_("the end of the call was not seen"),
}
SOURCES = {
    CallSource.CEL: N_("known from the PBX's own record (CEL)"),
    CallSource.CDR: N_("known from the PBX's own record (CDR): who talked is not in it"),
}
COMMANDS = {
    CommandKind.DIAL: N_("dialling"),
    CommandKind.BLIND_TRANSFER: N_("blind transfer"),
    CommandKind.ATTENDED_TRANSFER: N_("attended transfer"),
    CommandKind.COMPLETE_TRANSFER: N_("completing the transfer"),
    CommandKind.CANCEL_TRANSFER: N_("taking the client back"),
    CommandKind.HANG_UP: N_("hanging up"),
    CommandKind.REFUSE_CALLER: N_("refusing a blocked caller"),
}
COMMAND_OUTCOMES = {
    CommandOutcome.DONE: N_("done"),
    CommandOutcome.ANSWERED: N_("answered"),
    CommandOutcome.BUSY: N_("the number is busy"),
    CommandOutcome.NO_ANSWER: N_("nobody answers"),
    CommandOutcome.REFUSED: N_("the client declined the call"),
    CommandOutcome.GIVEN_UP: N_("hung up before the client answered"),
    CommandOutcome.UNREACHABLE: N_("the number cannot be reached"),
    CommandOutcome.PHONE_REFUSED: N_("your own phone is busy or declined"),
    CommandOutcome.PHONE_NO_ANSWER: N_("your own phone was not picked up"),
    CommandOutcome.BAD_CHANNEL: N_("your own phone is not connected to the PBX"),
    CommandOutcome.RETURNED: N_("the client is back with you"),
    CommandOutcome.RETURNED_BUSY: N_("the colleague is busy; the client is back with you"),
    CommandOutcome.RETURNED_NO_ANSWER: N_("the colleague does not answer; the client is back with you"),
    CommandOutcome.LOST: N_("nobody took the call; the client hung up"),
    CommandOutcome.CLIENT_GONE: N_("the client hung up before the transfer"),
    CommandOutcome.NO_CHANNEL: N_("that call is over"),
    CommandOutcome.NO_LINE: N_("the PBX is not reached"),
    CommandOutcome.STALE: N_("nobody executed it in time: the listener does not run"),
    CommandOutcome.IN_DOUBT: N_("it is not known whether the PBX did it: look at the phone"),
    CommandOutcome.PBX_REFUSED: N_("the PBX refused"),
}
CALLERS = {
    CallerKind.ANONYMOUS: N_("The number is hidden"),
    CallerKind.EXTENSION: N_("An internal call"),
    CallerKind.SHORT: N_("A short number"),
    CallerKind.OWN: N_("Our own number"),
    CallerKind.IGNORED: N_("A number that is not to be noticed"),
    CallerKind.UNKNOWN: N_("No telephone number"),
}


def outcome_words(outcome: CommandOutcome | None, detail: str = "") -> str:
    """How a wish to the PBX stands; what the PBX itself said comes after it."""
    if outcome is None:
        return _("under way")
    said = _(COMMAND_OUTCOMES[outcome])
    return f"{said}: {detail}" if detail else said


def number_words(number: str, e164: str | None) -> str:
    """A number as people read it aloud; "number hidden" when there is none."""
    return display_phone(e164) if e164 else clean(number).strip() or _("number hidden")


def milliseconds(length: int) -> str:
    """A length as minutes and seconds; empty for none."""
    return format_duration(length / 1000) if length else ""
