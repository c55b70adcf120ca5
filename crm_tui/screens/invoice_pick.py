"""Choosing the invoice that money is laid on: the client's unpaid ones, or any by its number or client."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.paper_words import paper_columns, paper_row
from crm_tui.usecases.papers import PaperRow, unpaid_invoices
from crm_tui.usecases.shapes import Named
from crm_tui.widgets.fields import LineInput
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.virtual_list import VirtualList


class InvoicePick(BaseDialog[PaperRow]):
    """The invoice under the cursor when Enter is pressed."""

    TITLE_WORD = N_("On which invoice")
    HELP_TEXT = N_("Unpaid invoices of the client; typing finds others by number, sum or client.")
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = "InvoicePick VirtualList { height: 14; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", N_("Up"), show=False, priority=True, id="invoice_pick.up"),
        Binding("down", "move(1)", N_("Down"), show=False, priority=True, id="invoice_pick.down"),
        Binding("enter", "take", N_("Choose"), priority=True, id="invoice_pick.take"),
    ]

    def __init__(self, client: Named | None, own_entity: Named | None) -> None:
        super().__init__()
        self.client, self.own_entity = client, own_entity
        self.found: tuple[PaperRow, ...] = ()

    def body(self) -> ComposeResult:
        yield LineInput(placeholder=_("number, sum or client…"))
        yield VirtualList(paper_columns(with_client=True), MemoryRows([]), empty=_("No unpaid invoices"))

    def on_mount(self) -> None:
        self._search("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._search(event.value.strip())

    def _search(self, text: str) -> None:
        office = self.office
        own_entity_id = self.own_entity.id if self.own_entity else None
        client_id = self.client.id if self.client and not text else None
        self.ask(
            lambda: office.call(unpaid_invoices, own_entity_id=own_entity_id, client_id=client_id, text=text),
            self._show,
            group="search",
        )

    def _show(self, found: tuple[PaperRow, ...]) -> None:
        self.found = found
        self.query_one(VirtualList).show(MemoryRows([paper_row(one, with_client=True) for one in found]))

    def action_move(self, by: int) -> None:
        self.query_one(VirtualList).action_move(by)

    def action_take(self) -> None:
        current = self.query_one(VirtualList).current
        chosen = next((one for one in self.found if current is not None and one.id == current.id), None)
        if chosen is not None and not self.jobs.busy("search"):
            self.dismiss(chosen)
