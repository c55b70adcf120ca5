"""The queue of tasks, page by page: 100,000 open ones cost what a hundred do.

Its order is the same for everybody and never left to chance: overdue tasks first, the longest overdue on top,
then today's, then future ones by their day; tasks of one day stand as they were made. Finished ones stand by
the moment of their end, the newest first.
"""

from dataclasses import dataclass
from datetime import date, datetime

from crm_tui.domain.permissions import Permission
from crm_tui.domain.task_filter import filter_text
from crm_tui.store.scope import Unit
from crm_tui.store.task_list import bound, count
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.task_asking import asked_for, read_filter
from crm_tui.usecases.parts.task_rows import read_tasks
from crm_tui.usecases.shapes import TaskRow

Place = tuple[date | datetime, int]
"""Where a task stands in its list: its day (or the moment of its end) and its id."""
MOST = 200


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A page of the queue in its order; `more`: there are others in the direction asked for."""

    rows: tuple[TaskRow, ...]
    more: bool


@requires(Permission.TASKS_TASK_READ)
def task_page(
    unit: Unit,
    *,
    wanted: str = "",
    after: Place | None = None,
    before: Place | None = None,
    from_end: bool = False,
    inclusive: bool = False,
    limit: int = 100,
) -> TaskPage:
    """The tasks of a filter after a place, before one, or at the end; Refused for words that say nothing."""
    asked, way = asked_for(unit, read_filter(wanted))
    back = from_end or before is not None
    place = before if before is not None else after
    if place is not None:
        at = bound(place[0], is_sqlite=unit.is_sqlite)
        asked = asked.also(way.beyond(back=back, inclusive=inclusive), place_at=at, place_id=place[1])
    limit = min(limit, MOST)
    rows = read_tasks(unit, asked, way.order(back=back), limit + 1, phones=True)
    more, rows = len(rows) > limit, rows[:limit]
    return TaskPage(rows[::-1] if back else rows, more)


@requires(Permission.TASKS_TASK_READ)
def check_filter(unit: Unit, *, wanted: str) -> str:
    """The filter as it is understood; Refused for words that say nothing or name what is not there."""
    read = read_filter(wanted)
    asked_for(unit, read)
    return filter_text(read)


@requires(Permission.TASKS_TASK_READ)
def count_tasks(unit: Unit, *, wanted: str, most: int) -> int:
    """How many tasks a filter finds of those that the person may see, counted up to `most`."""
    asked, _way = asked_for(unit, read_filter(wanted))
    return count(unit, asked, most)
