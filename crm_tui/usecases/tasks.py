"""Tasks: work for a client by a day."""

from datetime import date

from sqlalchemy import true

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import TaskStage
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.domain.text import clean, clean_multiline
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, Employee, Task
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import TASK, fetch, must
from crm_tui.usecases.parts.me import my_id
from crm_tui.usecases.parts.task_rows import IN_SIGHT, SELECT_TASKS, sight, task_row
from crm_tui.usecases.parts.versions import refuse_stale
from crm_tui.usecases.shapes import TaskRow

__all__ = ["TaskRow", "add_task", "assign_task", "edit_task", "finish_task", "list_tasks", "show_task"]


@requires(Permission.TASKS_TASK_READ)
def list_tasks(
    unit: Unit,
    *,
    client_id: int | None = None,
    assignee_id: int | None = None,
    mine: bool = False,
    with_done: bool = False,
    limit: int = 200,
) -> tuple[TaskRow, ...]:
    """Tasks by their day, open ones first; others' tasks only with the right to see them."""
    statement = SELECT_TASKS.where(
        IN_SIGHT,
        true() if client_id is None else TASK.c.client_id == client_id,
        true() if with_done else TASK.c.done_at.is_(None),
    )
    whose = unit.actor.id if mine else assignee_id
    if whose is not None:
        statement = statement.where(TASK.c.assignee_id == whose)
    ordered = statement.order_by(TASK.c.done_at.is_not(None), TASK.c.due_on, TASK.c.id).limit(min(limit, 200))
    return tuple(task_row(unit, row) for row in fetch(unit, ordered, **sight(unit)))


@requires(Permission.TASKS_TASK_READ)
def show_task(unit: Unit, *, task_id: int) -> TaskRow:
    """One task; NotFound also when it is another's and the actor may not see it."""
    found = fetch(unit, SELECT_TASKS.where(TASK.c.id == task_id, IN_SIGHT), **sight(unit))
    return task_row(unit, must(next(iter(found), None), _("task"), task_id))


@requires(Permission.TASKS_TASK_EDIT, writes=True)
def add_task(
    unit: Unit,
    *,
    title: str,
    due_on: date,
    client_id: int | None = None,
    contact_id: int | None = None,
    service_id: int | None = None,
    talk_id: int | None = None,
    assignee_id: int | None = None,
    text: str = "",
) -> TaskRow:
    """A new task, for oneself unless another is named; Refused without a title."""
    words = _title(title)
    if client_id is not None:
        must(unit.session.get(Client, client_id), _("client"), client_id)
    task = unit.add(
        Task(
            title=words,
            text=clean_multiline(text).strip(),
            due_on=due_on,
            client_id=client_id,
            contact_id=contact_id,
            service_id=service_id,
            talk_id=talk_id,
            author_id=unit.actor.id,
            assignee_id=_person(unit, assignee_id or unit.actor.id),
            created_at=unit.now,
        )
    )
    return _told(unit, task)


@requires(Permission.TASKS_TASK_EDIT, writes=True)
def edit_task(unit: Unit, *, task_id: int, version: int, title: str, due_on: date, text: str = "") -> TaskRow:
    """Changes the words and the day of a task. ChangedMeanwhile when another saved it after `version`."""
    task = _in_hand(unit, task_id)
    values = {"title": _title(title), "due_on": due_on, "text": clean_multiline(text).strip()}
    refuse_stale(unit, task, opened=version, mine=values)
    unit.change(task, **values)
    return _told(unit, task)


@requires(Permission.TASKS_TASK_EDIT, writes=True)
def finish_task(unit: Unit, *, task_id: int) -> TaskRow:
    """Marks a task done; done twice is done once."""
    task = _in_hand(unit, task_id)
    if task.done_at is None:
        unit.change(task, done_at=unit.now, stage=TaskStage.DONE)
    return _told(unit, task)


@requires(Permission.TASKS_TASK_EDIT, writes=True)
def assign_task(unit: Unit, *, task_id: int, assignee_id: int) -> TaskRow:
    """Gives a task to a person who works in the office."""
    task = _in_hand(unit, task_id)
    before = task.assignee_id
    unit.change(task, assignee_id=_person(unit, assignee_id))
    if before not in {None, assignee_id}:
        unit.notify(f"op.{before}", task_id)
    return _told(unit, task)


def _in_hand(unit: Unit, task_id: int) -> Task:
    """The task, locked; another's is not there for who may not see it."""
    task = unit.lock(Task, task_id)
    visible = task is not None and (
        allowed(unit.actor, Permission.TASKS_TASK_READ_OTHERS)
        or task.assignee_id is None
        or my_id(unit) in {task.assignee_id, task.author_id}
    )
    return must(task if visible else None, _("task"), task_id)


def _title(title: str) -> str:
    words = clean(title).strip()
    if not words:
        raise Refused(_("A task needs a title"))
    return words


def _person(unit: Unit, employee_id: int | None) -> int | None:
    if employee_id is None:
        return None
    person = must(unit.session.get(Employee, employee_id), _("employee"), employee_id)
    if not person.active:
        raise Refused(_("{person} no longer works here").format(person=person.full_name))
    return person.id


def _told(unit: Unit, task: Task) -> TaskRow:
    unit.notify("tasks", task.id)
    if task.client_id is not None:
        unit.notify("clients", task.client_id)
    if task.assignee_id is not None:
        unit.notify(f"op.{task.assignee_id}", task.id)
    (row,) = fetch(unit, SELECT_TASKS.where(TASK.c.id == task.id))
    return task_row(unit, row)
