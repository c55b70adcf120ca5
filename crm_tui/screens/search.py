"""The search from anywhere: one line over everything, in either keyboard layout."""

from collections.abc import Hashable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.dialling import Dialable
from crm_tui.screens.searches import SEARCHES
from crm_tui.usecases.office import Office
from crm_tui.widgets.columns import Column
from crm_tui.widgets.fields import LineInput
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.virtual_list import VirtualList

Found = tuple[int, Hashable]
"""Which slot found it, and the id of the record."""


class SearchDialog(BaseDialog[Found]):
    """What was chosen; whoever opened the dialog opens the record."""

    TITLE_WORD = N_("Search everywhere")
    HELP_TEXT = N_("Any part of the name, code, phone, e-mail or contact; also typed in the wrong layout.")
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = "SearchDialog VirtualList { height: 14; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", N_("Up"), show=False, priority=True, id="search.up"),
        Binding("down", "move(1)", N_("Down"), show=False, priority=True, id="search.down"),
        Binding("enter", "take", N_("Open"), priority=True, id="search.take"),
        Binding("f11,alt+n", "app.dial", N_("Dial"), priority=True, id="search.dial"),
    ]

    def body(self) -> ComposeResult:
        yield LineInput(placeholder=_("name, code, phone…"))
        columns = (Column(_("Name"), 24, flex=2), Column(_("Form"), 6), Column(_("Code"), 10), Column("", 16))
        yield VirtualList(columns, MemoryRows([]), empty=_("Type to search"))

    def on_input_changed(self, event: Input.Changed) -> None:
        office, text = self.office, event.value.strip()
        self.ask(lambda: _found(office, text), self._show, group="search")

    def _show(self, rows: Sequence[Row]) -> None:
        found = self.query_one(VirtualList)
        found.empty = _("Nothing found") if self.query_one(Input).value.strip() else _("Type to search")
        found.show(MemoryRows(rows))

    def action_move(self, by: int) -> None:
        self.query_one(VirtualList).action_move(by)

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        self._take(event.row)

    def dialable(self) -> Dialable | None:
        row = self.query_one(VirtualList).current
        if row is None or not isinstance(row.id, tuple) or self.jobs.busy("search"):
            return None
        return SEARCHES[row.id[0]].dialable(row.id[1])

    def action_take(self) -> None:
        row = self.query_one(VirtualList).current
        # While an answer is on its way the rows are those of an older text.
        if row is not None and not self.jobs.busy("search"):
            self._take(row)

    def _take(self, row: Row) -> None:
        if isinstance(row.id, tuple):
            self.dismiss((row.id[0], row.id[1]))


def _found(office: Office, text: str) -> list[Row]:
    if not text:
        return []
    return [
        Row((place, row.id), 0, row.cells, row.sign)
        for place, slot in enumerate(SEARCHES)
        for row in slot.find(office, text)
    ]
