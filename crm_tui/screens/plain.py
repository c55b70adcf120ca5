"""A screen as plain text, without frames or colours: to select from with the terminal's own mouse."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from crm_tui.i18n import N_
from crm_tui.screens.base import Manners


class PlainScreen(Manners[None]):
    """The third way to copy, for terminals that know neither OSC 52 nor a clipboard."""

    AUTO_FOCUS = "VerticalScroll"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("Leave"), id="plain.leave"),
    ]

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(Text(self.text))

    def text_to_copy(self) -> str:
        return self.text

    def action_leave(self) -> None:
        self.dismiss()
