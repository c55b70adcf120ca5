"""What became of a wish to the PBX, as the call it is about tells: rules over a call's facts, no I/O."""

from dataclasses import dataclass
from uuid import UUID

from crm_tui.domain.call_facts import CallFacts, TransferFacts
from crm_tui.domain.kinds import (
    CallEnding,
    CallResult,
    CommandKind,
    CommandOutcome,
    RingState,
    TransferKind,
)

PREFIX = "crm-"
"""Channels of our own diallings are named so, then the command's UUID without dashes."""
GOOD = frozenset({CommandOutcome.DONE, CommandOutcome.ANSWERED})
TRANSFERS = frozenset({CommandKind.BLIND_TRANSFER, CommandKind.ATTENDED_TRANSFER})
_CLIENT_SAID = {
    "BUSY": CommandOutcome.BUSY,
    "REFUSED": CommandOutcome.REFUSED,
    "NOANSWER": CommandOutcome.NO_ANSWER,
    "CANCEL": CommandOutcome.GIVEN_UP,
}
_PHONE_SAID = {
    "BUSY": CommandOutcome.PHONE_REFUSED,
    "CHANUNAVAIL": CommandOutcome.BAD_CHANNEL,
    "REFUSED": CommandOutcome.PHONE_REFUSED,
}
_COLLEAGUE_SAID = {
    "BUSY": CommandOutcome.RETURNED_BUSY,
    "REFUSED": CommandOutcome.RETURNED_BUSY,
    "CANCEL": CommandOutcome.RETURNED_NO_ANSWER,
    "NOANSWER": CommandOutcome.RETURNED_NO_ANSWER,
}


@dataclass(frozen=True, slots=True)
class SentCommand:
    """A wish that was sent; `sent_at` in seconds by the PBX's clock, `digits` who was to be reached."""

    kind: CommandKind
    extension: str
    digits: str
    sent_at: float


def channel_of(uuid: UUID) -> str:
    """The Uniqueid, Linkedid and ActionID of the dialling of this command."""
    return f"{PREFIX}{uuid.hex}"


def is_ours(channel_uid: str) -> bool:
    """Whether a channel was made by a dialling of ours."""
    return channel_uid.startswith(PREFIX)


def outcome_of(command: SentCommand, facts: CallFacts) -> CommandOutcome | None:
    """How the wish ended, as far as its call tells; None while that is open."""
    if command.kind is CommandKind.DIAL:
        return _dialled(facts)
    if command.kind in TRANSFERS:
        return _transferred(command, facts)
    return None


def _dialled(facts: CallFacts) -> CommandOutcome | None:
    match facts.result:
        case CallResult.TALKING | CallResult.ANSWERED:
            return CommandOutcome.ANSWERED
        case CallResult.ORIGINATE_FAILED:
            return CommandOutcome.BAD_CHANNEL
    if facts.ended_at is None:
        return None
    if facts.ending is CallEnding.UNKNOWN:
        return CommandOutcome.IN_DOUBT
    if facts.result is CallResult.OPERATOR_DID_NOT_PICK_UP:
        said = {ring.status for ring in facts.rings if ring.own_dialling}
        found = (_PHONE_SAID[one] for one in sorted(said) if one in _PHONE_SAID)
        return next(found, CommandOutcome.PHONE_NO_ANSWER)
    return _CLIENT_SAID.get(facts.refusal, CommandOutcome.UNREACHABLE)


def _transferred(command: SentCommand, facts: CallFacts) -> CommandOutcome | None:
    kind = TransferKind.BLIND if command.kind is CommandKind.BLIND_TRANSFER else TransferKind.ATTENDED
    made = next((one for one in facts.transfers if _is_of(command, kind, one)), None)
    over = facts.ended_at is not None
    if made is not None:
        if _taken(made, facts):
            return CommandOutcome.ANSWERED
        return CommandOutcome.LOST if over else None
    if over:
        return CommandOutcome.CLIENT_GONE
    return _returned(command, facts) if kind is TransferKind.ATTENDED else None


def _is_of(command: SentCommand, kind: TransferKind, transfer: TransferFacts) -> bool:
    return transfer.kind is kind and transfer.by == command.extension and transfer.at >= command.sent_at


def _taken(transfer: TransferFacts, facts: CallFacts) -> bool:
    """Whether anybody but the giver talks after the handover."""
    return any(
        leg.extension != transfer.by and (end is None or end > transfer.at)
        for leg in facts.legs
        for _, end in leg.talks
    )


def _returned(command: SentCommand, facts: CallFacts) -> CommandOutcome | None:
    """Whether the client is back with who asked: his talk goes on after the colleague was rung."""
    rung = [ring for ring in facts.rings if ring.extension == command.digits]
    rung = [ring for ring in rung if ring.began_at >= command.sent_at]
    if any(ring.state is RingState.RINGING for ring in rung):
        return None  # a moment later it is told why the colleague did not take it
    since = max((ring.began_at for ring in rung), default=command.sent_at)
    begins = [
        begin
        for leg in facts.legs
        if leg.extension == command.extension
        for begin, end in leg.talks
        if not end
    ]
    if not any(begin >= since and begin > command.sent_at for begin in begins):
        return None
    said = {ring.status for ring in rung if ring.state is not RingState.ANSWERED}
    found = (_COLLEAGUE_SAID[one] for one in sorted(said) if one in _COLLEAGUE_SAID)
    return next(found, CommandOutcome.RETURNED)
