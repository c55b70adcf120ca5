"""Tasks as rows of lists and as text: the queue page by page, the few on a client's card."""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from crm_tui.domain.kyiv import format_date
from crm_tui.domain.phone import display_phone
from crm_tui.domain.text import clean_multiline
from crm_tui.i18n import _
from crm_tui.screens.client_words import day, one_line
from crm_tui.usecases.shapes import TaskRow
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Page, PageRequest, Row

if TYPE_CHECKING:
    from crm_tui.usecases.office import Office

REMEMBERED = 2_000
"""So many tasks a list keeps beside the pages it holds."""
OVERDUE, TODAY, DONE, TICKED, WAITS = "!", "=", "·", "√", "+"


def queue_columns() -> tuple[Column, ...]:
    return (
        Column(_("Day"), 6),
        Column(_("Client"), 14, flex=2),
        Column(_("Phone"), 13),
        Column(_("Service"), 9, flex=1),
        Column(_("Task"), 12, flex=3),
        Column(_("Stage"), 10),
        Column(_("Who"), 14, flex=1, hide_below=100),
    )


def queue_row(task: TaskRow, *, ticked: bool = False) -> Row:
    """A task in the queue; a sign beside the colour says how it stands, + that it was given and not taken."""
    title = one_line(task.title)
    cells = (
        short_day(task),
        one_line(task.client.name) if task.client else "",
        display_phone(task.phone) if task.phone else "",
        one_line(task.service.name) if task.service else "",
        f"{WAITS} {title}" if task.waits else title,
        one_line(task.stage_name),
        one_line(task.assignee.name) if task.assignee else "—",
    )
    sign, style = sign_of(task)
    return Row(task.id, (task.done_at or task.due_on, task.id), cells, TICKED if ticked else sign, style)


def sign_of(task: TaskRow) -> tuple[str, str]:
    """The sign and the style of how a task stands: overdue, today's, future, done."""
    if task.done_at is not None:
        return DONE, "muted"
    if task.days_late > 0:
        return OVERDUE, "warning"
    return (TODAY, "today") if task.days_late == 0 else ("", "muted")


def short_day(task: TaskRow) -> str:
    """The day without its year when that is this one: "15.04"; of a finished task the day of its end too."""
    now = task.due_on + timedelta(days=task.days_late)
    text = format_date(task.due_on)
    return text[:5] if task.due_on.year == now.year else text[:6] + text[8:]


class TaskRows:
    """A RowProvider over a filter of the queue; `tasks` are those read lately."""

    def __init__(
        self,
        office: "Office",
        wanted: str,
        ticked: frozenset[int] = frozenset(),
        known: Mapping[int, TaskRow] = MappingProxyType({}),
    ) -> None:
        self._office, self.wanted, self.ticked = office, wanted, ticked
        self.tasks: OrderedDict[int, TaskRow] = OrderedDict(known)

    def fetch(self, request: PageRequest) -> Page:
        from crm_tui.usecases.task_queue import task_page

        ways: dict[str, Any] = {"from_end": True} if request.edge == "end" else {}
        page = self._office.call(
            task_page,
            wanted=self.wanted,
            after=request.after,
            before=request.before,
            inclusive=request.inclusive,
            limit=request.limit,
            **ways,
        )
        for task in page.rows:
            self.tasks[task.id] = task
            self.tasks.move_to_end(task.id)
        while len(self.tasks) > REMEMBERED:
            self.tasks.popitem(last=False)
        return Page(tuple(queue_row(one, ticked=one.id in self.ticked) for one in page.rows), page.more)


def task_columns() -> tuple[Column, ...]:
    return (
        Column(_("Day"), 10),
        Column(_("Task"), 20, flex=3),
        Column(_("Stage"), 11),
        Column(_("Who"), 16, flex=1, hide_below=70),
        Column(_("Client"), 18, flex=1),
    )


def task_row(task: TaskRow) -> Row:
    """A task on the card of its client."""
    sign, style = sign_of(task)
    cells = (
        day(task.due_on),
        one_line(task.title),
        one_line(task.stage_name),
        one_line(task.assignee.name) if task.assignee else "—",
        one_line(task.client.name) if task.client else "",
    )
    return Row(task.id, 0, cells, sign, style)


def task_detail(task: TaskRow) -> str:
    """A task with all its words, and whom it is about."""
    names = [one_line(one.name) for one in (task.client, task.contact, task.service) if one is not None]
    if task.term_end is not None:
        names.append(_("term to {day}").format(day=format_date(task.term_end)))
    head = " · ".join([one_line(task.title), *names])
    return f"{head}\n{clean_multiline(task.text)}".strip()
