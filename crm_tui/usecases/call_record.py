"""Writing what the PBX told: calls with rings, legs and transfers, each once, however often it is told."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlmodel import SQLModel, col, select

from crm_tui.domain.call_facts import CallFacts, LegFacts, RingFacts, TransferFacts
from crm_tui.domain.caller import Caller, CallerKind, read_caller
from crm_tui.domain.kinds import CallEnding, CallResult, Direction, RingState
from crm_tui.domain.permissions import Permission
from crm_tui.domain.text import clean
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Call, CallLeg, CallTransfer, EmployeeExtension, Ring
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.call_client import NOBODY, resolve
from crm_tui.usecases.talks import credit_talk_time

Row = TypeVar("Row", bound=SQLModel)
_AT_THE_END = {
    (CallResult.TALKING, Direction.INCOMING): CallResult.ANSWERED,
    (CallResult.TALKING, Direction.OUTGOING): CallResult.ANSWERED,
    (CallResult.RINGING, Direction.INCOMING): CallResult.MISSED,
    (CallResult.RINGING, Direction.OUTGOING): CallResult.NOT_ANSWERED,
}
IGNORED = "ignored number"
"""The note of a call from a number that the settings say to ignore: kept, but nobody is disturbed."""


@requires(Permission.CALLS_JOURNAL_WRITE, writes=True)
def record_calls(unit: Unit, *, changes: Sequence[tuple[CallFacts | None, CallFacts]]) -> tuple[int, ...]:
    """Writes calls as they stand now (`(before, after)`; before None: anything may differ); their ids.

    Saying the same again changes nothing. A call once seen to its end is not overwritten by one that was
    only seen in part. The screens of those whose phone rings are told.
    """
    if not changes:
        return ()
    people = {row.extension: row.employee_id for row in unit.session.exec(select(EmployeeExtension))}
    ids = []
    for before, after in changes:
        call = _record_call(unit, after)
        if call is None or call.id is None:
            continue
        ids.append(call.id)
        if call.note != IGNORED and (before is None or before.rings != after.rings):
            _record_rings(unit, call.id, after.rings, people)
        if before is None or before.legs != after.legs:
            _record_legs(unit, call.id, after, people)
        if before is None or before.transfers != after.transfers:
            _record_transfers(unit, call.id, after.transfers, people)
    return tuple(ids)


@requires(Permission.CALLS_JOURNAL_WRITE, writes=True)
def give_up_old_calls(unit: Unit) -> int:
    """Marks calls that have run for more than a day as lost from sight; answers how many."""
    yesterday = unit.now - timedelta(days=1)
    asked = select(Call).where(Call.ending == CallEnding.RUNNING, Call.started_at <= yesterday)
    calls = unit.session.exec(asked).all()
    for call in calls:
        result = _AT_THE_END.get((call.result, call.direction), call.result)
        ended_at = call.answered_at or call.started_at
        unit.change(call, ending=CallEnding.UNKNOWN, ended_at=ended_at, result=result)
        open_rings = select(Ring).where(Ring.call_id == call.id, Ring.state == RingState.RINGING)
        for ring in unit.session.exec(open_rings).all():
            unit.change(ring, state=RingState.MISSED, ended_at=ended_at)
        unit.notify("calls", call.id)
    return len(calls)


def _moment(at: float | None) -> datetime | None:
    """A moment of the tracker as the store keeps it."""
    return None if at is None else datetime.fromtimestamp(at, UTC)


def _record_call(unit: Unit, facts: CallFacts) -> Call | None:
    call = unit.session.exec(select(Call).where(Call.key == facts.key)).first()
    if call is None:
        call = unit.add(Call(key=facts.key, **_whose(unit, facts.number), **_values(facts)))
        unit.notify("calls", call.id)
        return call
    if call.ending is not CallEnding.RUNNING and not facts.seen_from_start:
        return None
    # A dialled number may be told after the channel: until then the call is nobody's.
    nobodys = not call.number and call.client_id is None
    whose = _whose(unit, facts.number) if facts.number and nobodys else {}
    if unit.change(call, **whose, **_values(facts)):
        unit.notify("calls", call.id)
    return call


def _whose(unit: Unit, number: str) -> dict[str, Any]:
    caller = _caller(unit, number)
    ignored = caller.kind is CallerKind.IGNORED
    owner = resolve(unit, caller.e164) if caller.kind is CallerKind.NUMBER else NOBODY
    return {
        "number": caller.number,
        "e164": caller.e164,
        "client_id": owner.client_id,
        "contact_id": owner.contact_id,
        "certainty": owner.certainty,
        "note": IGNORED if ignored else "",
        "handled_at": unit.now if ignored else None,
    }


def _caller(unit: Unit, number: str) -> Caller:
    pbx = unit.settings.pbx
    return read_caller(
        number,
        city_code=pbx.city_code,
        extensions=pbx.extensions,
        short_numbers=pbx.short_numbers,
        own_numbers=pbx.own_numbers,
        ignored_numbers=pbx.ignored_numbers,
    )


def _values(facts: CallFacts) -> dict[str, Any]:
    return {
        "direction": facts.direction,
        "caller_name": clean(facts.name),
        "did": clean(facts.did),
        "trunk": facts.trunk,
        "queue": clean(facts.queue),
        "started_at": _moment(facts.began_at),
        "answered_at": _moment(facts.answered_at),
        "ended_at": _moment(facts.ended_at),
        "ending": facts.ending,
        "result": facts.result,
        "wait_ms": facts.wait_ms,
        "talk_ms": sum(leg.talk_ms for leg in facts.legs),
        "lost_after_transfer": facts.lost_after_transfer,
        "picked_up_by": facts.picked_up_by,
    }


def _record_rings(unit: Unit, call_id: int, rings: Iterable[RingFacts], people: dict[str, int]) -> None:
    known = {row.channel_uid: row for row in unit.session.exec(select(Ring).where(Ring.call_id == call_id))}
    for ring in rings:
        # A person's own dialling makes his phone ring too, but nobody calls him.
        if ring.own_dialling:
            continue
        values: dict[str, Any] = {
            "state": ring.state,
            "ended_at": _moment(ring.ended_at),
            "answered_by": ring.by,
        }
        row = known.get(ring.channel)
        if row is None:
            begun: dict[str, Any] = {"extension": ring.extension, "began_at": _moment(ring.began_at)}
            employee_id = people.get(ring.extension)
            row = unit.add(
                Ring(call_id=call_id, channel_uid=ring.channel, employee_id=employee_id, **begun, **values)
            )
        elif not unit.change(row, **values):
            continue
        if row.employee_id is not None:
            unit.notify(f"op.{row.employee_id}", row.id)


def _record_legs(unit: Unit, call_id: int, facts: CallFacts, people: dict[str, int]) -> None:
    asked = select(CallLeg).where(CallLeg.call_id == call_id)
    known = {row.channel_uid: row for row in unit.session.exec(asked)}
    ended: set[int] = set()
    for leg in facts.legs:
        values = _leg_values(leg)
        row = known.get(leg.channel)
        if row is None:
            row = known[leg.channel] = unit.add(
                CallLeg(
                    call_id=call_id,
                    channel_uid=leg.channel,
                    extension=leg.extension,
                    employee_id=people.get(leg.extension),
                    **values,
                )
            )
        elif not unit.change(row, **values):
            continue
        if row.employee_id is not None and leg.ended_at is not None:
            ended.add(row.employee_id)
    for employee_id in sorted(ended):
        total = sum(row.talk_ms for row in known.values() if row.employee_id == employee_id)
        credit_talk_time(unit, call_id=call_id, employee_id=employee_id, talk_ms=total)


def _leg_values(leg: LegFacts) -> dict[str, Any]:
    return {
        "began_at": _moment(leg.began_at),
        "talk_began_at": _moment(leg.talks[0][0]) if leg.talks else None,
        "ended_at": _moment(leg.ended_at),
        "talk_ms": leg.talk_ms,
        "hold_ms": leg.hold_ms,
    }


def _record_transfers(
    unit: Unit, call_id: int, transfers: Sequence[TransferFacts], people: dict[str, int]
) -> None:
    asked = select(CallTransfer).where(CallTransfer.call_id == call_id).order_by(col(CallTransfer.position))
    known = {row.position: row for row in unit.session.exec(asked)}
    for position, transfer in enumerate(transfers, 1):
        values: dict[str, Any] = {
            "kind": transfer.kind,
            "by_extension": transfer.by,
            "to_extension": clean(transfer.to),
            "by_employee_id": people.get(transfer.by),
            "to_employee_id": people.get(transfer.to),
            "at": _moment(transfer.at),
        }
        if position in known:
            unit.change(known[position], **values)
        else:
            unit.add(CallTransfer(call_id=call_id, position=position, **values))
