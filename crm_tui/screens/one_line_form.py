"""One line of text asked for in a dialog."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.i18n import N_
from crm_tui.screens.base import BaseDialog
from crm_tui.widgets.form import Form, TextField


class OneLineForm(BaseDialog[str]):
    """Answers the typed text; an empty one is no answer."""

    AUTO_FOCUS = "Input"
    DEFAULT_CSS = "OneLineForm Form { height: auto; padding: 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,f2,ctrl+s", "save", N_("OK"), priority=True, id="one_line.save"),
    ]

    def __init__(self, title: str, label: str, value: str = "", *, may_be_empty: bool = False) -> None:
        super().__init__()
        self.heading, self.label, self.value = title, label, value
        self.may_be_empty = may_be_empty

    def body(self) -> ComposeResult:
        yield Form(TextField("text", self.label, self.value))

    def on_mount(self) -> None:
        self.query_one("#box").border_title = self.heading

    def action_save(self) -> None:
        if (text := self.query_one(Form).values()["text"]) or self.may_be_empty:
            self.dismiss(text)
