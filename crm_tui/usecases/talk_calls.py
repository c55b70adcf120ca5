"""The time of calls on talks: several calls of one matter on one talk, and time that nobody wrote down."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Join, Row, Select, and_, literal_column, select
from sqlmodel import select as select_rows

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import Direction, TalkState
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Call, PbxCommand, Talk
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.call_rows import CALL
from crm_tui.usecases.parts.core import (
    CLIENT,
    EMPLOYEE,
    LEG,
    TALK,
    client_name,
    fetch,
    must,
    named,
    older_than,
)
from crm_tui.usecases.parts.me import my_id
from crm_tui.usecases.parts.talk_rows import SELECT_TALKS, TalkRow, talk_row
from crm_tui.usecases.parts.talk_time import first_talk, legs_of, put_legs, sum_up
from crm_tui.usecases.shapes import Named

__all__ = [
    "TalkCall",
    "TalkTime",
    "UntoldFilter",
    "UntoldPage",
    "UntoldRow",
    "add_call_to_talk",
    "list_untold",
    "my_talks_for_call",
    "show_talk_time",
    "take_call_off_talk",
]


@dataclass(frozen=True, slots=True)
class TalkCall:
    """A call whose time a talk carries: the author's own milliseconds in it."""

    call_id: int
    started_at: datetime
    number: str
    e164: str | None
    talk_ms: int


@dataclass(frozen=True, slots=True)
class TalkTime:
    """A talk with the calls its time comes from; they add up to its `talk_ms`."""

    talk: TalkRow
    calls: tuple[TalkCall, ...]


@dataclass(frozen=True, slots=True)
class UntoldFilter:
    """Whose time without a talk, of which client, when; times are UTC, `until` is not in."""

    employee_id: int | None = None
    client_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class UntoldRow:
    """A person's time in a call that stands on no talk; `draft`: he began to write one, not saved yet."""

    leg_id: int
    call_id: int
    started_at: datetime
    direction: Direction
    employee: Named
    client: Named | None
    number: str
    e164: str | None
    talk_ms: int
    draft: bool


@dataclass(frozen=True, slots=True)
class UntoldPage:
    """A page of time without a talk, newest first; `older` asks for the next one (None: there is no more)."""

    rows: tuple[UntoldRow, ...]
    older: tuple[datetime, int] | None


EVERYTHING = UntoldFilter()
_CALLS_OF = (
    select(CALL.c.id, CALL.c.started_at, CALL.c.number, CALL.c.e164, LEG.c.talk_ms)
    .join_from(LEG, CALL, CALL.c.id == LEG.c.call_id)
    .order_by(CALL.c.started_at, CALL.c.id)
)
_ROWS = select(
    *(LEG.c[name] for name in ("id", "call_id", "employee_id", "talk_ms")),
    LEG.c.began_at.label("started_at"),
    *(CALL.c[name] for name in ("direction", "number", "e164", "client_id")),
    EMPLOYEE.c.full_name,
    client_name().label("client_name"),
)
_LEGS = LEG.join(CALL, CALL.c.id == LEG.c.call_id)
# Written out, not bound: only so do both engines see which small index answers.
_UNTOLD = LEG.c.talk_id.is_(None) & (LEG.c.talk_ms > literal_column("0")) & LEG.c.employee_id.is_not(None)
_ON_DRAFT = and_(
    TALK.c.state == literal_column("'draft'"),
    LEG.c.talk_ms > literal_column("0"),
    LEG.c.employee_id.is_not(None),
)


@requires(Permission.CALLS_CALL_READ)
def list_untold(
    unit: Unit,
    *,
    wanted: UntoldFilter = EVERYTHING,
    older: tuple[datetime, int] | None = None,
    limit: int = 100,
) -> UntoldPage:
    """The time of people in calls that no saved talk carries: who, which call, how long; newest first."""
    limit = min(limit, 200)
    found = []
    for statement, draft in (
        (_ROWS.select_from(_named(_LEGS)).where(_UNTOLD), False),
        (_ROWS.select_from(_named(_LEGS.join(TALK, TALK.c.id == LEG.c.talk_id))).where(_ON_DRAFT), True),
    ):
        rows = fetch(unit, _narrowed(statement, wanted, older).limit(limit + 1))
        found += [_untold(row, draft=draft) for row in rows]
    found.sort(key=lambda row: (row.started_at, row.leg_id), reverse=True)
    page = tuple(found[:limit])
    return UntoldPage(page, (page[-1].started_at, page[-1].leg_id) if len(found) > limit else None)


def _named(legs: Join) -> Join:
    """With the names, looked up last: with statistics SQLite would begin with the few people (1.6 s)."""
    return legs.outerjoin(EMPLOYEE, EMPLOYEE.c.id == LEG.c.employee_id).outerjoin(
        CLIENT, CLIENT.c.id == CALL.c.client_id
    )


@requires(Permission.TALKS_TALK_READ)
def show_talk_time(unit: Unit, *, talk_id: int) -> TalkTime:
    """Which calls the time of a saved talk comes from, or of one's own draft."""
    talk = must(unit.session.get(Talk, talk_id), _("talk"), talk_id)
    mine = talk.state is TalkState.SAVED or talk.author_id == unit.actor.id
    return _time_of(unit, must(talk if mine else None, _("talk"), talk_id))


