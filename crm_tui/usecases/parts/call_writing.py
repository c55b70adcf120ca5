"""Writing a call with its rings, legs and transfers, each once, however often it is told."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import select

from crm_tui.domain.call_facts import CallFacts, LegFacts, RingFacts, TransferFacts
from crm_tui.domain.caller import Caller, CallerKind, read_caller
from crm_tui.domain.kinds import CallEnding, CallSource, Direction
from crm_tui.domain.pbx_command import is_ours
from crm_tui.domain.text import clean
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Call, CallLeg, CallTransfer, EmployeeExtension, Ring
from crm_tui.usecases.parts.call_client import NOBODY, resolve
from crm_tui.usecases.parts.command_calls import dialling_of
from crm_tui.usecases.parts.command_calls import whose as dialled
from crm_tui.usecases.parts.commands import ask
from crm_tui.usecases.parts.core import LEG, core, fetch
from crm_tui.usecases.parts.refusing import BLOCKED, IGNORED, WITHOUT_RINGS, is_blocked, refusal_of
from crm_tui.usecases.parts.settling import settle_missed
from crm_tui.usecases.parts.talk_time import put_talk_time

_BY_KEY = select(Call).where(Call.key == bindparam("key"))
_RING, _TRANSFER = core(Ring), core(CallTransfer)
_RINGS = select_columns(_RING).where(_RING.c.call_id == bindparam("call"))
_LEGS = select_columns(LEG).where(LEG.c.call_id == bindparam("call"))
_TRANSFERS = select_columns(_TRANSFER).where(_TRANSFER.c.call_id == bindparam("call"))


def people_by_extension(unit: Unit) -> dict[str, int]:
    """Whose extension is whose, for `write_call`."""
    return {row.extension: row.employee_id for row in unit.session.exec(select(EmployeeExtension))}


def write_call(
    unit: Unit,
    before: CallFacts | None,
    after: CallFacts,
    people: dict[str, int],
    *,
    source: CallSource = CallSource.HEARD,
) -> int | None:
    """Writes what differs from `before` (None: anything may); the call's id, None when it was left as it is.

    The listener (source HEARD) leaves calls alone that were completed from the PBX's record.
    """
    call = _write_row(unit, after, people, source)
    if call is None or call.id is None:
        return None
    if call.note not in WITHOUT_RINGS and (before is None or before.rings != after.rings):
        _record_rings(unit, call.id, after.rings, people)
    if before is None or before.legs != after.legs:
        _record_legs(unit, call.id, after, people)
    if before is None or before.transfers != after.transfers:
        _record_transfers(unit, call.id, after.transfers, people)
    if before is None or before.result != after.result:
        settle_missed(unit, call)
    return call.id


def _moment(at: float | None) -> datetime | None:
    """A moment of the tracker as the store keeps it."""
    return None if at is None else datetime.fromtimestamp(at, UTC)


def _write_row(unit: Unit, facts: CallFacts, people: dict[str, int], source: CallSource) -> Call | None:
    call = unit.session.exec(_BY_KEY, params={"key": facts.key}).first()
    values = _values(facts) | {"source": source}
    if facts.dialled_by:
        values["dialled_by"] = facts.dialled_by
        # Whoever asked from a screen is known better than by the extension.
        known = call.dialled_by_id if call is not None else None
        values["dialled_by_id"] = known or people.get(facts.dialled_by)
    if call is None:
        return _new_call(unit, facts, values)
    if source is CallSource.HEARD and _is_settled(call, facts):
        return None
    # A dialled number may be told after the channel: until then the call is nobody's.
    nobodys = not call.number and call.client_id is None
    whose = _whose(unit, facts.number) if facts.number and nobodys else {}
    fixed = {"direction": call.direction} if is_ours(call.key) else {}
    if unit.change(call, **values | whose | fixed):
        unit.notify("calls", call.id)
    return call


def _new_call(unit: Unit, facts: CallFacts, values: dict[str, Any]) -> Call:
    dialling = dialling_of(unit, facts.key)
    values = values | _whose(unit, facts.number)
    if dialling is not None:
        # Before the client is dialled the PBX's packets name our own phone: the dialler knew whom he meant.
        values |= _whose(unit, dialling.e164 or dialling.digits) | dialled(dialling)
    call = Call(key=facts.key, **values)
    refused = dialling is None and facts.direction is Direction.INCOMING and is_blocked(unit, call.e164)
    if refused:
        call.note, call.handled_at = BLOCKED, unit.now
    unit.add(call)
    unit.notify("calls", call.id)
    if refused and facts.ended_at is None:
        ask(unit, refusal_of(unit, call))
    return call


def _is_settled(call: Call, facts: CallFacts) -> bool:
    if call.source is not CallSource.HEARD:
        return True
    return call.ending is not CallEnding.RUNNING and not facts.seen_from_start


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
    known = {row.channel_uid: row for row in fetch(unit, _RINGS, call=call_id)}
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
            whose = {"channel_uid": ring.channel, "employee_id": people.get(ring.extension)}
            row = unit.insert(Ring, call_id=call_id, **whose, **begun, **values)
        elif not unit.change_row(Ring, row, **values):
            continue
        if row.employee_id is not None:
            unit.notify(f"op.{row.employee_id}", row.id)


def _record_legs(unit: Unit, call_id: int, facts: CallFacts, people: dict[str, int]) -> None:
    known = {row.channel_uid: row for row in fetch(unit, _LEGS, call=call_id)}
    ended: set[int] = set()
    for leg in facts.legs:
        values = _leg_values(leg)
        row = known.get(leg.channel)
        if row is None:
            whose = {"extension": leg.extension, "employee_id": people.get(leg.extension)}
            row = unit.insert(CallLeg, call_id=call_id, channel_uid=leg.channel, **whose, **values)
        elif not unit.change_row(CallLeg, row, **values):
            continue
        if row.employee_id is None:
            continue
        # His pop-up tells how long he has talked, and that it is over.
        unit.notify(f"op.{row.employee_id}", call_id)
        if leg.ended_at is not None:
            ended.add(row.employee_id)
    for employee_id in sorted(ended):
        put_talk_time(unit, call_id=call_id, employee_id=employee_id)


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
    known = {row.position: row for row in fetch(unit, _TRANSFERS, call=call_id)} if transfers else {}
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
            unit.change_row(CallTransfer, known[position], **values)
        else:
            unit.insert(CallTransfer, call_id=call_id, position=position, **values)
