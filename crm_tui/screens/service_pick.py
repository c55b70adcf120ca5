"""Choosing a service from the whole catalogue: a line to type into and what was found."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.client_words import one_line
from crm_tui.usecases.services import ServiceRow, find_services
from crm_tui.usecases.shapes import Named
from crm_tui.widgets.columns import Column
from crm_tui.widgets.fields import LineInput
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.virtual_list import VirtualList


class ServicePick(BaseDialog[Named]):
    """The service under the cursor when Enter is pressed."""

    TITLE_WORD = N_("Choose a service")
    HELP_TEXT = N_("Any words of the name or the code.")
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = "ServicePick VirtualList { height: 14; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", N_("Up"), show=False, priority=True, id="service_pick.up"),
        Binding("down", "move(1)", N_("Down"), show=False, priority=True, id="service_pick.down"),
        Binding("enter", "take", N_("Choose"), priority=True, id="service_pick.take"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.found: Sequence[ServiceRow] = ()

    def body(self) -> ComposeResult:
        yield LineInput(placeholder=_("name or code…"))
        yield VirtualList(
            (Column(_("Code"), 12), Column(_("Service"), 30, flex=1)),
            MemoryRows([]),
            empty=_("Nothing found"),
        )

    def on_mount(self) -> None:
        self._search("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._search(event.value.strip())

    def _search(self, text: str) -> None:
        office = self.office
        self.ask(lambda: office.call(find_services, text=text, limit=100), self._show, group="search")

    def _show(self, found: tuple[ServiceRow, ...]) -> None:
        self.found = found
        rows = [Row(one.id, 0, (one_line(one.code), one_line(one.name))) for one in found]
        self.query_one(VirtualList).show(MemoryRows(rows))

    def action_move(self, by: int) -> None:
        self.query_one(VirtualList).action_move(by)

    def action_take(self) -> None:
        current = self.query_one(VirtualList).current
        chosen = next((one for one in self.found if current is not None and one.id == current.id), None)
        if chosen is not None and not self.jobs.busy("search"):
            self.dismiss(Named(chosen.id, chosen.name))
