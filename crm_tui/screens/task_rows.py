"""Tasks as rows of a list and as text."""

from crm_tui.domain.text import clean_multiline
from crm_tui.i18n import _
from crm_tui.screens.client_words import day, one_line
from crm_tui.usecases.shapes import TaskRow
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row


def task_columns() -> tuple[Column, ...]:
    return (
        Column(_("Day"), 10),
        Column(_("Task"), 20, flex=3),
        Column(_("Stage"), 9),
        Column(_("Who"), 16, flex=1, hide_below=70),
        Column(_("Client"), 18, flex=1),
    )


def task_row(task: TaskRow) -> Row:
    """`!` marks an overdue task, `·` a done one."""
    late = task.done_at is None and task.days_late > 0
    sign = "·" if task.done_at is not None else "!" if late else ""
    cells = (
        day(task.due_on),
        one_line(task.title),
        one_line(task.stage_name),
        one_line(task.assignee.name) if task.assignee else "—",
        one_line(task.client.name) if task.client else "",
    )
    return Row(task.id, 0, cells, sign, {"!": "warning", "·": "muted"}.get(sign, ""))


def task_detail(task: TaskRow) -> str:
    """A task with all its words."""
    return f"{one_line(task.title)}\n{clean_multiline(task.text)}".strip()
