"""Another day for a task, by a few keys."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.day_words import day_of
from crm_tui.domain.kyiv import today
from crm_tui.domain.workdays import OfficeCalendar
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.day_words import DAY_HELP, check_day
from crm_tui.usecases.office_calendar import office_calendar
from crm_tui.usecases.shapes import TaskRow
from crm_tui.usecases.task_acts import put_off
from crm_tui.widgets.form import Form, TextField


class PutOffForm(BaseDialog[TaskRow]):
    """Answers the task at its new day. Enter saves; a day off is told, and allowed."""

    TITLE_WORD = N_("Put off")
    HELP_TEXT = DAY_HELP
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = "PutOffForm Form { height: auto; padding: 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,f2,ctrl+s", "save", N_("Save"), priority=True, id="put_off.save"),
    ]

    def __init__(self, task: TaskRow) -> None:
        super().__init__()
        self.task_row = task
        self.calendar = OfficeCalendar()

    def body(self) -> ComposeResult:
        yield Form(
            TextField("day", _("To the day"), check=self._check),
            TextField("reason", _("Why")),
        )

    def on_mount(self) -> None:
        office = self.office
        self.ask(lambda: office.call(office_calendar), self._know, group="calendar")

    def _know(self, calendar: OfficeCalendar) -> None:
        self.calendar = calendar

    def _check(self, text: str) -> str:
        return check_day(text, today(self.office.clock()), self.calendar)

    def action_save(self) -> None:
        values, office = self.query_one(Form).values(), self.office
        day = day_of(values["day"], today(office.clock()))
        if day is None:
            self.tell(_(DAY_HELP))
            return
        task_id, reason = self.task_row.id, values["reason"]
        self.ask(
            lambda: office.call(put_off, task_id=task_id, due_on=day, reason=reason),
            self._saved,
            group="save",
        )

    def _saved(self, task: TaskRow) -> None:
        self.dismiss(task)
