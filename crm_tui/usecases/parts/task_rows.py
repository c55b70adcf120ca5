"""Tasks as rows, and whose tasks a person may see. Nothing heavy is imported: the first screen needs them."""

from datetime import date
from typing import TYPE_CHECKING, Any

from crm_tui.domain.kinds import Department, TaskKind
from crm_tui.domain.kyiv import today
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.store.task_list import Asked, as_day, as_moment, current_phones, read_rows
from crm_tui.usecases.parts.stand_ins import stand_ins
from crm_tui.usecases.shapes import Named, TaskRow

if TYPE_CHECKING:
    from crm_tui.store.glance import Glance
    from crm_tui.store.scope import Unit

OPEN_FIRST = "t.done_at IS NOT NULL, t.due_on, t.id"
BY_DAY = "t.due_on, t.id"


def in_sight(unit: "Unit | Glance", asked: Asked = Asked()) -> Asked:  # noqa: B008  # frozen
    """Only tasks that the person may see: his own, those he gave, nobody's; all of them with the right to.

    His own are also those of whom he stands in for today.
    """
    if allowed(unit.actor, Permission.TASKS_TASK_READ_OTHERS):
        return asked
    others = "".join(f" OR t.assignee_id = {int(one)}" for one in sorted(stand_ins(unit)))
    mine = (
        "(t.assignee_id = :viewer OR t.author_id = :viewer OR t.giver_id = :viewer OR t.assignee_id IS NULL"
        f"{others})"
    )
    return asked.also(mine, viewer=unit.actor.id or 0)


def read_tasks(
    unit: "Unit | Glance", asked: Asked, order: str, limit: int, *, phones: bool = False
) -> tuple[TaskRow, ...]:
    """The tasks asked for; with `phones`, also the number by which each is called now."""
    now = today(unit.now)
    found = read_rows(unit, asked, order, limit)
    if not phones:
        return tuple(_row(now, row) for row in found)
    numbers = current_phones(unit, [_whom(row) for row in found])
    return tuple(_row(now, row, numbers[_whom(row)]) for row in found)


def _whom(row: tuple[Any, ...]) -> tuple[int | None, int | None]:
    """Client and contact, by their places in the columns of `read_rows`."""
    return row[12], row[14]


def _row(now: date, row: tuple[Any, ...], phone: str = "") -> TaskRow:
    number, title, text, due, kind, department, stage, stage_name, done = row[:9]
    version, term_end, accepted, *who = row[9:]
    day = as_day(due)
    return TaskRow(
        id=number,
        title=title,
        text=text,
        due_on=day,
        days_late=(now - day).days,
        kind=TaskKind(kind),
        department=Department(department),
        stage=stage,
        stage_name=stage_name or stage,
        client=_named(*who[0:2]),
        contact=_named(*who[2:4]),
        service=_named(*who[4:6]),
        author=_named(*who[6:8]),
        assignee=_named(*who[8:10]),
        giver=_named(*who[10:12]),
        accepted=accepted is not None,
        term_end=as_day(term_end) if term_end is not None else None,
        done_at=as_moment(done),
        version=version,
        phone=phone,
    )


def _named(number: int | None, name: str | None) -> Named | None:
    return None if number is None else Named(number, name or "")
