"""How the colleagues are: free, ringing, talking and with whom, as the PBX tells it (X25)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from crm_tui.domain.kinds import CallEnding, CallResult, Direction, PresenceState, RingState
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.domain.presence import BUSIEST_FIRST
from crm_tui.store.scope import Unit
from crm_tui.store.tables import EmployeeExtension, ExtensionState, Ring
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.call_rows import CALL
from crm_tui.usecases.parts.core import CLIENT, EMPLOYEE, LEG, client_name, core, fetch
from crm_tui.usecases.parts.line_knowledge import Knowledge, client_of, knowledge
from crm_tui.usecases.shapes import Named

__all__ = ["CallNow", "Colleague", "Colleagues", "Knowledge", "colleagues"]


@dataclass(frozen=True, slots=True)
class CallNow:
    """The client's call at a colleague's telephone; the client only for those who may read clients."""

    call_id: int
    direction: Direction
    number: str
    e164: str | None
    client: Named | None
    talk_began_at: datetime | None
    """None while it only rings."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person with a telephone; of several the busiest says how he is."""

    id: int
    name: str
    extensions: tuple[str, ...]
    state: PresenceState
    since: datetime | None
    call: CallNow | None


@dataclass(frozen=True, slots=True)
class Colleagues:
    """Everybody who has an extension, by name."""

    line: Knowledge
    rows: tuple[Colleague, ...]


EXTENSION, OWN, RING = core(ExtensionState), core(EmployeeExtension), core(Ring)
_RUNNING = (
    CALL.c.result.in_((CallResult.RINGING, CallResult.TALKING)),
    CALL.c.started_at > bindparam("yesterday"),
    CALL.c.ending == CallEnding.RUNNING,
)
_OF_CALL = (
    CALL.c.id.label("call_id"),
    *(CALL.c[name] for name in ("direction", "number", "e164", "client_id")),
    client_name().label("client_name"),
)
_CALLS = CALL.outerjoin(CLIENT, CLIENT.c.id == CALL.c.client_id)
_PEOPLE = (
    select(EMPLOYEE.c.id, EMPLOYEE.c.full_name, OWN.c.extension, EXTENSION.c.state, EXTENSION.c.since)
    .select_from(
        EMPLOYEE.join(OWN, OWN.c.employee_id == EMPLOYEE.c.id).outerjoin(
            EXTENSION, EXTENSION.c.extension == OWN.c.extension
        )
    )
    .where(EMPLOYEE.c.active.is_(True))
    .order_by(EMPLOYEE.c.full_name, EMPLOYEE.c.id, OWN.c.extension)
)
_TALKS = (
    select(LEG.c.extension, LEG.c.talk_began_at, *_OF_CALL)
    .select_from(_CALLS.join(LEG, LEG.c.call_id == CALL.c.id))
    .where(*_RUNNING, LEG.c.ended_at.is_(None), LEG.c.talk_began_at.is_not(None))
)
_RINGS = (
    select(RING.c.extension, *_OF_CALL)
    .select_from(_CALLS.join(RING, RING.c.call_id == CALL.c.id))
    .where(*_RUNNING, RING.c.state == RingState.RINGING)
)


@requires(Permission.CALLS_PRESENCE_READ)
def colleagues(unit: Unit) -> Colleagues:
    """Everybody who has an extension: how he is, since when, and with which client's call."""
    line, calls = knowledge(unit), _calls_now(unit)
    people: dict[int, list[Row[Any]]] = {}
    for row in fetch(unit, _PEOPLE):
        people.setdefault(row.id, []).append(row)
    return Colleagues(line, tuple(_colleague(line, phones, calls) for phones in people.values()))


def _calls_now(unit: Unit) -> Mapping[str, CallNow]:
    """The calls that run, by extension; who talks is not shown as rung by another."""
    if not allowed(unit.actor, Permission.CALLS_CALL_READ):
        return {}
    yesterday = unit.now - timedelta(days=1)
    found = {row.extension: _call_now(unit, row, None) for row in fetch(unit, _RINGS, yesterday=yesterday)}
    for row in fetch(unit, _TALKS, yesterday=yesterday):
        found[row.extension] = _call_now(unit, row, row.talk_began_at)
    return found


def _call_now(unit: Unit, row: Row[Any], talk_began_at: datetime | None) -> CallNow:
    client = client_of(unit, row)
    return CallNow(row.call_id, row.direction, row.number, row.e164, client, talk_began_at)


def _colleague(line: Knowledge, phones: list[Row[Any]], calls: Mapping[str, CallNow]) -> Colleague:
    stands = min((_stand(line, row, calls.get(row.extension)) for row in phones), key=_busiest)
    state, since, call = stands
    extensions = tuple(row.extension for row in phones)
    return Colleague(phones[0].id, phones[0].full_name, extensions, state, since, call)


Stand = tuple[PresenceState, datetime | None, CallNow | None]


def _busiest(stand: Stand) -> int:
    return BUSIEST_FIRST.index(stand[0])


def _stand(line: Knowledge, row: Row[Any], call: CallNow | None) -> Stand:
    """One telephone. Its own state comes first; of a PBX that tells none, the client's call speaks."""
    if not line.known:
        return PresenceState.UNKNOWN, line.since, None
    state, since = row.state or PresenceState.UNKNOWN, row.since
    if state is PresenceState.UNKNOWN and call is not None:
        state = PresenceState.TALKING if call.talk_began_at else PresenceState.RINGING
    if state not in (PresenceState.RINGING, PresenceState.TALKING, PresenceState.ON_HOLD):
        return state, since, None
    if call is not None and call.talk_began_at and state is PresenceState.TALKING:
        since = call.talk_began_at
    return state, since, call
