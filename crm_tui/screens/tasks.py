"""The queue of tasks: overdue ones first, then today's, then future ones, of whatever filter is on.

It is the first workspace, shown before the store is open: its use cases are imported when they are called.
"""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.client_words import one_line
from crm_tui.screens.task_acts import TaskActs
from crm_tui.screens.task_rows import TaskRows, queue_columns, queue_row, task_detail
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from crm_tui.usecases.kept_filters import KeptFilter
    from crm_tui.usecases.shapes import TaskRow

FIRST = "хто=я"
"""What the queue begins with; the first look reads the same."""


class TasksScreen(BaseScreen[None], TaskActs[None]):
    """One filter of the queue; `tasks` are those read lately, `ticked` those chosen for an act on many."""

    LOOKS_AT = frozenset({"tasks"})
    TITLE_WORD = N_("Tasks")
    HELP_TEXT = N_(
        "The order is the same for everybody: overdue tasks first (!), the longest overdue on top, then "
        "today's (=), then future ones by their day; tasks of one day stand as they were made. + was given "
        "to you and not taken yet, · is done, √ is ticked. Finished ones: the last to be finished first."
    )
    DEFAULT_CSS = "TasksScreen #detail { height: 4; } TasksScreen #filter { height: 1; background: $panel; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert,ctrl+n", "add", N_("Add"), id="tasks.add", tooltip=N_("A new task for oneself")),
        Binding(
            "f2",
            "edit",
            N_("Open"),
            show=False,
            id="tasks.edit",
            tooltip=N_("The task with its talk and history"),
        ),
        Binding("f6", "filter", N_("Filter"), id="tasks.filter", tooltip=N_("Shipped, own and shared ones")),
        Binding("space", "tick", N_("Tick"), show=False, id="tasks.tick", tooltip=N_("For an act on many")),
        Binding(
            "m",
            "many",
            N_("Change many"),
            show=False,
            id="tasks.many",
            tooltip=N_("The ticked ones, else all of the filter"),
        ),
        Binding("left", "turn(-1)", N_("Filter before"), show=False, id="tasks.filter_before"),
        Binding("right", "turn(1)", N_("Next filter"), show=False, id="tasks.filter_next"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.tasks: dict[int, TaskRow] = {}
        self.wanted, self.wanted_name = FIRST, ""
        self.ticked: frozenset[int] = frozenset()

    def body(self) -> ComposeResult:
        yield TextBlock(self._filter_words(), id="filter")
        yield VirtualList(queue_columns(), empty=_("No such tasks. Insert adds one, F6 changes the filter."))
        yield TextBlock(id="detail")

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.reload()

    def look_again(self) -> None:
        self.reload()

    def reload(self) -> None:
        """Reads the tasks again; before the office is open, shows what a glance saw."""
        rows = self.query_one(VirtualList)
        if (look := self.shell.first_look) is not None:
            self.tasks = {task.id: task for task in look.tasks}
            rows.show(MemoryRows([queue_row(task) for task in look.tasks]))
            return
        provider = TaskRows(self.office, self.wanted, self.ticked, self.tasks)
        self.tasks = provider.tasks
        if rows.top == rows.cursor == 0 or isinstance(rows.provider, MemoryRows):
            rows.show(provider, keep=rows.current.id if rows.current else None)
        else:
            rows.provider = provider
            rows.reload()

    def task_in_hand(self) -> "TaskRow | None":
        row = self.query_one(VirtualList).current
        return self.tasks.get(int(str(row.id))) if row is not None else None

    def acted(self, task: "TaskRow", said: str) -> None:
        del task
        self.tell(one_line(said))
        self.reload()

    # Opening and adding.

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        task = self.tasks.get(int(str(event.row.id))) if event.row else None
        self.query_one("#detail", TextBlock).say(task_detail(task) if task else "")

    def on_virtual_list_picked(self, _event: VirtualList.Picked) -> None:
        self.action_edit()

    def action_edit(self) -> None:
        from crm_tui.screens.task import TaskScreen

        if (task := self.task_in_hand()) is not None:
            self.shell.push_screen(TaskScreen(task))

    def action_add(self) -> None:
        from crm_tui.screens.task_form import TaskForm

        self.app.push_screen(TaskForm(), self._added)

    def _added(self, task: "TaskRow | None") -> None:
        if task is not None:
            self.reload()

    # Many at once.

    def action_tick(self) -> None:
        """Ticks the task, or takes the tick off, and goes on to the next one."""
        if (task := self.task_in_hand()) is not None:
            self.ticked ^= {task.id}
            rows = self.query_one(VirtualList)
            rows.action_move(1)
            rows.provider = TaskRows(self.office, self.wanted, self.ticked, self.tasks)
            rows.reload()
            self._say_filter()

    def action_many(self) -> None:
        from crm_tui.screens.task_change import TaskChangeForm

        self.shell.push_screen(TaskChangeForm(self.wanted, tuple(sorted(self.ticked))), self._changed_many)

    def _changed_many(self, said: str | None) -> None:
        if said is not None:
            self.ticked = frozenset()
            self._say_filter()
            self.tell(said)
            self.reload()

    # Filters.

    def _say_filter(self) -> None:
        self.query_one("#filter", TextBlock).say(self._filter_words())

    def _filter_words(self) -> str:
        name = self.wanted_name or (_("My open tasks") if self.wanted == FIRST else "")
        ticked = _("ticked: {n}").format(n=len(self.ticked)) if self.ticked else ""
        return " · ".join(part for part in (one_line(name), self.wanted, ticked) if part)

    def show_wanted(self, wanted: str, name: str = "") -> None:
        """Turns to another filter."""
        self.wanted, self.wanted_name, self.ticked = wanted, name, frozenset()
        self._say_filter()
        provider = TaskRows(self.office, wanted)
        self.tasks = provider.tasks
        self.query_one(VirtualList).show(provider)

    def action_filter(self) -> None:
        from crm_tui.screens.filter_pick import FilterPick
        from crm_tui.usecases.kept_filters import TASKS

        self.shell.push_screen(FilterPick(TASKS, self.wanted), self._filtered)

    def _filtered(self, chosen: "tuple[str, str] | None") -> None:
        if chosen is not None:
            self.show_wanted(*chosen)

    def action_turn(self, by: int) -> None:
        office = self.office

        def read() -> "tuple[KeptFilter, ...]":
            from crm_tui.usecases.kept_filters import TASKS, list_filters

            return office.call(list_filters, of=TASKS)

        def turn(kept: "tuple[KeptFilter, ...]") -> None:
            here = next((n for n, one in enumerate(kept) if one.text == self.wanted), 0)
            there = kept[(here + by) % len(kept)]
            self.show_wanted(there.text, there.name)

        self.ask(read, turn, group="filters")

    def plain_text(self) -> str:
        return self.query_one("#detail", TextBlock).text
