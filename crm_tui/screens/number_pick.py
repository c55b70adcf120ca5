"""Choosing which of a client's numbers to dial."""

from collections.abc import Sequence

from textual.app import ComposeResult

from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.call_words import number_words
from crm_tui.screens.client_words import one_line
from crm_tui.usecases.numbers_to_dial import NumberToDial
from crm_tui.widgets.columns import Column
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.virtual_list import VirtualList


class NumberPick(BaseDialog[NumberToDial]):
    """The number under the cursor when Enter is pressed."""

    TITLE_WORD = N_("Which number to dial")
    DEFAULT_CSS = "NumberPick VirtualList { height: 12; }"

    def __init__(self, numbers: Sequence[NumberToDial]) -> None:
        super().__init__()
        self.numbers = tuple(numbers)

    def body(self) -> ComposeResult:
        columns = (
            Column(_("Number"), 17),
            Column(_("Contact"), 20, flex=2),
            Column(_("Position"), 16, flex=1),
        )
        yield VirtualList(columns, MemoryRows([_row(n, one) for n, one in enumerate(self.numbers)]))

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        self.dismiss(self.numbers[int(str(event.row.id))])


def _row(place: int, one: NumberToDial) -> Row:
    who = one_line(one.contact.name) if one.contact else ""
    return Row(place, place, (number_words(one.number, one.number), who, one_line(one.position)))
