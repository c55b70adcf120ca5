"""One change of many tasks: looked at first, made by parts of one transaction each, and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, bindparam, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import TaskEventKind
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Task, TaskChange
from crm_tui.store.task_list import Asked, ids_in, read_ids
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import EMPLOYEE, core, fetch, must
from crm_tui.usecases.parts.task_acting import at_stage, columns_of, in_hand, moved_to, step, whose, worker
from crm_tui.usecases.parts.task_asking import asked_for, read_filter
from crm_tui.usecases.parts.task_history import EVENT
from crm_tui.usecases.parts.task_rows import BY_DAY, in_sight, read_tasks
from crm_tui.usecases.parts.task_stages import stage_of
from crm_tui.usecases.shapes import Named, TaskRow

AT_ONCE = 200
"""Tasks of one part: a part holds other writers up for some tenths of a second."""
MOST = 100_000
SHOWN = 10

_CHANGE = core(TaskChange)
_CHANGES = (
    select(_CHANGE, EMPLOYEE.c.full_name.label("author"))
    .select_from(_CHANGE.outerjoin(EMPLOYEE, EMPLOYEE.c.id == _CHANGE.c.author_id))
    .order_by(_CHANGE.c.id.desc())
)
_STEPS = (
    select(EVENT.c.id, EVENT.c.task_id, EVENT.c.was, EVENT.c.now)
    .where(
        EVENT.c.change_id == bindparam("change", type_=BigInteger),
        EVENT.c.kind != TaskEventKind.UNDONE,
        EVENT.c.id > bindparam("after", type_=BigInteger),
    )
    .order_by(EVENT.c.id)
    .limit(AT_ONCE)
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is set: a stage (code or name), other hands (`nobody`: nobody's), another day; at least one."""

    stage: str = ""
    assignee_id: int | None = None
    nobody: bool = False
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """How many tasks it is about, the first few of them, and what would change, in words."""

    ids: tuple[int, ...]
    first: tuple[TaskRow, ...]
    what: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change that was made: of how many tasks, and whether it was taken back."""

    id: int
    at: datetime
    author: str
    filter: str
    what: str
    total: int
    undone_at: datetime | None
    mine: bool


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """A part done: so many changed; those left as they are, with the reason; where to go on (undo only)."""

    changed: int
    kept: tuple[tuple[Named, str], ...]
    after: int | None = None


@requires(Permission.TASKS_TASK_EDIT)
def preview_change(
    unit: Unit, *, wanted: Wanted, filter_text: str = "", ids: Sequence[int] = ()
) -> ChangePreview:
    """What a change would do to the tasks of a filter, or to those named; it changes nothing.

    Refused for a change of nothing, a person who left, a filter that says nothing.
    """
    what = _words(unit, wanted)
    if ids:
        asked = in_sight(unit, Asked((f"t.id IN ({ids_in(ids)})",)))
        order = BY_DAY
    else:
        asked, way = asked_for(unit, read_filter(filter_text))
        order = way.order()
    found = read_ids(unit, asked, order, MOST)
    few = Asked((f"t.id IN ({ids_in(found[:SHOWN])})",))
    return ChangePreview(tuple(found), read_tasks(unit, few, order, SHOWN), what)


@requires(Permission.TASKS_TASK_EDIT, writes=True)
def begin_change(unit: Unit, *, wanted: Wanted, filter_text: str = "") -> int:
    """Writes down that a change begins and gives its number; its parts follow (`change_part`)."""
    row = unit.add(
        TaskChange(author_id=unit.actor.id, at=unit.now, filter=filter_text, what=_words(unit, wanted))
    )
    return row.id or 0


@requires(Permission.TASKS_TASK_EDIT, writes=True)
def change_part(unit: Unit, *, change_id: int, wanted: Wanted, ids: Sequence[int]) -> ChangedPart:
    """Changes the next tasks (at most AT_ONCE); those that cannot be changed stay and are told."""
    change = _of(unit, change_id)
    done, kept = 0, list[tuple[Named, str]]()
    for task_id in sorted(ids[:AT_ONCE]):
        try:
            task = in_hand(unit, task_id)
            values = _values(unit, task, wanted)
        except Refused as refused:
            kept.append((Named(task_id, _title(unit, task_id)), str(refused)))
            continue
        before = task.assignee_id
        if step(unit, task, _kind(values), change_id=change_id, **values):
            done += 1
            _tell(unit, task, before)
    unit.change(change, total=change.total + done)
    unit.notify("tasks")
    return ChangedPart(done, tuple(kept))


@requires(Permission.TASKS_TASK_READ)
def list_changes(unit: Unit, *, limit: int = 50) -> tuple[ChangeRow, ...]:
    """Changes of many tasks, the newest first: one's own, all of them for who may see everybody's tasks."""
    asked = _CHANGES.limit(min(limit, 200))
    if not allowed(unit.actor, Permission.TASKS_TASK_READ_OTHERS):
        asked = asked.where(_CHANGE.c.author_id == (unit.actor.id or 0))
    return tuple(
        ChangeRow(
            row.id,
            row.at,
            row.author or "",
            row.filter,
            row.what,
            row.total,
            row.undone_at,
            mine=row.author_id == unit.actor.id,
        )
        for row in fetch(unit, asked)
    )


@requires(Permission.TASKS_TASK_EDIT, writes=True)
def undo_part(unit: Unit, *, change_id: int, after: int = 0) -> ChangedPart:
    """Takes the next tasks of a change back; what people changed since stays as it is, and is told.

    Refused for another's change, and for one that was taken back already.
    """
    change = _of(unit, change_id)
    if change.undone_at is not None:
        raise Refused(_("Change {id} has been taken back already").format(id=change_id))
    rows = fetch(unit, _STEPS, change=change_id, after=after)
    done, kept = 0, list[tuple[Named, str]]()
    for row in rows:
        task = must(unit.lock(Task, row.task_id), _("task"), row.task_id)
        was, now = columns_of(row.was), columns_of(row.now)
        if "assignee_id" in now:
            now.setdefault("accepted_at", None)  # whoever has taken it meanwhile keeps it
        if any(getattr(task, name) != value for name, value in now.items()):
            kept.append((Named(row.task_id, task.title), _("was changed since")))
            continue
        before = task.assignee_id
        if step(unit, task, TaskEventKind.UNDONE, change_id=change_id, **was):
            done += 1
            _tell(unit, task, before)
    last = len(rows) < AT_ONCE
    if last:
        unit.change(change, undone_at=unit.now)
    unit.notify("tasks")
    return ChangedPart(done, tuple(kept), None if last else rows[-1].id)


def _of(unit: Unit, change_id: int) -> TaskChange:
    change = unit.lock(TaskChange, change_id)
    mine = change is not None and (
        change.author_id == unit.actor.id or allowed(unit.actor, Permission.TASKS_TASK_READ_OTHERS)
    )
    return must(change if mine else None, _("change"), change_id)


def _values(unit: Unit, task: Task, wanted: Wanted) -> dict[str, Any]:
    """The columns of one task after the change; Refused when it cannot be done to it."""
    values: dict[str, Any] = {}
    if wanted.nobody or wanted.assignee_id is not None:
        person = worker(unit, wanted.assignee_id) if wanted.assignee_id is not None else None
        if task.assignee_id != wanted.assignee_id:
            values |= whose(unit, person) | moved_to(unit, task, person)
    if wanted.stage:
        values |= at_stage(
            unit, task, stage_of(unit, values.get("department", task.department), wanted.stage)
        )
    if wanted.due_on is not None:
        if task.done_at is not None:
            raise Refused(_("The task is finished: take its end back first"))
        values["due_on"] = wanted.due_on
    return values


def _kind(values: dict[str, Any]) -> TaskEventKind:
    if "stage" in values and "assignee_id" not in values:
        return TaskEventKind.DONE if values.get("done_at") else TaskEventKind.STAGE
    return TaskEventKind.ASSIGNED if "assignee_id" in values else TaskEventKind.PUT_OFF


def _tell(unit: Unit, task: Task, before: int | None) -> None:
    for person in {task.assignee_id, before} - {None}:
        unit.notify(f"op.{person}", task.id)


def _words(unit: Unit, wanted: Wanted) -> str:
    parts = []
    if wanted.stage:
        parts.append(_("Stage: {stage}").format(stage=wanted.stage))
    if wanted.nobody:
        parts.append(_("Now it is with: {person}").format(person=_("nobody")))
    elif wanted.assignee_id is not None:
        name = worker(unit, wanted.assignee_id).full_name
        parts.append(_("Now it is with: {person}").format(person=name))
    if wanted.due_on is not None:
        parts.append(_("Put off to {day}").format(day=format_date(wanted.due_on)))
    if not parts:
        raise Refused(_("Say what is to be changed: the stage, the person or the day"))
    return "; ".join(parts)


def _title(unit: Unit, task_id: int) -> str:
    asked = in_sight(unit, Asked(("t.id = :id",), {"id": task_id}))
    return next((row.title for row in read_tasks(unit, asked, BY_DAY, 1)), "")
