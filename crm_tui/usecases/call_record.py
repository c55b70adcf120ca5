"""Writing what the listener heard: calls, each once, however often it is told."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import col, select

from crm_tui.domain.call_facts import CallFacts
from crm_tui.domain.kinds import CallEnding, CallResult, Direction, RingState
from crm_tui.domain.permissions import Permission
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Call, CallLeg, Ring
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.call_writing import people_by_extension, write_call
from crm_tui.usecases.parts.command_calls import end_wishes, waiting_commands
from crm_tui.usecases.parts.pbx_clock import ahead_of_ours
from crm_tui.usecases.parts.settling import settle_missed
from crm_tui.usecases.parts.talk_time import put_talk_time

_AT_THE_END = {
    (CallResult.TALKING, Direction.INCOMING): CallResult.ANSWERED,
    (CallResult.TALKING, Direction.OUTGOING): CallResult.ANSWERED,
    (CallResult.RINGING, Direction.INCOMING): CallResult.MISSED,
    (CallResult.RINGING, Direction.OUTGOING): CallResult.NOT_ANSWERED,
}


@requires(Permission.CALLS_JOURNAL_WRITE, writes=True)
def record_calls(unit: Unit, *, changes: Sequence[tuple[CallFacts | None, CallFacts]]) -> tuple[int, ...]:
    """Writes calls as they stand now (`(before, after)`; before None: anything may differ); their ids.

    Saying the same again changes nothing. A call once seen to its end is not overwritten by one that was
    only seen in part, nor one that was completed from the PBX's own record. The screens of those whose phone
    rings are told. A wish to the PBX ends here as its call tells.
    """
    if not changes:
        return ()
    people, waiting = people_by_extension(unit), waiting_commands(unit)
    ids = []
    for before, after in changes:
        call_id = write_call(unit, before, after, people)
        if call_id is not None:
            ids.append(call_id)
            end_wishes(unit, call_id, after, waiting)
    return tuple(ids)


@requires(Permission.CALLS_JOURNAL_WRITE, writes=True)
def give_up_old_calls(unit: Unit) -> int:
    """Marks calls that have run for more than a day as lost from sight; answers how many."""
    yesterday = unit.now + ahead_of_ours(unit) - timedelta(days=1)
    asked = select(Call).where(Call.ending == CallEnding.RUNNING, Call.started_at <= yesterday)
    calls = unit.session.exec(asked).all()
    for call in calls:
        result = _AT_THE_END.get((call.result, call.direction), call.result)
        ended_at = call.answered_at or call.started_at
        unit.change(call, ending=CallEnding.UNKNOWN, ended_at=ended_at, result=result)
        open_rings = select(Ring).where(Ring.call_id == call.id, Ring.state == RingState.RINGING)
        for ring in unit.session.exec(open_rings).all():
            unit.change(ring, state=RingState.MISSED, ended_at=ended_at)
        _end_talks(unit, call)
        settle_missed(unit, call)
        unit.notify("calls", call.id)
    return len(calls)


def _end_talks(unit: Unit, call: Call) -> None:
    """The talks of a call that was lost from sight lasted as long as is known; nobody talks in it now."""
    running = select(CallLeg).where(CallLeg.call_id == call.id, col(CallLeg.ended_at).is_(None))
    for leg in unit.session.exec(running).all():
        known = timedelta(milliseconds=leg.talk_ms + leg.hold_ms)
        unit.change(leg, ended_at=(leg.talk_began_at or leg.began_at) + known)
        if leg.employee_id is not None:
            unit.notify(f"op.{leg.employee_id}", call.id)
            put_talk_time(unit, call_id=leg.call_id, employee_id=leg.employee_id)
