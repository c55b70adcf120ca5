"""The next call that a talk promises: its task is moved or made in the talk's own transaction."""

from datetime import date
from typing import Any

from crm_tui.domain.kinds import TaskEventKind
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Task
from crm_tui.usecases.parts.task_acting import step, told
from crm_tui.usecases.shapes import TaskRow
from crm_tui.usecases.tasks import add_task


def promise_call(unit: Unit, talk: Any, day: date) -> TaskRow:
    """The task of the next call. `talk` is the row just saved.

    A talk begun from an open task of this client moves that task; any other makes one, for its author.
    """
    task = unit.lock(Task, talk.task_id) if talk.task_id is not None else None
    if task is not None and task.done_at is None and task.client_id == talk.client_id:
        step(unit, task, TaskEventKind.PUT_OFF, said=talk.result, due_on=day)
        return told(unit, task)
    return add_task(
        unit,
        title=talk.result or _("Call back"),
        due_on=day,
        client_id=talk.client_id,
        contact_id=talk.contact_id,
        service_id=talk.service_id,
        talk_id=talk.id,
    )
