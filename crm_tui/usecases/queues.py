"""The queues: who waits, how long, who is free, and what was answered and lost today (X24)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, func, select

from crm_tui.domain.kinds import CallResult, Direction, PresenceState
from crm_tui.domain.kyiv import day_borders, today
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.store.scope import Unit
from crm_tui.store.tables import EmployeeExtension, ExtensionState, QueueMember, QueueState, QueueWaiting
from crm_tui.usecases.base import requires
from crm_tui.usecases.calls import CallFilter
from crm_tui.usecases.parts.call_rows import CALL
from crm_tui.usecases.parts.core import CLIENT, EMPLOYEE, client_name, core, fetch
from crm_tui.usecases.parts.line_knowledge import Knowledge, client_of, knowledge
from crm_tui.usecases.parts.refusing import WITHOUT_RINGS
from crm_tui.usecases.shapes import Named


@dataclass(frozen=True, slots=True)
class WaitingCaller:
    """Who waits in a queue."""

    queue: str
    number: str
    e164: str | None
    client: Named | None
    call_id: int | None
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class QueueMemberRow:
    """Who takes the calls of a queue; `name` is the person's, else what the PBX calls the member."""

    queue: str
    extension: str
    name: str
    state: PresenceState
    paused: bool
    pause_reason: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A queue now and today. `queue` None: the whole office; "": calls that went past every queue.

    The figures of today are of calls that rang in this Kyiv day and are over; ignored and blocked numbers
    ring nobody. `calls(result)` is the filter that opens the rows behind one. `lost_share` is in whole
    percent, None before the first call; `free` is None while nothing is known; lengths are milliseconds.
    """

    queue: str | None
    waiting: tuple[WaitingCaller, ...]
    longest_since: datetime | None
    """When the one who waits longest began to."""
    members: tuple[QueueMemberRow, ...]
    free: int | None
    answered: int
    lost: int
    lost_share: int | None
    wait_average_ms: int | None
    since: datetime
    until: datetime

    def calls(self, result: CallResult) -> CallFilter:
        """The calls behind a figure of today."""
        return CallFilter(
            since=self.since,
            until=self.until,
            direction=Direction.INCOMING,
            result=result,
            queue=self.queue,
            rang=True,
        )


@dataclass(frozen=True, slots=True)
class Queues:
    """All queues by name, and the office as a whole."""

    line: Knowledge
    total: QueueRow
    rows: tuple[QueueRow, ...]


EXTENSION, QUEUE, MEMBER = core(ExtensionState), core(QueueState), core(QueueMember)
WAITING, OWN = core(QueueWaiting), core(EmployeeExtension)
_WAITING = (
    select(
        WAITING.c.queue, WAITING.c.entered_at, WAITING.c.number, CALL.c.id.label("call_id"), CALL.c.e164,
        CALL.c.client_id, client_name().label("client_name"),
    )
    .select_from(
        WAITING.outerjoin(CALL, CALL.c.key == WAITING.c.call_key).outerjoin(
            CLIENT, CLIENT.c.id == CALL.c.client_id
        )
    )
    .order_by(WAITING.c.entered_at, WAITING.c.channel_uid)
)  # fmt: skip
_MEMBERS = (
    select(MEMBER, EMPLOYEE.c.full_name)
    .select_from(
        MEMBER.outerjoin(OWN, OWN.c.extension == MEMBER.c.extension).outerjoin(
            EMPLOYEE, EMPLOYEE.c.id == OWN.c.employee_id
        )
    )
    .order_by(MEMBER.c.queue, EMPLOYEE.c.full_name, MEMBER.c.interface)
)
_ANSWERED = CALL.c.result == CallResult.ANSWERED
_TODAY = (
    select(
        CALL.c.queue,
        func.sum(case((_ANSWERED, 1), else_=0)).label("answered"),
        func.sum(case((CALL.c.result == CallResult.MISSED, 1), else_=0)).label("lost"),
        func.sum(case((_ANSWERED, CALL.c.wait_ms), else_=0)).label("wait_ms"),
    )
    .where(
        CALL.c.started_at >= bindparam("since"),
        CALL.c.started_at < bindparam("until"),
        CALL.c.direction == Direction.INCOMING,
        CALL.c.note.not_in(WITHOUT_RINGS),
    )
    .group_by(CALL.c.queue)
)


@requires(Permission.CALLS_PRESENCE_READ)
def queues(unit: Unit) -> Queues:
    """Who waits, who is free, and today's answered and lost calls, by queue and in all."""
    line = knowledge(unit)
    since, until = day_borders(today(unit.now))
    figures = {row.queue: row for row in fetch(unit, _TODAY, since=since, until=until)}
    known = {row.queue for row in fetch(unit, select(QUEUE.c.queue))} if line.known else set()
    waiting = _waiting(unit) if line.known else ()
    members = tuple(map(_member, fetch(unit, _MEMBERS))) if line.known else ()
    names = sorted({*known, *figures, *(one.queue for one in waiting)}, key=lambda name: (not name, name))

    def queue_row(name: str | None, of: Sequence[Row[Any]], free: int | None) -> QueueRow:
        answered, lost = sum(row.answered for row in of), sum(row.lost for row in of)
        over, here = answered + lost, tuple(one for one in waiting if name in (None, one.queue))
        return QueueRow(
            queue=name,
            waiting=here,
            longest_since=min((one.entered_at for one in here), default=None),
            members=tuple(one for one in members if name in (None, one.queue)),
            free=free,
            answered=int(answered),
            lost=int(lost),
            lost_share=(200 * int(lost) + over) // (2 * over) if over else None,
            wait_average_ms=int(sum(row.wait_ms for row in of)) // int(answered) if answered else None,
            since=since,
            until=until,
        )

    rows = tuple(
        queue_row(
            name,
            [figures[name]] if name in figures else [],
            _free(one for one in members if one.queue == name) if line.known else None,
        )
        for name in names
    )
    office = _free(members) if members else _free_phones(unit)
    return Queues(line, queue_row(None, list(figures.values()), office if line.known else None), rows)


def _waiting(unit: Unit) -> tuple[WaitingCaller, ...]:
    """That somebody waits is for everybody; who, only for those who may read calls."""
    rows = fetch(unit, _WAITING)
    if not allowed(unit.actor, Permission.CALLS_CALL_READ):
        return tuple(WaitingCaller(row.queue, "", None, None, None, row.entered_at) for row in rows)
    return tuple(
        WaitingCaller(row.queue, row.number, row.e164, client_of(unit, row), row.call_id, row.entered_at)
        for row in rows
    )


def _member(row: Row[Any]) -> QueueMemberRow:
    return QueueMemberRow(
        row.queue, row.extension, row.full_name or row.name or row.interface, row.state, row.paused,
        row.pause_reason,
    )  # fmt: skip


def _free(members: Iterable[QueueMemberRow]) -> int:
    """How many can take a call now; a person in several queues is counted once."""
    return len(
        {one.extension or one.name for one in members if one.state is PresenceState.FREE and not one.paused}
    )


def _free_phones(unit: Unit) -> int:
    """The same of an office without queues."""
    free = select(func.count()).select_from(EXTENSION).where(EXTENSION.c.state == PresenceState.FREE)
    return int(unit.session.connection().execute(free).scalar_one())
