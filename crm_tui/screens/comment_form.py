"""A comment on a task, new or one's own that is put right."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult

from crm_tui.i18n import N_, _
from crm_tui.screens.record_form import RecordDialog
from crm_tui.usecases.parts.task_history import TaskEventRow
from crm_tui.usecases.shapes import TaskRow
from crm_tui.usecases.task_acts import comment_task, edit_comment
from crm_tui.widgets.form import Form, NoteField


class CommentForm(RecordDialog[TaskRow]):
    """Answers the task. What is typed is kept as a draft."""

    KIND = "comment"
    TITLE_WORD = N_("Comment")
    HELP_TEXT = N_("F2 saves. @login tells that person. What is typed is kept as a draft.")
    AUTO_FOCUS = "TextArea"
    DEFAULT_CSS: ClassVar[str] = "CommentForm Form { height: auto; padding: 0; }"

    def __init__(self, task: TaskRow, known: TaskEventRow | None = None) -> None:
        super().__init__()
        self.about(f"{task.id}/{known.id if known else 'new'}", 0)
        self.task_row, self.known = task, known

    def body(self) -> ComposeResult:
        yield Form(NoteField("text", _("Comment"), self.known.text if self.known else "", lines=6))

    def saving(self, values: Mapping[str, str]) -> Callable[[], TaskRow]:
        office, task_id, known, text = self.office, self.task_row.id, self.known, values["text"]
        if known is None:
            return lambda: office.call(comment_task, task_id=task_id, text=text)
        return lambda: office.call(edit_comment, event_id=known.id, text=text)
