"""Writing how extensions and queues stand, in the transaction of the packets that told it. Not in the log."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Table, delete, update

from crm_tui.domain.kinds import PresenceState
from crm_tui.domain.permissions import Permission
from crm_tui.domain.presence import (
    ExtensionPresence,
    PresenceFacts,
    QueueCaller,
    QueueMemberPresence,
)
from crm_tui.store.rows import insert_rows
from crm_tui.store.scope import Unit
from crm_tui.store.tables import ExtensionState, QueueMember, QueueState, QueueWaiting
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import core

TOPIC = "presence"
EXTENSION, QUEUE = core(ExtensionState), core(QueueState)
MEMBER, WAITING = core(QueueMember), core(QueueWaiting)
Thing = TypeVar("Thing")


@requires(Permission.CALLS_JOURNAL_WRITE, writes=True)
def record_presence(unit: Unit, *, before: PresenceFacts, after: PresenceFacts) -> None:
    """Writes what differs from what was written before; the screens that show presence are told."""
    _replace(unit, EXTENSION, before.extensions, after.extensions, _extension)
    _replace(unit, QUEUE, before.queues, after.queues, lambda queue: (queue,))
    _replace(unit, MEMBER, before.members, after.members, _member)
    _replace(unit, WAITING, before.callers, after.callers, _waiting)
    unit.notify(TOPIC)


@requires(Permission.CALLS_JOURNAL_WRITE, writes=True)
def forget_presence(unit: Unit, *, at: datetime) -> None:
    """The line is cut, or a new listener begins: from now on nothing is known until it is told again."""
    known = update(EXTENSION).where(EXTENSION.c.state != PresenceState.UNKNOWN)
    unit.session.execute(known.values(state=PresenceState.UNKNOWN, since=at))
    for table in (QUEUE, MEMBER, WAITING):
        unit.session.execute(delete(table))
    unit.notify(TOPIC)


def _replace(
    unit: Unit,
    table: Table,
    before: Iterable[Thing],
    after: Iterable[Thing],
    row: Callable[[Thing], tuple[Any, ...]],
) -> None:
    old, new = dict.fromkeys(before), dict.fromkeys(after)
    gone = [row(one) for one in old if one not in new]
    came = [row(one) for one in new if one not in old]
    keys = [column.name for column in table.primary_key]
    # A row may stand there from before a break of the line, so what comes replaces it.
    for key in {values[: len(keys)] for values in (*gone, *came)}:
        statement = delete(table)
        for name, value in zip(keys, key, strict=True):
            statement = statement.where(table.c[name] == value)
        unit.session.execute(statement)
    insert_rows(unit.session.connection(), table, _names(table), came)


def _names(table: Table) -> Sequence[str]:
    return [column.name for column in table.columns]


def _extension(one: ExtensionPresence) -> tuple[Any, ...]:
    return one.extension, one.state, _moment(one.since)


def _member(one: QueueMemberPresence) -> tuple[Any, ...]:
    return (
        one.queue, one.interface, one.extension, one.name, one.state, one.paused, one.pause_reason,
    )  # fmt: skip


def _waiting(one: QueueCaller) -> tuple[Any, ...]:
    return one.queue, one.channel, one.call_key, one.number, _moment(one.entered_at)


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
