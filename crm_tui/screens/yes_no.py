"""A question before something is removed."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.i18n import N_
from crm_tui.screens.base import BaseDialog
from crm_tui.widgets.text_block import TextBlock


class YesNo(BaseDialog[bool]):
    """Enter says yes, Esc says no."""

    TITLE_WORD = N_("Are you sure?")
    DEFAULT_CSS = "YesNo TextBlock { height: 3; max-height: 12; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "yes", N_("Yes"), id="yes_no.yes")]

    def __init__(self, question: str, *, lines: int = 3) -> None:
        super().__init__()
        self.question, self.lines = question, lines

    def body(self) -> ComposeResult:
        block = TextBlock(self.question)
        block.styles.height = max(3, self.lines)
        yield block

    def action_yes(self) -> None:
        self.dismiss(True)
