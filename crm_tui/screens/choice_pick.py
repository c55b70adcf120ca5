"""All choices of a field as a list: letters narrow it, the arrows and Enter pick."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from crm_tui.domain.layout import other_layout
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.widgets.columns import Column
from crm_tui.widgets.fields import LineInput
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.virtual_list import VirtualList


class ChoicePick(BaseDialog[int]):
    """Answers the place of what was picked among the words given."""

    TITLE_WORD = N_("All choices")
    HELP_TEXT = N_("Letters narrow the list, in either keyboard layout; the arrows and Enter pick.")
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = "ChoicePick VirtualList { height: 12; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", N_("Up"), show=False, priority=True, id="choice_pick.up"),
        Binding("down", "move(1)", N_("Down"), show=False, priority=True, id="choice_pick.down"),
        Binding("enter", "take", N_("Choose"), priority=True, id="choice_pick.take"),
    ]

    def __init__(self, words: Sequence[str], place: int) -> None:
        super().__init__()
        self.words = tuple(words)
        self.place = place

    def body(self) -> ComposeResult:
        yield LineInput(placeholder=_("a part of the name…"))
        yield VirtualList((Column("", 30, flex=1),), MemoryRows([]), empty=_("Nothing found"))

    def on_mount(self) -> None:
        self.query_one(VirtualList).show(MemoryRows(self._rows("")), keep=self.place)

    def _rows(self, text: str) -> list[Row]:
        wanted = {text.casefold(), other_layout(text.casefold())}
        found = [
            (place, words)
            for place, words in enumerate(self.words)
            if any(one in words.casefold() for one in wanted)
        ]
        return [Row(place, 0, (words,)) for place, words in found]

    def on_input_changed(self, event: Input.Changed) -> None:
        self.query_one(VirtualList).show(MemoryRows(self._rows(event.value.strip())))

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        self.dismiss(int(str(event.row.id)))

    def action_move(self, by: int) -> None:
        self.query_one(VirtualList).action_move(by)

    def action_take(self) -> None:
        self.query_one(VirtualList).action_pick()
