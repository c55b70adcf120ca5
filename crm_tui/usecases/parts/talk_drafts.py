"""Drafts of talks: what is being typed, and what is already known of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Row, bindparam, func, literal_column, select
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.kinds import CallEnding, Direction, TalkKind, TalkState
from crm_tui.store.scope import Unit
from crm_tui.store.tables import PbxCommand, Talk
from crm_tui.usecases.parts.call_rows import CALL
from crm_tui.usecases.parts.core import CLIENT_SERVICE, LEG, SERVICE, TALK, core, fetch, named, past_index
from crm_tui.usecases.parts.talk_rows import SELECT_TALKS
from crm_tui.usecases.shapes import Named

COMMAND = core(PbxCommand)
_CLIENT = bindparam("client", type_=BigInteger)
_ME = bindparam("me", type_=BigInteger)
# Ended services count too: a client may call about what he had.
_SERVICES_OF = (
    select(SERVICE.c.id, SERVICE.c.name, func.max(TALK.c.started_at).label("last"))
    .select_from(TALK.join(SERVICE, SERVICE.c.id == TALK.c.service_id))
    .where(TALK.c.client_id == _CLIENT, TALK.c.state == TalkState.SAVED)
    .group_by(SERVICE.c.id, SERVICE.c.name)
    .order_by(func.max(TALK.c.started_at).desc(), SERVICE.c.id)
    .limit(9)
)
_SERVICES_HAD = (
    select(SERVICE.c.id, SERVICE.c.name)
    .select_from(CLIENT_SERVICE.join(SERVICE, SERVICE.c.id == CLIENT_SERVICE.c.service_id))
    .where(CLIENT_SERVICE.c.client_id == _CLIENT)
    .order_by(
        CLIENT_SERVICE.c.ended_at.is_not(None),
        CLIENT_SERVICE.c.valid_to.is_(None),
        CLIENT_SERVICE.c.valid_to.desc(),
        SERVICE.c.sort_key,
        CLIENT_SERVICE.c.id,
    )
    .limit(30)
)
_CALL_RUNS = select(CALL.c.ending).where(CALL.c.id == bindparam("call", type_=BigInteger))
_MY_LEGS = select(func.min(LEG.c.talk_began_at).label("began")).where(
    LEG.c.call_id == bindparam("call", type_=BigInteger), past_index(LEG.c.employee_id) == _ME
)
# Written out, not bound: only so do both engines see that the small index of drafts answers it, and do not
# read through all the talks of a person's years.
_IS_DRAFT = TALK.c.state == literal_column("'draft'")
SELECT_MY_DRAFTS = SELECT_TALKS.where(TALK.c.author_id == _ME, _IS_DRAFT)


_DIALLED_FROM = (
    select(COMMAND.c.task_id)
    .where(
        COMMAND.c.call_id == bindparam("call", type_=BigInteger),
        past_index(COMMAND.c.employee_id) == _ME,
        COMMAND.c.task_id.is_not(None),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class TalkDraft:
    """A talk being typed, with all that is known of it; `services`: a choice by one key, last first."""

    id: int
    kind: TalkKind
    direction: Direction
    client: Named | None
    contact: Named | None
    service: Named | None
    call_id: int | None
    call_running: bool
    started_at: datetime
    talk_ms: int
    result: str
    text: str
    updated_at: datetime
    services: tuple[Named, ...]
    next_call_on: date | None = None
    task_id: int | None = None


def services_to_choose(unit: Unit, client_id: int | None) -> tuple[Named, ...]:
    """The services of a client's last talks, the last one first, then the others he has; at most nine."""
    if client_id is None:
        return ()
    chosen: dict[int, Named] = {}
    for statement in (_SERVICES_OF, _SERVICES_HAD):
        for row in fetch(unit, statement, client=client_id):
            chosen.setdefault(row.id, Named(row.id, row.name))
    return tuple(chosen.values())[:9]


def draft_of(unit: Unit, row: Row[Any]) -> TalkDraft:
    """A row of SELECT_TALKS as a draft."""
    runs = fetch(unit, _CALL_RUNS, call=row.call_id) if row.call_id is not None else []
    return TalkDraft(
        id=row.id,
        kind=row.kind,
        direction=row.direction,
        client=named(row.client_id, row.client_name),
        contact=named(row.contact_id, row.contact_name),
        service=named(row.service_id, row.service_name),
        call_id=row.call_id,
        call_running=any(one.ending is CallEnding.RUNNING for one in runs),
        started_at=row.started_at,
        talk_ms=row.talk_ms,
        result=row.result,
        text=row.text,
        updated_at=row.updated_at,
        services=services_to_choose(unit, row.client_id),
        next_call_on=row.next_call_on,
        task_id=row.task_id,
    )


def show_draft(unit: Unit, talk_id: int) -> TalkDraft:
    """One's own draft by its id; it must be there."""
    (row,) = fetch(unit, SELECT_MY_DRAFTS.where(TALK.c.id == talk_id), me=unit.actor.id)
    return draft_of(unit, row)


def drafts_of_call(unit: Unit, call_id: int) -> list[Talk]:
    """The actor's own drafts about a call, the oldest first."""
    statement = select_rows(Talk).where(
        col(Talk.call_id) == call_id,
        col(Talk.author_id) == unit.actor.id,
        col(Talk.state) == TalkState.DRAFT,
    )
    return list(unit.session.exec(statement.order_by(col(Talk.id))).all())


def my_talk_began(unit: Unit, call_id: int) -> datetime | None:
    """When the actor began to talk in a call."""
    (row,) = fetch(unit, _MY_LEGS, call=call_id, me=unit.actor.id)
    began: datetime | None = row.began
    return began


def task_of_call(unit: Unit, call_id: int) -> int | None:
    """The task from which the actor dialled this call."""
    for row in fetch(unit, _DIALLED_FROM, call=call_id, me=unit.actor.id):
        return int(row.task_id)
    return None
