"""Calls in the words people read: who, how it went, how long."""

from crm_tui.domain.caller import CallerKind
from crm_tui.domain.kinds import (
    CallEnding,
    CallResult,
    CallSource,
    Direction,
    RingState,
    TalkKind,
    TransferKind,
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
TRANSFERS = {TransferKind.BLIND: N_("blind transfer"), TransferKind.ATTENDED: N_("attended transfer")}
ENDINGS = {
    CallEnding.RUNNING: N_("the call goes on"),
    CallEnding.UNKNOWN: N_("the end of the call was not seen"),
}
SOURCES = {
    CallSource.CEL: N_("known from the PBX's own record (CEL)"),
    CallSource.CDR: N_("known from the PBX's own record (CDR): who talked is not in it"),
}
CALLERS = {
    CallerKind.ANONYMOUS: N_("The number is hidden"),
    CallerKind.EXTENSION: N_("An internal call"),
    CallerKind.SHORT: N_("A short number"),
    CallerKind.OWN: N_("Our own number"),
    CallerKind.IGNORED: N_("A number that is not to be noticed"),
    CallerKind.UNKNOWN: N_("No telephone number"),
}


def number_words(number: str, e164: str | None) -> str:
    """A number as people read it aloud; "number hidden" when there is none."""
    return display_phone(e164) if e164 else clean(number).strip() or _("number hidden")


def milliseconds(length: int) -> str:
    """A length as minutes and seconds; empty for none."""
    return format_duration(length / 1000) if length else ""
