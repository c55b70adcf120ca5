"""The tasks of whoever sits here: overdue ones first, then by their day.

It is the first workspace, shown before the store is open: its use cases are imported when they are called.
"""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.i18n import N_, _, ngettext
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.task_rows import task_columns, task_detail, task_row
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from crm_tui.screens.dialling import Dialable
    from crm_tui.usecases.shapes import TaskRow


class TasksScreen(BaseScreen[None]):
    """Open tasks; `tasks` is what was read last."""

    LOOKS_AT = frozenset({"tasks"})
    TITLE_WORD = N_("Tasks")
    HELP_TEXT = N_("! marks an overdue task. Enter opens the client's card.")
    DEFAULT_CSS = "TasksScreen TextBlock { height: 4; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert,ctrl+n", "add", N_("Add"), id="tasks.add", tooltip=N_("A new task for oneself")),
        Binding("f2", "edit", N_("Open"), id="tasks.edit", tooltip=N_("Changes the words and the day")),
        Binding("f5", "finish", N_("Done"), id="tasks.finish", tooltip=N_("Marks the task done")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.tasks: dict[int, TaskRow] = {}

    def look_again(self) -> None:
        self.reload()

    def body(self) -> ComposeResult:
        yield VirtualList(task_columns(), empty=_("No open tasks. Insert adds one."))
        yield TextBlock()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.reload()

    def reload(self) -> None:
        """Reads the tasks again; before the office is open, shows what a glance saw."""
        if (look := self.shell.first_look) is not None:
            self._show(look.tasks)
            return
        office = self.office

        def read() -> "tuple[TaskRow, ...]":
            from crm_tui.usecases.tasks import list_tasks

            return office.call(list_tasks, mine=True)

        self.ask(read, self._show, group="tasks")

    def _show(self, tasks: "tuple[TaskRow, ...]") -> None:
        self.tasks = {task.id: task for task in tasks}
        rows = self.query_one(VirtualList)
        kept = rows.current.id if rows.current else None
        rows.show(MemoryRows([task_row(task) for task in tasks]), keep=kept)

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        task = self.tasks.get(int(str(event.row.id))) if event.row else None
        self.query_one(TextBlock).say(task_detail(task) if task else "")

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        task = self.tasks.get(int(str(event.row.id)))
        if task is not None and task.client is not None:
            self.shell.open_client(task.client.id)

    def dialable(self) -> "Dialable | None":
        from crm_tui.screens.dialling import Dialable

        row = self.query_one(VirtualList).current
        task = self.tasks.get(int(str(row.id))) if row is not None else None
        if task is None or task.client is None:
            return None
        contact_id = task.contact.id if task.contact else None
        return Dialable(client_id=task.client.id, contact_id=contact_id, task_id=task.id)

    def action_add(self) -> None:
        from crm_tui.screens.task_form import TaskForm

        self.app.push_screen(TaskForm(), self._added)

    def action_edit(self) -> None:
        from crm_tui.screens.task_form import TaskForm

        row = self.query_one(VirtualList).current
        if row is not None and (task := self.tasks.get(int(str(row.id)))) is not None:
            self.app.push_screen(TaskForm(known=task), self._added)

    def _added(self, task: "TaskRow | None") -> None:
        if task is not None:
            self.reload()

    def action_finish(self) -> None:
        row = self.query_one(VirtualList).current
        if row is None:
            return
        office, task_id = self.office, int(str(row.id))

        def finish() -> "TaskRow":
            from crm_tui.usecases.task_acts import finish_task

            return office.call(finish_task, task_id=task_id)

        self.ask(finish, self._finished, group="finish")

    def _finished(self, task: "TaskRow") -> None:
        left = len([one for one in self.tasks.values() if one.id != task.id])
        self.tell(ngettext("Done. {n} task left", "Done. {n} tasks left", left).format(n=left))
        self.reload()
