"""Tasks: work for a client by a day. What is done with them is in `task_acts`, their list in `task_queue`."""

from datetime import date
from typing import Any

from crm_tui.domain.kinds import Department, TaskEventKind, TaskKind
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, Contact, Employee, Service, Talk, Task
from crm_tui.store.task_list import OPEN
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.task_acting import in_hand, step, text_of, title_of, told, whose, worker
from crm_tui.usecases.parts.task_rows import BY_DAY, OPEN_FIRST, in_sight, read_tasks
from crm_tui.usecases.parts.task_stages import first_stage
from crm_tui.usecases.parts.versions import refuse_stale
from crm_tui.usecases.shapes import TaskRow

__all__ = ["TaskRow", "add_task", "edit_task", "list_tasks", "show_task"]


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
    asked = in_sight(unit)
    if not with_done:
        asked = asked.also(OPEN)
    if client_id is not None:
        asked = asked.also("t.client_id = :client", client=client_id)
    whose_tasks = unit.actor.id if mine else assignee_id
    if whose_tasks is not None:
        asked = asked.also("t.assignee_id = :who", who=whose_tasks)
    order = OPEN_FIRST if with_done else BY_DAY
    return read_tasks(unit, asked, order, min(limit, 200), phones=True)


@requires(Permission.TASKS_TASK_READ)
def show_task(unit: Unit, *, task_id: int) -> TaskRow:
    """One task; NotFound also when it is another's and the actor may not see it."""
    asked = in_sight(unit).also("t.id = :id", id=task_id)
    return must(next(iter(read_tasks(unit, asked, BY_DAY, 1, phones=True)), None), _("task"), task_id)


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
    department: Department | None = None,
    unassigned: bool = False,
    kind: TaskKind = TaskKind.BY_HAND,
    text: str = "",
) -> TaskRow:
    """A new task, for oneself unless another is named, or nobody yet (`unassigned`); Refused without a title.

    Its department is the one named, else its assignee's, else its author's.
    """
    words = title_of(title)
    for model, name, row_id in (
        (Client, _("client"), client_id),
        (Contact, _("contact"), contact_id),
        (Service, _("service"), service_id),
        (Talk, _("talk"), talk_id),
    ):
        if row_id is not None:
            must(unit.session.get(model, row_id), name, row_id)
    person = None if unassigned else _person(unit, assignee_id or unit.actor.id)
    where = department or _department(unit, person)
    task = unit.add(
        Task(
            title=words,
            text=text_of(text),
            due_on=due_on,
            client_id=client_id,
            contact_id=contact_id,
            service_id=service_id,
            talk_id=talk_id,
            author_id=unit.actor.id,
            kind=kind,
            department=where,
            stage=first_stage(unit, where).code,
            created_at=unit.now,
            **whose(unit, person),
        )
    )
    return told(unit, task)


@requires(Permission.TASKS_TASK_EDIT, writes=True)
def edit_task(unit: Unit, *, task_id: int, version: int, title: str, due_on: date, text: str = "") -> TaskRow:
    """Changes the words and the day of a task. ChangedMeanwhile when another saved it after `version`."""
    task = in_hand(unit, task_id)
    values: dict[str, Any] = {"title": title_of(title), "due_on": due_on, "text": text_of(text)}
    refuse_stale(unit, task, opened=version, mine=values)
    step(unit, task, TaskEventKind.EDITED, **values)
    return told(unit, task)


def _person(unit: Unit, employee_id: int | None) -> Employee | None:
    return None if employee_id is None else worker(unit, employee_id)


def _department(unit: Unit, person: Employee | None) -> Department:
    author = unit.session.get(Employee, unit.actor.id) if unit.actor.id is not None else None
    known = [one.department for one in (person, author) if one is not None and one.department is not None]
    return known[0] if known else Department.SALES
