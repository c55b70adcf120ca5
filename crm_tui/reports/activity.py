"""Who did how much: saved talks and their time by person, service, kind, day, week, month (S8, S31, S32).

The figures come from the sums by day, the rows behind a cell from the talks themselves; both by Kyiv days.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, and_, func, literal, or_, select, tuple_

from crm_tui.domain.kinds import TalkKind, TalkState
from crm_tui.domain.kyiv import day_borders
from crm_tui.domain.periods import Period
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _
from crm_tui.reports.parts.axes import Axis, Measure, Pivot
from crm_tui.reports.parts.filters import read_filter
from crm_tui.reports.parts.people import EMPLOYEE, SERVICE, below, own_or_all
from crm_tui.reports.parts.shapes import Report
from crm_tui.store.gate import requires
from crm_tui.store.quick import connection_of
from crm_tui.store.rows import table_of
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, Talk
from crm_tui.store.tables.reports import NO_SERVICE
from crm_tui.store.talk_sums import Only, TalkWhere, talk_sums

TALK, CLIENT = table_of(Talk), table_of(Client)
TITLE = N_("Activity")
NOTHING = "-"
"""Typed for "without a service"."""


@dataclass(frozen=True, slots=True)
class Behind:
    """The saved talks that a cell counts."""

    period: Period
    where: TalkWhere


@dataclass(frozen=True, slots=True)
class CountedTalk:
    """A talk behind a figure; its words are opened, and logged, by the talk's own use case."""

    id: int
    started_at: datetime
    author: str
    client_id: int
    client: str
    service: str
    kind: TalkKind
    talk_ms: int


@dataclass(frozen=True, slots=True)
class CountedTalks:
    """A page of them, the newest first; `older` asks for the next one (None: there is no more)."""

    rows: tuple[CountedTalk, ...]
    older: tuple[datetime, int] | None


@requires(Permission.REPORTS_ACTIVITY_READ)
def activity(
    unit: Unit,
    *,
    period: Period,
    by: Axis = Axis.MANAGER,
    across: Axis | None = None,
    measure: Measure = Measure.TALKS,
    only: str = "",
) -> Report:
    """Talks and time along one axis, or one of the two along two axes; `only` is a filter as typed.

    Without the right to others' figures only one's own; Refused for a filter that cannot be understood.
    """
    pivot = Pivot(unit, period, by, across, measure)
    where = _where(unit, pivot, only)
    keys = sorted({pivot.key(axis) for axis in (by, across) if axis is not None})
    for one in talk_sums(unit, keys, first=period.first, last=period.last, where=where):
        pivot.add(dict(zip(keys, one.key, strict=True)), one.talks, one.talk_ms)
    about = (only,) if only.strip() else ()

    def behind(part: Period, narrower: dict[str, Only]) -> Behind:
        return Behind(part, where.also(**narrower))

    return pivot.report("activity", _(TITLE), about, behind)


@requires(Permission.REPORTS_ACTIVITY_READ)
def activity_rows(
    unit: Unit, *, behind: Behind, older: tuple[datetime, int] | None = None, limit: int = 100
) -> CountedTalks:
    """The talks behind a cell, the newest first; what the actor may not count he cannot open either."""
    wanted = own_or_all(unit, Permission.REPORTS_ACTIVITY_READ_OTHERS, behind.where.author_id)
    where = behind.where if wanted is None else behind.where.also(author_id=wanted)
    since, until = day_borders(behind.period.first, behind.period.last)
    statement = _PAGE.where(TALK.c.started_at >= since, TALK.c.started_at < until)
    if conditions := _conditions(where):
        statement = statement.where(*conditions)
    if older is not None:
        at, row_id = older
        place = tuple_(literal(at, TALK.c.started_at.type), literal(row_id))
        statement = statement.where(tuple_(TALK.c.started_at, TALK.c.id) < place)
    limit = min(limit, 200)
    ordered = statement.order_by(TALK.c.started_at.desc(), TALK.c.id.desc()).limit(limit + 1)
    found = connection_of(unit.session).execute(_with_names(ordered)).all()
    rows = tuple(
        CountedTalk(
            id=row.id,
            started_at=row.started_at,
            author=row.author,
            client_id=row.client_id,
            client=row.client,
            service=row.service or "",
            kind=row.kind,
            talk_ms=row.talk_ms,
        )
        for row in found[:limit]
    )
    return CountedTalks(rows, (rows[-1].started_at, rows[-1].id) if len(found) > limit else None)


_PAGE = select(
    *(
        TALK.c[name]
        for name in ("id", "started_at", "client_id", "kind", "talk_ms", "author_id", "service_id")
    )
).where(TALK.c.state == TalkState.SAVED)


def _with_names(ordered: Select[Any]) -> Select[Any]:
    """The page first, then its names: once SQLite has statistics it would go through the talks by person,
    and sort them all (10 s of a million).
    """
    page = ordered.subquery("page")
    return (
        select(
            page,
            EMPLOYEE.c.full_name.label("author"),
            func.coalesce(func.nullif(CLIENT.c.short_name, ""), CLIENT.c.full_name).label("client"),
            SERVICE.c.name.label("service"),
        )
        .select_from(
            page.join(EMPLOYEE, EMPLOYEE.c.id == page.c.author_id)
            .join(CLIENT, CLIENT.c.id == page.c.client_id)
            .outerjoin(SERVICE, SERVICE.c.id == page.c.service_id)
        )
        .order_by(page.c.started_at.desc(), page.c.id.desc())
    )


def _conditions(where: TalkWhere) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        _among(TALK.c[name], only)
        for name, only in (("author_id", where.author_id), ("kind", where.kind))
        if only is not None
    ]
    if where.service_id is not None:
        found.append(_of_services(where.service_id))
    return found


def _among(column: Column[Any], only: Only) -> ColumnElement[bool]:
    """One value is asked for by itself: a list is spelled out anew for each statement."""
    if len(only.values) == 1 and not only.but:
        same: ColumnElement[bool] = column == next(iter(only.values))
        return same
    return column.not_in(only.values) if only.but else column.in_(only.values)


def _of_services(only: Only) -> ColumnElement[bool]:
    """In the sums "no service" is a value like others; in a talk it is NULL."""
    column, listed = TALK.c.service_id, only.values - {NO_SERVICE}
    without = (NO_SERVICE in only.values) != only.but
    some = _among(column, Only(listed, only.but))
    return or_(some, column.is_(None)) if without else and_(some, column.is_not(None)) if only.but else some


def _where(unit: Unit, pivot: Pivot, only: str) -> TalkWhere:
    logins = {one.code: one.id for one in pivot.people.values()}
    codes = {one.code.casefold(): one.id for one in pivot.services.values()}

    def service(typed: str) -> set[int] | None:
        if typed == NOTHING:
            return {NO_SERVICE}
        top = codes.get(typed.casefold())
        return None if top is None else below(pivot.services.values(), {top})

    found = read_filter(
        only,
        {
            "manager": lambda typed: {logins[typed]} if typed in logins else None,
            "service": service,
            "kind": lambda typed: {typed} if typed in set(TalkKind) else None,
        },
    )
    names = {"manager": "author_id", "service": "service_id", "kind": "kind"}
    where = TalkWhere(**{names[name]: one for name, one in found.items()})
    wanted = own_or_all(unit, Permission.REPORTS_ACTIVITY_READ_OTHERS, where.author_id)
    return where if wanted is None else where.also(author_id=wanted)
