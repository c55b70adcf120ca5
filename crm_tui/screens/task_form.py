"""A task, new or one that is there, in a dialog."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import ClassVar

from textual.app import ComposeResult

from crm_tui.domain.day_words import day_of
from crm_tui.domain.errors import Refused
from crm_tui.domain.kyiv import format_date, today
from crm_tui.domain.workdays import OfficeCalendar
from crm_tui.i18n import N_, _
from crm_tui.screens.day_words import DAY_HELP, check_day
from crm_tui.screens.record_form import RecordDialog
from crm_tui.usecases.office_calendar import office_calendar
from crm_tui.usecases.shapes import Named
from crm_tui.usecases.tasks import TaskRow, add_task, edit_task
from crm_tui.widgets.form import Form, NoteField, TextField


class TaskForm(RecordDialog[TaskRow]):
    """What, by which day, in which words; a new one is of a client when one is given."""

    KIND = "task"
    TITLE_WORD = N_("New task")
    HELP_TEXT = N_("Enter and Tab go to the next field; F2 saves. What is typed is kept as a draft.")
    AUTO_FOCUS = "Input"
    DEFAULT_CSS: ClassVar[str] = "TaskForm Form { height: auto; padding: 0; }"

    def __init__(self, client: Named | None = None, known: TaskRow | None = None) -> None:
        new = f"{client.id}/new" if client else "new"
        super().__init__()
        self.about(known.id if known else new, known.version if known else 0)
        self.client = client
        self.calendar = OfficeCalendar()
        self.known = known

    def body(self) -> ComposeResult:
        now, known = today(self.office.clock()), self.known
        yield Form(
            TextField("title", _("Task"), known.title if known else ""),
            TextField(
                "due_on",
                _("By the day"),
                format_date(known.due_on if known else now + timedelta(days=1)),
                check=lambda text: check_day(text, now, self.calendar),
            ),
            NoteField("text", _("In detail"), known.text if known else "", lines=4),
        )

    def on_mount(self) -> None:
        office = self.office
        self.ask(lambda: office.call(office_calendar), self._know, group="calendar")
        if self.known is not None:
            self.query_one("#box").border_title = _("Task")

    def _know(self, calendar: OfficeCalendar) -> None:
        self.calendar = calendar

    def saving(self, values: Mapping[str, str]) -> Callable[[], TaskRow]:
        due_on = day_of(values["due_on"], today(self.office.clock()))
        if due_on is None:
            raise Refused(_(DAY_HELP))
        office, known, version = self.office, self.known, self.version
        title, text, client_id = values["title"], values["text"], self.client.id if self.client else None
        if known is None:
            return lambda: office.call(add_task, title=title, due_on=due_on, text=text, client_id=client_id)
        return lambda: office.call(
            edit_task, task_id=known.id, version=version, title=title, due_on=due_on, text=text
        )
