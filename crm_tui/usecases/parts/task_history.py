"""The history of a task, as people read it: who did what and when, what was said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, bindparam, select

from crm_tui.domain.kinds import TaskEventKind
from crm_tui.store.scope import Unit
from crm_tui.store.tables import TaskEvent
from crm_tui.usecases.parts.core import EMPLOYEE, core, fetch
from crm_tui.usecases.parts.task_acting import columns_of
from crm_tui.usecases.parts.task_stages import stage_rows

EVENT = core(TaskEvent)
_OF_TASK = EVENT.c.task_id == bindparam("task", type_=BigInteger)
_EVENTS = (
    select(EVENT, EMPLOYEE.c.full_name.label("author_name"))
    .select_from(EVENT.outerjoin(EMPLOYEE, EMPLOYEE.c.id == EVENT.c.author_id))
    .where(_OF_TASK)
    .order_by(EVENT.c.id.desc())
    .limit(200)
)
_LAST_END = (
    select(EVENT.c.was)
    .where(_OF_TASK, EVENT.c.kind == TaskEventKind.DONE)
    .order_by(EVENT.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class TaskEventRow:
    """One step: what was and what became of the stage, the day, the hands it is in; or a comment."""

    id: int
    at: datetime
    author: str
    kind: TaskEventKind
    stage: tuple[str, str] | None
    due_on: tuple[date, date] | None
    assignee: tuple[str, str] | None
    text: str
    edited_at: datetime | None
    mine: bool


def history(unit: Unit, task_id: int) -> tuple[TaskEventRow, ...]:
    """The steps of a task, the newest first (its last 200)."""
    rows = fetch(unit, _EVENTS, task=task_id)
    steps = [(row, columns_of(row.was), columns_of(row.now)) for row in rows]
    wanted = {value for _row, was, now in steps for value in (was.get("assignee_id"), now.get("assignee_id"))}
    people = _names(unit, {one for one in wanted if one is not None})
    stages = {one.code: one.name for one in stage_rows(unit)} if steps else {}
    return tuple(
        TaskEventRow(
            id=row.id,
            at=row.at,
            author=row.author_name or "",
            kind=row.kind,
            stage=_pair(was, now, "stage", lambda code: stages.get(code, code)),
            due_on=_pair(was, now, "due_on", lambda day: day),
            assignee=_pair(was, now, "assignee_id", lambda one: people.get(one, "")),
            text=row.text,
            edited_at=row.edited_at,
            mine=row.author_id is not None and row.author_id == unit.actor.id,
        )
        for row, was, now in steps
    )


def last_end(unit: Unit, task_id: int) -> str:
    """The code of the stage that a finished task had before its end; "" when nobody knows."""
    for row in fetch(unit, _LAST_END, task=task_id):
        return str(columns_of(row.was).get("stage", ""))
    return ""


def _pair(
    was: Mapping[str, Any], now: Mapping[str, Any], name: str, shown: Callable[[Any], Any]
) -> tuple[Any, Any] | None:
    return (shown(was[name]), shown(now[name])) if name in now and name in was else None


def _names(unit: Unit, ids: set[int]) -> dict[int, str]:
    asked = select(EMPLOYEE.c.id, EMPLOYEE.c.full_name).where(EMPLOYEE.c.id.in_(ids))
    return {row.id: row.full_name for row in fetch(unit, asked)} if ids else {}
