"""A task opened: its words, history, and the last talk about its service, attached by itself (S23, S24)."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, bindparam

from crm_tui.domain.kinds import TalkState
from crm_tui.domain.permissions import Permission
from crm_tui.store.scope import Unit
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import TALK, fetch
from crm_tui.usecases.parts.talk_rows import SELECT_TALKS, TalkRow, log_read_talks, talk_row
from crm_tui.usecases.parts.task_history import TaskEventRow, history
from crm_tui.usecases.shapes import TaskRow
from crm_tui.usecases.tasks import show_task

_LAST = (
    SELECT_TALKS.where(
        TALK.c.client_id == bindparam("client", type_=BigInteger), TALK.c.state == TalkState.SAVED
    )
    .order_by(TALK.c.started_at.desc(), TALK.c.id.desc())
    .limit(1)
)
_LAST_OF_SERVICE = _LAST.where(TALK.c.service_id == bindparam("service", type_=BigInteger))


@dataclass(frozen=True, slots=True)
class TaskCard:
    """A task with its history (newest first) and the last talk with its client about its service.

    Without a service it is the last talk with the client; None: there was none.
    """

    task: TaskRow
    last_talk: TalkRow | None
    history: tuple[TaskEventRow, ...]


@requires(Permission.TASKS_TASK_READ)
def open_task(unit: Unit, *, task_id: int) -> TaskCard:
    """One task with all that belongs to it; NotFound as `show_task`. Another's talk is logged as read."""
    task = show_task(unit, task_id=task_id)
    talk = _last_talk(unit, task)
    if talk is not None:
        log_read_talks(unit, (talk,), "talk", talk.id)
    return TaskCard(task, talk, history(unit, task_id))


def _last_talk(unit: Unit, task: TaskRow) -> TalkRow | None:
    """The newest talk with the task's client about its service, as the actor may see it."""
    if task.client is None:
        return None
    if task.service is not None:
        found = fetch(unit, _LAST_OF_SERVICE, client=task.client.id, service=task.service.id)
    else:
        found = fetch(unit, _LAST, client=task.client.id)
    return talk_row(unit, found[0]) if found else None
