"""Calls as rows of the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select

from crm_tui.domain.kinds import CallEnding, CallResult, ClientCertainty, Direction
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Call
from crm_tui.usecases.parts.core import CLIENT, CONTACT, EMPLOYEE, LEG, client_name, core, fetch, named
from crm_tui.usecases.shapes import Named


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call in the journal; `people` are those who talked, times are UTC, lengths milliseconds."""

    id: int
    direction: Direction
    number: str
    e164: str | None
    caller_name: str
    started_at: datetime
    ended_at: datetime | None
    ending: CallEnding
    result: CallResult
    wait_ms: int
    talk_ms: int
    client: Named | None
    contact: Named | None
    certainty: ClientCertainty
    people: tuple[str, ...]


CALL = core(Call)
_COLUMNS = ("id", "direction", "number", "e164", "caller_name", "did", "trunk", "queue", "started_at")
_MORE = ("answered_at", "ended_at", "ending", "result", "wait_ms", "talk_ms", "client_id", "contact_id")
_REST = ("certainty", "source", "lost_after_transfer", "picked_up_by", "note")

SELECT_CALLS = select(
    *(CALL.c[name] for name in (*_COLUMNS, *_MORE, *_REST)),
    client_name().label("client_name"),
    CONTACT.c.full_name.label("contact_name"),
).select_from(
    CALL.outerjoin(CLIENT, CLIENT.c.id == CALL.c.client_id).outerjoin(
        CONTACT, CONTACT.c.id == CALL.c.contact_id
    )
)
_PEOPLE = (
    select(LEG.c.call_id, func.coalesce(EMPLOYEE.c.full_name, LEG.c.extension).label("person"))
    .select_from(LEG.outerjoin(EMPLOYEE, EMPLOYEE.c.id == LEG.c.employee_id))
    .where(LEG.c.call_id.in_(bindparam("calls", expanding=True)), LEG.c.talk_began_at.is_not(None))
    .order_by(LEG.c.talk_began_at, LEG.c.id)
)


def call_rows(unit: Unit, statement: Select[Any]) -> tuple[CallRow, ...]:
    """The rows of a query made from SELECT_CALLS, with the people who talked (two queries in all)."""
    return with_people(unit, fetch(unit, statement))


def with_people(unit: Unit, rows: Sequence[Row[Any]]) -> tuple[CallRow, ...]:
    """Rows of SELECT_CALLS as the journal shows them."""
    people: dict[int, list[str]] = {}
    if rows:
        for leg in fetch(unit, _PEOPLE, calls=[row.id for row in rows]):
            names = people.setdefault(leg.call_id, [])
            if leg.person not in names:
                names.append(leg.person)
    return tuple(_call_row(row, tuple(people.get(row.id, ()))) for row in rows)


def _call_row(row: Row[Any], people: tuple[str, ...]) -> CallRow:
    return CallRow(
        id=row.id,
        direction=row.direction,
        number=row.number,
        e164=row.e164,
        caller_name=row.caller_name,
        started_at=row.started_at,
        ended_at=row.ended_at,
        ending=row.ending,
        result=row.result,
        wait_ms=row.wait_ms,
        talk_ms=row.talk_ms,
        client=named(row.client_id, row.client_name),
        contact=named(row.contact_id, row.contact_name),
        certainty=row.certainty,
        people=people,
    )
