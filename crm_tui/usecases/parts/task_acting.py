"""What every act on a task does alike: the task in hand, its columns changed, its history, others told."""

import json
from collections.abc import Mapping
from typing import Any

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import Department, TaskEventKind
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.domain.text import clean, clean_multiline
from crm_tui.i18n import _
from crm_tui.store import audit
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Employee, Task, TaskEvent
from crm_tui.store.task_list import Asked
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.stand_ins import stand_ins
from crm_tui.usecases.parts.task_rows import BY_DAY, read_tasks
from crm_tui.usecases.parts.task_stages import StageRow, first_stage, in_use
from crm_tui.usecases.shapes import TaskRow

LONGEST_TEXT = 100_000


def in_hand(unit: Unit, task_id: int) -> Task:
    """The task, locked; another's is not there for who may not see it."""
    task = unit.lock(Task, task_id)
    me = unit.actor.id
    visible = task is not None and (
        allowed(unit.actor, Permission.TASKS_TASK_READ_OTHERS)
        or task.assignee_id is None
        or (me is not None and me in {task.assignee_id, task.author_id, task.giver_id})
        or task.assignee_id in stand_ins(unit)
    )
    return must(task if visible else None, _("task"), task_id)


def step(
    unit: Unit,
    task: Task,
    kind: TaskEventKind,
    *,
    said: str = "",
    change_id: int | None = None,
    **values: Any,
) -> bool:
    """Changes columns of a task and writes the step into its history; False: nothing differed.

    Whoever works on what was given to him has taken it.
    """
    me = unit.actor.id
    if me is not None and me == task.assignee_id and task.giver_id is not None and task.accepted_at is None:
        values.setdefault("accepted_at", unit.now)
    before = {name: getattr(task, name) for name in values}
    if not unit.change(task, **values):
        return False
    changed = [name for name, value in values.items() if before[name] != value]
    unit.add(
        TaskEvent(
            task_id=task.id or 0,
            author_id=me,
            at=unit.now,
            kind=kind,
            was=columns_json({name: before[name] for name in changed}),
            now=columns_json({name: values[name] for name in changed}),
            text=said,
            change_id=change_id,
        )
    )
    return True


def columns_json(values: Mapping[str, Any]) -> str:
    """Columns as the history keeps them, with their types."""
    encoded = {name: audit.encode(value) for name, value in values.items()}
    return json.dumps(encoded, ensure_ascii=False, sort_keys=True)


def columns_of(text: str) -> dict[str, Any]:
    """The columns that `columns_json` wrote."""
    found: dict[str, Any] = {name: audit.decode(value) for name, value in json.loads(text).items()}
    if "department" in found:
        found["department"] = Department(found["department"])
    return found


def told(unit: Unit, task: Task, *others: int | None) -> TaskRow:
    """The task as a row; whoever looks at it, its client or his own tasks is told to look again."""
    unit.notify("tasks", task.id)
    if task.client_id is not None:
        unit.notify("clients", task.client_id)
    for person in {task.assignee_id, *others} - {None}:
        unit.notify(f"op.{person}", task.id)
    (row,) = read_tasks(unit, Asked(("t.id = :id",), {"id": task.id}), BY_DAY, 1, phones=True)
    return row


def title_of(title: str) -> str:
    """A title in one clean line; Refused when there is none."""
    words = " ".join(clean(title).split())
    if not words:
        raise Refused(_("A task needs a title"))
    return words


def text_of(text: str) -> str:
    """A longer text, cleaned; Refused when it is too long."""
    if len(text) > LONGEST_TEXT:
        raise Refused(_("The text of a task is at most {n} letters").format(n=LONGEST_TEXT))
    return clean_multiline(text).strip()


def worker(unit: Unit, employee_id: int) -> Employee:
    """A person who works in the office now; Refused for one who left."""
    person = must(unit.session.get(Employee, employee_id), _("employee"), employee_id)
    if not person.active:
        raise Refused(_("{person} no longer works here").format(person=person.full_name))
    return person


def whose(unit: Unit, person: Employee | None) -> dict[str, Any]:
    """The columns that say whose a task is from now on; what one gives to oneself needs no taking."""
    given = person is not None and unit.actor.id not in {None, person.id}
    return {
        "assignee_id": person.id if person else None,
        "giver_id": unit.actor.id if given else None,
        "accepted_at": None,
    }


def moved_to(unit: Unit, task: Task, person: Employee | None) -> dict[str, Any]:
    """The department and stage of a task in another's hands: a stage his department has not begins anew."""
    if person is None or person.department in {None, task.department}:
        return {}
    department = Department(person.department or task.department)
    known = {one.code for one in in_use(unit, department)}
    kept = task.stage if task.stage in known else first_stage(unit, department).code
    return {"department": department, "stage": kept}


def at_stage(unit: Unit, task: Task, stage: StageRow) -> dict[str, Any]:
    """The columns of a task that comes to a stage."""
    return {"stage": stage.code, "done_at": (task.done_at or unit.now) if stage.final else None}