@requires(Permission.TALKS_TALK_WRITE)
def my_talks_for_call(unit: Unit, *, call_id: int) -> tuple[TalkRow, ...]:
    """One's own talks of the call's client that could carry its time too, the newest first; at most 20."""
    call = must(unit.session.get(Call, call_id), _("call"), call_id)
    me = my_id(unit)
    here = {leg.talk_id for leg in legs_of(unit, call_id=call_id, employee_id=me)}
    asked = SELECT_TALKS.where(
        TALK.c.author_id == me, TALK.c.client_id == call.client_id, TALK.c.work.is_(None)
    )
    rows = fetch(unit, asked.order_by(TALK.c.started_at.desc(), TALK.c.id.desc()).limit(20))
    return tuple(talk_row(unit, row, excerpt=True) for row in rows if row.id not in here)


@requires(Permission.TALKS_TALK_WRITE, writes=True)
def add_call_to_talk(unit: Unit, *, talk_id: int, call_id: int) -> TalkTime:
    """The talk carries one's time of this call too (a call back in the same matter), and no other talk does.

    Refused for another's talk, one of another client, and a call in which one did not talk.
    """
    call, talk = _both(unit, talk_id, call_id)
    if talk.work is not None:
        raise Refused(_("Work without a call carries no call"))
    if talk.client_id is not None and call.client_id is not None and talk.client_id != call.client_id:
        raise Refused(_("The call is another client's than the talk; move the call first"))
    legs = legs_of(unit, call_id=call_id, employee_id=talk.author_id)
    if not legs:
        raise Refused(_("You did not talk in call {id}").format(id=call_id))
    if all(leg.talk_id == talk_id for leg in legs):
        raise Refused(_("The talk carries this call already"))
    before = {leg.talk_id for leg in legs if leg.talk_id is not None}
    put_legs(unit, [leg for leg in legs if leg.talk_id != talk_id], talk_id)
    for one in sorted(before | {talk_id}):
        sum_up(unit, one)
    return _time_of(unit, talk)


@requires(Permission.TALKS_TALK_WRITE, writes=True)
def take_call_off_talk(unit: Unit, *, talk_id: int, call_id: int) -> TalkTime:
    """The time of the call leaves the talk, for one's talk about the call itself, or for none.

    Refused for another's talk, and for the call that the talk is about.
    """
    _call, talk = _both(unit, talk_id, call_id)
    if talk.call_id == call_id:
        raise Refused(_("The talk is about this call: its time stays with it"))
    legs = [
        one for one in legs_of(unit, call_id=call_id, employee_id=talk.author_id) if one.talk_id == talk_id
    ]
    if not legs:
        raise Refused(_("The talk does not carry call {id}").format(id=call_id))
    # Or the next word of the PBX about the call would bring it back.
    dialled = select_rows(PbxCommand).where(PbxCommand.call_id == call_id, PbxCommand.talk_id == talk_id)
    for command in unit.session.exec(dialled).all():
        unit.change(command, talk_id=None)
    other = first_talk(unit, call_id, talk.author_id)
    put_legs(unit, legs, other)
    for one in (talk_id, other):
        if one is not None:
            sum_up(unit, one)
    return _time_of(unit, talk)


def _both(unit: Unit, talk_id: int, call_id: int) -> tuple[Call, Talk]:
    call = must(unit.lock(Call, call_id), _("call"), call_id)
    talk = must(unit.lock(Talk, talk_id), _("talk"), talk_id)
    if talk.author_id != my_id(unit):
        raise Refused(_("Only its author changes a talk"))
    return call, talk


def _time_of(unit: Unit, talk: Talk) -> TalkTime:
    (row,) = fetch(unit, SELECT_TALKS.where(TALK.c.id == talk.id))
    calls: dict[int, TalkCall] = {}
    for one in fetch(unit, _CALLS_OF.where(LEG.c.talk_id == talk.id)):
        ms = one.talk_ms + (calls[one.id].talk_ms if one.id in calls else 0)
        calls[one.id] = TalkCall(one.id, one.started_at, one.number, one.e164, ms)
    return TalkTime(talk_row(unit, row, excerpt=True), tuple(calls.values()))


def _narrowed(
    statement: Select[Any], wanted: UntoldFilter, older: tuple[datetime, int] | None
) -> Select[Any]:
    if wanted.employee_id is not None:
        statement = statement.where(LEG.c.employee_id == wanted.employee_id)
    if wanted.client_id is not None:
        statement = statement.where(CALL.c.client_id == wanted.client_id)
    if wanted.since is not None:
        statement = statement.where(LEG.c.began_at >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(LEG.c.began_at < wanted.until)
    if older is not None:
        statement = statement.where(older_than(LEG, older, by="began_at"))
    return statement.order_by(LEG.c.began_at.desc(), LEG.c.id.desc())


def _untold(row: Row[Any], *, draft: bool) -> UntoldRow:
    return UntoldRow(
        leg_id=row.id,
        call_id=row.call_id,
        started_at=row.started_at,
        direction=row.direction,
        employee=Named(row.employee_id, row.full_name),
        client=named(row.client_id, row.client_name),
        number=row.number,
        e164=row.e164,
        talk_ms=row.talk_ms,
        draft=draft,
    )
