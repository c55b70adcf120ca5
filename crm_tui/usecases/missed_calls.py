"""Missed calls: one line per caller, until a later call with him settles them (S38-S40, X20, X21)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.kinds import CallResult, Direction
from crm_tui.domain.permissions import Permission
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Call
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.call_client import OWNERS, PHONE, PLACE
from crm_tui.usecases.parts.call_rows import CALL
from crm_tui.usecases.parts.core import CLIENT, CONTACT, client_name, fetch, named
from crm_tui.usecases.shapes import Named

DAYS = 30
"""How far back the list goes unless asked for more; older ones are found by time, never cut by a count."""


@dataclass(frozen=True, slots=True)
class MissedCaller:
    """A caller nobody has answered yet: how often, since when; `age_s` counts from the last try.

    `queue` is the one he waited in, empty when in none, `wait_ms` the longest he waited there or for a phone.
    `clients` is how many clients have the number; with exactly one, `client` names it.
    """

    number: str
    e164: str | None
    caller_name: str
    count: int
    first_at: datetime
    last_at: datetime
    age_s: int
    queue: str
    wait_ms: int
    last_call_id: int
    client: Named | None
    contact: Named | None
    clients: int


@requires(Permission.CALLS_CALL_READ)
def missed(unit: Unit, *, since: datetime | None = None, limit: int = 200) -> tuple[MissedCaller, ...]:
    """Who called in vain since then and is not settled: one line a caller, the last try first."""
    since = since or unit.now - timedelta(days=DAYS)
    caller = func.coalesce(CALL.c.e164, CALL.c.number)
    groups = (
        select(
            func.count().label("count"),
            func.min(CALL.c.started_at).label("first_at"),
            func.max(CALL.c.started_at).label("last_at"),
            func.max(CALL.c.id).label("last_id"),
            func.max(CALL.c.queue).label("queue"),
            func.max(CALL.c.wait_ms).label("wait_ms"),
        )
        .where(*_open(since))
        .group_by(caller)
        .order_by(func.max(CALL.c.started_at).desc(), func.max(CALL.c.id).desc())
        .limit(min(limit, 500))
        .subquery()
    )
    rows = fetch(unit, _with_last_call(groups))
    owners = _owners_count(unit, [row.e164 for row in rows if row.e164])
    return tuple(_missed_caller(unit, row, owners.get(row.e164, 0)) for row in rows)


@requires(Permission.CALLS_CALL_READ)
def count_missed(unit: Unit) -> int:
    """How many callers wait to be called back: the lines of `missed`, however many."""
    callers = func.count(func.coalesce(CALL.c.e164, CALL.c.number).distinct())
    return int(
        fetch(unit, select(callers.label("callers")).where(*_open(unit.now - timedelta(days=DAYS))))[
            0
        ].callers
    )


@requires(Permission.CALLS_CALL_ATTACH, writes=True)
def mark_handled(
    unit: Unit,
    *,
    numbers: tuple[str, ...] = (),
    since: datetime | None = None,
    seen_until: datetime | None = None,
) -> int:
    """Takes callers off the list as they stand there (E.164, else as the PBX gave it); without numbers, all.

    `seen_until`: the last call that the list showed; whoever called after it is not settled unseen. Answers
    how many calls were marked.
    """
    since = since or unit.now - timedelta(days=DAYS)
    statement = select_rows(Call).where(*_open(since))
    if seen_until is not None:
        statement = statement.where(CALL.c.started_at <= seen_until)
    if numbers:
        statement = statement.where(func.coalesce(CALL.c.e164, CALL.c.number).in_(numbers))
    calls = unit.session.exec(statement.order_by(col(Call.id))).all()
    for call in calls:
        unit.change(call, handled_at=unit.now, handled_by_id=unit.actor.id)
        unit.notify("calls", call.id)
    return len(calls)


def _open(since: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        CALL.c.result == CallResult.MISSED,
        CALL.c.direction == Direction.INCOMING,
        CALL.c.started_at >= since,
        CALL.c.handled_at.is_(None),
    )


def _with_last_call(groups: Any) -> Select[Any]:
    return (
        select(
            groups,
            CALL.c.id.label("call_id"),
            *(CALL.c[name] for name in ("number", "e164", "caller_name", "client_id", "contact_id")),
            client_name().label("client_name"),
            CONTACT.c.full_name.label("contact_name"),
        )
        .select_from(
            groups.join(CALL, CALL.c.id == groups.c.last_id)
            .outerjoin(CLIENT, CLIENT.c.id == CALL.c.client_id)
            .outerjoin(CONTACT, CONTACT.c.id == CALL.c.contact_id)
        )
        .order_by(groups.c.last_at.desc(), groups.c.last_id.desc())
    )


def _owners_count(unit: Unit, numbers: list[str]) -> dict[str, int]:
    statement = (
        select(PHONE.c.e164, func.count(PLACE.c.client_id.distinct()).label("clients"))
        .select_from(OWNERS.join(CLIENT, CLIENT.c.id == PLACE.c.client_id))
        .where(PHONE.c.e164.in_(numbers), CLIENT.c.deleted_at.is_(None))
        .group_by(PHONE.c.e164)
    )
    return {row.e164: row.clients for row in fetch(unit, statement)} if numbers else {}


def _missed_caller(unit: Unit, row: Row[Any], clients: int) -> MissedCaller:
    return MissedCaller(
        number=row.number,
        e164=row.e164,
        caller_name=row.caller_name,
        count=row._mapping["count"],
        first_at=row.first_at,
        last_at=row.last_at,
        age_s=max(0, int((unit.now - row.last_at).total_seconds())),
        queue=row.queue,
        wait_ms=row.wait_ms,
        last_call_id=row.call_id,
        client=named(row.client_id, row.client_name),
        contact=named(row.contact_id, row.contact_name),
        clients=clients,
    )
