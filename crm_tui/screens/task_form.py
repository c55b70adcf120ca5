"""A new task, in a dialog."""

from datetime import timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.errors import Refused
from crm_tui.domain.kyiv import format_date, parse_date, today
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.usecases.shapes import Named
from crm_tui.usecases.tasks import TaskRow, add_task
from crm_tui.widgets.checks import check_date
from crm_tui.widgets.form import Form, NoteField, TextField


class TaskForm(BaseDialog[TaskRow]):
    """What, by which day, in which words; of a client when one is given."""

    TITLE_WORD = N_("New task")
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = "TaskForm Form { height: auto; padding: 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+s", "save", N_("Save"), id="task_form.save"),
    ]

    def __init__(self, client: Named | None = None) -> None:
        super().__init__()
        self.client = client

    def body(self) -> ComposeResult:
        now = today(self.office.clock())
        yield Form(
            TextField("title", _("Task")),
            TextField(
                "due_on",
                _("By the day"),
                format_date(now + timedelta(days=1)),
                check=lambda text: check_date(text, now),
            ),
            NoteField("text", _("In detail"), lines=4),
        )

    def action_save(self) -> None:
        values = self.query_one(Form).values()
        due_on = parse_date(values["due_on"], today=today(self.office.clock()))
        if due_on is None:
            self.refuse(Refused(_("By the day: write day.month.year, for example 15.04.2026")))
            return
        office, client_id = self.office, self.client.id if self.client else None
        self.ask(
            lambda: office.call(
                add_task, title=values["title"], due_on=due_on, text=values["text"], client_id=client_id
            ),
            self._saved,
            group="save",
        )

    def _saved(self, task: TaskRow) -> None:
        self.dismiss(task)
