"""Cards that may be the same client, shown before another one is made."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.client_words import one_line
from crm_tui.usecases.duplicates import Duplicate, SameBy
from crm_tui.widgets.columns import Column
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.virtual_list import VirtualList

WHY = {
    SameBy.TAX_CODE: N_("the same code"),
    SameBy.PHONE: N_("the same phone"),
    SameBy.NAME: N_("a like name"),
}

SAVE_ANYWAY = -1
"""The answer of the dialog when the new card is to be saved all the same; else the id of a card."""


def duplicate_words(duplicate: Duplicate) -> str:
    """A likely duplicate in one line."""
    code = f" {duplicate.tax_code}" if duplicate.tax_code else ""
    return f"{one_line(duplicate.client.name)}{code} — {_(WHY[duplicate.why])}"


class DuplicatesDialog(BaseDialog[int]):
    """Enter opens the card under the cursor, F2 saves the new one all the same, Esc goes back to the form."""

    TITLE_WORD = N_("Perhaps it is there already")
    AUTO_FOCUS = "VirtualList"
    DEFAULT_CSS = "DuplicatesDialog VirtualList { height: 8; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+s", "anyway", N_("Save all the same"), id="duplicates.anyway"),
    ]

    def __init__(self, duplicates: Sequence[Duplicate]) -> None:
        super().__init__()
        self.duplicates = duplicates

    def body(self) -> ComposeResult:
        columns = (Column(_("Client"), 30, flex=1), Column(_("Code"), 10), Column(_("Why"), 16))
        rows = [
            Row(one.client.id, 0, (one_line(one.client.name), one.tax_code, _why(one)), "!")
            for one in self.duplicates
        ]
        yield VirtualList(columns, MemoryRows(rows))

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        self.dismiss(int(str(event.row.id)))

    def action_anyway(self) -> None:
        self.dismiss(SAVE_ANYWAY)


def _why(duplicate: Duplicate) -> str:
    if duplicate.why is not SameBy.NAME:
        return _(WHY[duplicate.why])
    return f"{_(WHY[duplicate.why])} {duplicate.likeness:.0%}"
