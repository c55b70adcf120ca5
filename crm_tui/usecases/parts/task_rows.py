"""Tasks as rows, and whose tasks a person may see. Nothing heavy is imported: the first screen needs them."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from crm_tui.domain.kinds import Department, TaskKind
from crm_tui.domain.kyiv import today
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.store.glance import Rows
from crm_tui.store.task_list import Asked, as_day, as_moment, current_phones, read_names, read_rows
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
    if not found:
        return ()
    shared = _shared(unit, found)
    if not phones:
        return tuple([_row(now, shared, row) for row in found])
    whom = [(row[15], row[17]) for row in found]
    numbers = current_phones(unit, whom)
    return tuple([_row(now, shared, row, numbers[one]) for row, one in zip(found, whom, strict=True)])


_KINDS = {one.value: one for one in TaskKind}
_DEPARTMENTS = {one.value: one for one in Department}
_Known = Mapping[int | None, Named]
_Shared = tuple[_Known, _Known, Mapping[tuple[str, str], str]]


def _shared(unit: "Unit | Glance", found: Rows) -> _Shared:
    """People, services and stages of a page, each made once."""
    people = {one for row in found for one in row[12:15]}
    names = read_names(unit, people, {row[11] for row in found})
    return _named(names.people), _named(names.services), names.stages


def _named(names: Mapping[int, str]) -> _Known:
    return {number: Named(number, name) for number, name in names.items()}


def _row(now: date, shared: _Shared, row: tuple[Any, ...], phone: str = "") -> TaskRow:
    """By the places of the columns in `read_rows`: values named one by one took twice as long."""
    number, title, text, due, kind, department, stage, done, version, term_end, accepted = row[:11]
    service, author, assignee, giver, client, client_name, contact, contact_name = row[11:]
    people, services, stages = shared
    day = as_day(due)
    return TaskRow(
        number,
        title,
        text,
        day,
        (now - day).days,
        _KINDS[kind],
        _DEPARTMENTS[department],
        stage,
        stages.get((department, stage), stage),
        None if client is None else Named(client, client_name or ""),
        None if contact is None else Named(contact, contact_name or ""),
        services.get(service),
        people.get(author),
        people.get(assignee),
        people.get(giver),
        accepted is not None,
        as_day(term_end) if term_end is not None else None,
        as_moment(done),
        version,
        phone,
    )
