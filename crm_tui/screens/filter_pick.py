"""The filters of a list: shipped ones, one's own, those that a head shares; and the text of a new one."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.client_words import one_line
from crm_tui.screens.filter_form import Chosen, FilterForm
from crm_tui.screens.filtered_lists import FILTERED
from crm_tui.usecases.kept_filters import KeptFilter, list_filters, remove_filter
from crm_tui.widgets.columns import Column
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.virtual_list import VirtualList


class FilterPick(BaseDialog[Chosen]):
    """Answers the filter that was chosen or typed."""

    HELP_TEXT = N_("Enter takes a filter. Insert makes a new one, F2 changes the chosen one.")
    AUTO_FOCUS = "VirtualList"
    DEFAULT_CSS = "FilterPick VirtualList { height: 14; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "add", N_("New"), id="filters.add", tooltip=N_("From the one that is on")),
        Binding("f2", "change", N_("Change"), id="filters.change"),
        Binding("delete", "remove", N_("Remove"), id="filters.remove", tooltip=N_("One's own only")),
    ]

    def __init__(self, of: str, wanted: str) -> None:
        super().__init__()
        self.list = FILTERED[of]
        self.wanted = wanted
        self.kept: tuple[KeptFilter, ...] = ()

    def body(self) -> ComposeResult:
        columns = (
            Column(_("Filter"), 24, flex=1),
            Column(_("Text"), 28, flex=2),
            Column(_("Whose"), 14),
        )
        yield VirtualList(columns, MemoryRows([]))

    def on_mount(self) -> None:
        self.query_one("#box").border_title = _(self.list.which)
        self._read()

    def _read(self) -> None:
        office, of = self.office, self.list.name
        self.ask(lambda: office.call(list_filters, of=of), self._show, group="filters")

    def _show(self, kept: tuple[KeptFilter, ...]) -> None:
        self.kept = kept
        here = next((n for n, one in enumerate(kept) if one.text == self.wanted), 0)
        self.query_one(VirtualList).show(MemoryRows([_row(n, one) for n, one in enumerate(kept)]), keep=here)

    @property
    def _here(self) -> KeptFilter | None:
        row = self.query_one(VirtualList).current
        return self.kept[int(str(row.id))] if row is not None else None

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        one = self.kept[int(str(event.row.id))]
        self.dismiss((one.text, one.name))

    def action_add(self) -> None:
        self.shell.push_screen(FilterForm(self.list, self.wanted), self._typed)

    def action_change(self) -> None:
        if (one := self._here) is not None:
            self.shell.push_screen(FilterForm(self.list, one.text, one if one.mine else None), self._typed)

    def _typed(self, chosen: Chosen | None) -> None:
        if chosen is not None:
            self.dismiss(chosen)

    def action_remove(self) -> None:
        one, office = self._here, self.office
        if one is None or one.id is None or not one.mine:
            self.tell(_("Only one's own filter can be removed"))
            return
        number, of = one.id, self.list.name
        self.ask(
            lambda: office.call(remove_filter, of=of, filter_id=number),
            lambda _none: self._read(),
            group="act",
        )


def _row(place: int, one: KeptFilter) -> Row:
    whose = "" if one.id is None else _("mine") if one.mine else one_line(one.owner)
    cells = (one_line(one.name), one_line(one.text), whose)
    return Row(place, place, cells, "*" if one.shared and one.id else "")
