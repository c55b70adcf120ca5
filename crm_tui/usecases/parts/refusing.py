"""Refusing a blocked caller: the wish that ends his call."""

from crm_tui.domain.kinds import CommandKind
from crm_tui.store.scope import Unit
from crm_tui.store.tables import BlockedNumber, Call, PbxCommand

BLOCKED = "blocked number"
"""The note of a call from a blocked number: refused, and nobody was disturbed."""
IGNORED = "ignored number"
"""The note of a call from a number that the settings say to ignore: kept, but nobody is disturbed."""
WITHOUT_RINGS = (IGNORED, BLOCKED)


def is_blocked(unit: Unit, e164: str | None) -> bool:
    """Whether calls from this number are refused."""
    return e164 is not None and unit.session.get(BlockedNumber, e164) is not None


def refusal_of(unit: Unit, call: Call) -> PbxCommand:
    """The wish to hang up on the caller himself."""
    return PbxCommand(
        kind=CommandKind.REFUSE_CALLER,
        employee_id=unit.actor.id,
        call_id=call.id,
        e164=call.e164,
        asked_at=unit.now,
    )
