"""Who fell away: clients with a service in one period and none in the next, who came, who stayed (S70).

A client has a service in a period when a term of it, told now or earlier, has a day in the period.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select, union_all
from sqlalchemy.orm import aliased

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import TalkState
from crm_tui.domain.kyiv import day_start
from crm_tui.domain.periods import Period, period_before
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.domain.sort_key import sort_key
from crm_tui.i18n import N_, _
from crm_tui.reports.parts.filters import read_filter
from crm_tui.reports.parts.people import EMPLOYEE, Known, below, own_or_all, people, services
from crm_tui.reports.parts.shapes import Column, Line, Report, ValueKind
from crm_tui.store.gate import requires
from crm_tui.store.quick import connection_of
from crm_tui.store.rows import table_of
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, ClientService, ClientServiceTerm, Talk
from crm_tui.store.talk_sums import Only

CLIENT, HELD, TERM, TALK = (table_of(one) for one in (Client, ClientService, ClientServiceTerm, Talk))
TITLE = N_("Churn")
LETTERS = 160
"""Of what came of the last talk; as on a card."""


class Group(StrEnum):
    """What a client is by two periods."""

    BEFORE = "before"
    LOST = "lost"
    KEPT = "kept"
    NEW = "new"
    NOW = "active"


GROUPS = {
    Group.BEFORE: N_("Before"),
    Group.LOST: N_("Lost"),
    Group.KEPT: N_("Kept"),
    Group.NEW: N_("New"),
    Group.NOW: N_("Now"),
}


@dataclass(frozen=True, slots=True)
class ChurnBehind:
    """The clients that a cell counts; `service_id` None: any of the services that were asked for."""

    before: Period
    period: Period
    group: Group
    service_id: Only | None
    manager_id: Only | None


@dataclass(frozen=True, slots=True)
class ChurnRow:
    """A client behind a figure: until when he had it, the last talk with him and what came of it."""

    client_id: int
    client: str
    valid_to: date | None
    talked_at: datetime | None
    author: str
    result: str


@dataclass(frozen=True, slots=True)
class ChurnRows:
    """A page of them; `older` asks for the next one (None: there is no more)."""

    rows: tuple[ChurnRow, ...]
    older: int | None


@requires(Permission.REPORTS_CHURN_READ)
def churn(unit: Unit, *, period: Period, before: Period | None = None, only: str = "") -> Report:
    """Clients by service who had it `before` (else as many days right before) and who have it in the period.

    The first line is of clients with any of the services: who changed one for another is not lost there.
    Without the right to others' only of services one is responsible for.
    """
    before = before or period_before(period)
    if before.last >= period.first:
        raise Refused(
            _("The former period must end before the period begins: {period}").format(period=before)
        )
    known = services(unit)
    service_id, manager_id = _conditions(unit, known, only)
    held = _held(before, period, service_id, manager_id, by_service=True)
    counts = select(held.c.service_id, *_counted(held)).group_by(held.c.service_id)
    rows = connection_of(unit.session).execute(counts).all()
    anything = _held(before, period, service_id, manager_id, by_service=False)
    (whole,) = connection_of(unit.session).execute(select(*_counted(anything))).all()

    def line(words: str, figures: Any, only_service: Only | None) -> Line:
        numbers = [int(one or 0) for one in figures]
        behind = [ChurnBehind(before, period, group, only_service, manager_id) for group in Group]
        rate = numbers[1] / numbers[0] if numbers[0] else 0.0
        return Line((words, *numbers, rate), (None, *behind, behind[1]))

    named = [(known[row[0]].name if row[0] in known else f"#{row[0]}", row) for row in rows]
    named.sort(key=lambda one: (-(one[1][2] or 0), sort_key(one[0])))
    lines = [line(name, row[1:], Only(frozenset({row[0]}))) for name, row in named]
    if lines:
        lines.insert(0, line(_("Clients with any of them"), whole, service_id))
    columns = (
        Column("service", _("Service"), ValueKind.TEXT),
        *(Column(group.value, _(words), charted=group is Group.LOST) for group, words in GROUPS.items()),
        Column("churn", _("Lost, %"), ValueKind.SHARE),
    )
    about = (_("before: {period}").format(period=before), *((only,) if only.strip() else ()))
    return Report("churn", _(TITLE), period, about, columns, tuple(lines))


@requires(Permission.REPORTS_CHURN_READ)
def churn_rows(unit: Unit, *, behind: ChurnBehind, older: int | None = None, limit: int = 100) -> ChurnRows:
    """The clients behind a cell, with the last talk and, by the right to read it, what came of it."""
    wanted = own_or_all(unit, Permission.REPORTS_CHURN_READ_OTHERS, behind.manager_id)
    held = _held(behind.before, behind.period, behind.service_id, wanted, by_service=False)
    last = aliased(TALK)
    newest = (
        select(last.c.id)
        .where(last.c.client_id == held.c.client_id, last.c.state == TalkState.SAVED)
        .order_by(last.c.started_at.desc(), last.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    limit = min(limit, 200)
    statement = (
        select(
            held.c.client_id,
            func.coalesce(func.nullif(CLIENT.c.short_name, ""), CLIENT.c.full_name).label("client"),
            held.c.valid_to,
            TALK.c.started_at,
            TALK.c.author_id,
            TALK.c.result,
            EMPLOYEE.c.full_name,
        )
        .select_from(
            held.join(CLIENT, CLIENT.c.id == held.c.client_id)
            .outerjoin(TALK, TALK.c.id == newest)
            .outerjoin(EMPLOYEE, EMPLOYEE.c.id == TALK.c.author_id)
        )
        .where(_IS[behind.group](held), held.c.client_id > (older or 0))
        .order_by(held.c.client_id)
        .limit(limit + 1)
    )
    found = connection_of(unit.session).execute(statement).all()
    reads = allowed(unit.actor, Permission.TALKS_TALK_READ_OTHERS)
    rows = tuple(
        ChurnRow(
            client_id=row.client_id,
            client=row.client,
            valid_to=row.valid_to,
            talked_at=row.started_at,
            author=row.full_name or "",
            result=(row.result or "")[:LETTERS] if reads or row.author_id == unit.actor.id else "",
        )
        for row in found[:limit]
    )
    return ChurnRows(rows, rows[-1].client_id if len(found) > limit else None)


_IS: dict[Group, Any] = {
    Group.BEFORE: lambda held: held.c.had == 1,
    Group.LOST: lambda held: and_(held.c.had == 1, held.c.has == 0),
    Group.KEPT: lambda held: and_(held.c.had == 1, held.c.has == 1),
    Group.NEW: lambda held: and_(held.c.had == 0, held.c.has == 1),
    Group.NOW: lambda held: held.c.has == 1,
}


def _counted(held: Subquery) -> list[ColumnElement[int]]:
    return [func.sum(case((_IS[group](held), 1), else_=0)) for group in Group]


def _held(
    before: Period,
    period: Period,
    service_id: Only | None,
    manager_id: Only | None,
    *,
    by_service: bool,
) -> Subquery:
    """Each client (of each service) with 0 or 1: `had` a day of it before, `has` one in the period."""
    corrected = select(TERM.c.corrects_id).where(TERM.c.corrects_id.is_not(None))
    whose = [
        HELD.c[name].not_in(only.values) if only.but else HELD.c[name].in_(only.values)
        for name, only in (("service_id", service_id), ("manager_id", manager_id))
        if only is not None
    ]
    same = (HELD.c.service_id, HELD.c.client_id, HELD.c.ended_at)
    now = select(*same, HELD.c.valid_from, HELD.c.valid_to).where(*whose)
    told = (
        select(*same, TERM.c.valid_from, TERM.c.valid_to)
        .select_from(TERM.join(HELD, HELD.c.id == TERM.c.client_service_id))
        .where(TERM.c.id.not_in(corrected), *whose)
    )
    terms = union_all(now, told).subquery()

    def any_day_in(days: Period) -> ColumnElement[int]:
        within = and_(
            or_(terms.c.valid_from.is_(None), terms.c.valid_from <= days.last),
            or_(terms.c.valid_to.is_(None), terms.c.valid_to >= days.first),
            or_(terms.c.ended_at.is_(None), terms.c.ended_at >= day_start(days.first)),
        )
        return func.max(case((within, 1), else_=0))

    keys = (terms.c.service_id, terms.c.client_id) if by_service else (terms.c.client_id,)
    return (
        select(
            *keys,
            any_day_in(before).label("had"),
            any_day_in(period).label("has"),
            func.max(terms.c.valid_to).label("valid_to"),
        )
        .group_by(*keys)
        .subquery()
    )


def _conditions(unit: Unit, known: dict[int, Known], only: str) -> tuple[Only | None, Only | None]:
    """Of which services and whose, as typed and as the actor may see."""
    logins = {one.code: one.id for one in people(unit).values()}
    codes = {one.code.casefold(): one.id for one in known.values()}

    def service(typed: str) -> set[int] | None:
        top = codes.get(typed.casefold())
        return None if top is None else below(known.values(), {top})

    found = read_filter(
        only, {"manager": lambda typed: {logins[typed]} if typed in logins else None, "service": service}
    )
    wanted = own_or_all(unit, Permission.REPORTS_CHURN_READ_OTHERS, found.get("manager"))
    return found.get("service"), wanted
