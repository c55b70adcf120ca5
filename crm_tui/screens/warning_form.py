"""A warning on a client's card, new or one that stands."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.i18n import N_, _
from crm_tui.screens.record_form import RecordDialog
from crm_tui.usecases.warnings import WarningRow, add_warning, edit_warning
from crm_tui.widgets.form import Form, TextField


class WarningForm(RecordDialog[bool]):
    """Answers True when it was saved; Enter saves, for there is one line only."""

    KIND = "warning"
    TITLE_WORD = N_("Warning")
    HELP_TEXT = N_("Enter or F2 saves. What is typed is kept as a draft.")
    AUTO_FOCUS = "Input"
    DEFAULT_CSS: ClassVar[str] = "WarningForm Form { height: auto; padding: 0; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "save", N_("Save"), show=False, priority=True, id="warning_form.save"),
    ]

    def __init__(self, client_id: int, known: WarningRow | None = None) -> None:
        super().__init__()
        self.about(f"{client_id}/{known.id if known else 'new'}", known.version if known else 0)
        self.client_id = client_id
        self.known = known

    def body(self) -> ComposeResult:
        yield Form(TextField("text", _("Warning"), self.known.text if self.known else ""))

    def on_mount(self) -> None:
        if self.known is None:
            self.query_one("#box").border_title = _("New warning")

    def saving(self, values: Mapping[str, str]) -> Callable[[], bool]:
        office, known, client_id, version = self.office, self.known, self.client_id, self.version
        text = values["text"]

        def save() -> bool:
            if known is None:
                office.call(add_warning, client_id=client_id, text=text)
            else:
                office.call(edit_warning, warning_id=known.id, version=version, text=text)
            return True

        return save
