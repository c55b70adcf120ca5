"""Searching for a client from inside another act: a line to type into and what was found."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.client_rows import columns
from crm_tui.screens.client_rows import row_of as client_row
from crm_tui.usecases.clients import ClientRow, Found, search_clients
from crm_tui.widgets.fields import LineInput
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.virtual_list import VirtualList


class ClientPick(BaseDialog[ClientRow]):
    """The client under the cursor when Enter is pressed."""

    TITLE_WORD = N_("Choose a client")
    HELP_TEXT = N_("Any part of the name, code, phone, e-mail or contact; also typed in the wrong layout.")
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = "ClientPick VirtualList { height: 14; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", N_("Up"), show=False, priority=True, id="client_pick.up"),
        Binding("down", "move(1)", N_("Down"), show=False, priority=True, id="client_pick.down"),
        Binding("enter", "take", N_("Choose"), priority=True, id="client_pick.take"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.found: Sequence[ClientRow] = ()

    def body(self) -> ComposeResult:
        yield LineInput(placeholder=_("name, code, phone…"))
        yield VirtualList(columns(), MemoryRows([]), empty=_("Type to search"))

    def on_input_changed(self, event: Input.Changed) -> None:
        office, text = self.office, event.value.strip()
        if not text:
            self._show(Found((), False))
            return
        self.ask(lambda: office.call(search_clients, text=text, limit=50), self._show, group="search")

    def _show(self, page: Found) -> None:
        self.found = page.rows
        rows = self.query_one(VirtualList)
        rows.empty = _("Nothing found") if self.query_one(Input).value.strip() else _("Type to search")
        rows.show(MemoryRows([client_row(row) for row in page.rows]))

    def action_move(self, by: int) -> None:
        self.query_one(VirtualList).action_move(by)

    def action_take(self) -> None:
        current = self.query_one(VirtualList).current
        chosen = next((row for row in self.found if current is not None and row.id == current.id), None)
        if chosen is not None and not self.jobs.busy("search"):
            self.dismiss(chosen)
