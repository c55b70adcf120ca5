"""Tasks of a filter, by as many pages as are asked for."""

from crm_tui.usecases.kept_filters import TASKS, named_filter
from crm_tui.usecases.office import Office
from crm_tui.usecases.shapes import TaskRow
from crm_tui.usecases.task_queue import MOST, task_page


def tasks_of(office: Office, wanted: str, limit: int) -> tuple[TaskRow, ...]:
    """The first tasks of a filter, named or said."""
    text = office.call(named_filter, of=TASKS, name=wanted, or_text=True)
    rows: list[TaskRow] = []
    while len(rows) < limit:
        place = (rows[-1].done_at or rows[-1].due_on, rows[-1].id) if rows else None
        page = office.call(task_page, wanted=text, after=place, limit=min(MOST, limit - len(rows)))
        rows += page.rows
        if not page.more:
            break
    return tuple(rows)
