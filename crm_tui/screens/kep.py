"""The КЕП workspace: the register of sets, the debts of managers, the boxes for the CA."""

from dataclasses import replace
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.kep_sets import KepDuty
from crm_tui.domain.kyiv import today
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.client_words import one_line
from crm_tui.screens.column_pick import ColumnPick, Shown
from crm_tui.screens.dialling import Dialable
from crm_tui.screens.filter_form import Chosen
from crm_tui.screens.filter_pick import FilterPick
from crm_tui.screens.kep_arrivals import (
    arrival_columns,
    arrival_detail,
    arrival_row,
    arrivals_words,
    open_arrival,
    read_arrivals,
)
from crm_tui.screens.kep_box import BoxScreen
from crm_tui.screens.kep_box_rows import box_columns, box_detail, box_row, boxes_words
from crm_tui.screens.kep_debts import (
    DEBTS,
    Debts,
    debt_columns,
    debt_rows,
    duty_words,
    manager_words,
    read_debts,
)
from crm_tui.screens.kep_opening import open_kep_set
from crm_tui.screens.kep_register import (
    RegisterRows,
    Wanted,
    column_names,
    offered_columns,
    register_columns,
    totals_words,
)
from crm_tui.screens.kep_words import number_of, set_about, set_columns
from crm_tui.screens.one_line_form import OneLineForm
from crm_tui.screens.take_in import may_take_in, take_in
from crm_tui.usecases.certificate_arrivals import ArrivalRow
from crm_tui.usecases.kep_boxes import BoxRow, list_boxes, open_box
from crm_tui.usecases.kep_columns import choose_kep_columns, my_kep_columns
from crm_tui.usecases.kep_debts import KepDebt, TasksMade, make_debt_tasks
from crm_tui.usecases.kep_register import KepTotals, kep_totals
from crm_tui.usecases.kep_sets import KepSetCard, KepSetRow, find_set
from crm_tui.usecases.kept_filters import KEP
from crm_tui.usecases.parts.kep_columns import USUAL, KepColumn
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.tab_line import TabLine
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList

REGISTER, DEBTS_TAB, BOXES, ARRIVALS = range(4)
TABS = (N_("Register"), N_("Debts"), N_("Boxes"), N_("Arrivals"))
WIDE = 100


class KepScreen(BaseScreen[None]):
    """Four lists; `place` is the open one, `wanted` the filter of the register."""

    TITLE_WORD = N_("KEP")
    HELP_TEXT = N_(
        "F6 lists the filters of the register: shipped, own and shared ones; Insert there makes a new one. F7"
        " chooses columns and the order. Among the debts F6 turns to the next kind, F5 makes tasks. Alt+G "
        "opens a set by its number. Arrivals are files from the watched folders. Enter opens the row."
    )
    LOOKS_AT = frozenset({"kep", "arrivals"})
    DEFAULT_CSS = """
    KepScreen #filter { height: 1; background: $panel; }
    KepScreen #totals { height: 1; text-style: bold; }
    KepScreen #detail { height: 4; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "open", N_("Open"), id="kep.open"),
        Binding("insert,ctrl+n", "add", N_("New box"), id="kep.add", tooltip=N_("Opens a box for the CA")),
        Binding("f6", "filter", N_("Filter"), id="kep.filter", tooltip=N_("Shipped, own and shared ones")),
        Binding("f7", "columns", N_("Columns"), id="kep.columns", tooltip=N_("Which, and in which order")),
        Binding(
            "f5",
            "tasks",
            N_("Tasks"),
            id="kep.tasks",
            tooltip=N_("A task for every debt that has none yet"),
        ),
        Binding(
            "insert,alt+i",
            "take_in",
            N_("Take in"),
            id="kep.take_in",
            tooltip=N_("Files of certificates, a CA's list; fills cards from them"),
        ),
        Binding("alt+g", "find", N_("By number"), id="kep.find", tooltip=N_("Opens a set: КЕП-1230 or 123")),
        Binding("f3", "card", N_("Card"), id="kep.card", tooltip=N_("Opens the card of the client")),
        Binding("right", "turn(1)", N_("Next tab"), show=False, id="kep.next"),
        Binding("left", "turn(-1)", N_("Previous tab"), show=False, id="kep.previous"),
        *(
            Binding(str(n + 1), f"tab({n})", title, show=False, id=f"kep.tab{n + 1}")
            for n, title in enumerate(TABS)
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.place = REGISTER
        self.wanted = Wanted()
        self.columns: tuple[KepColumn, ...] = ()
        self.boxes: tuple[BoxRow, ...] = ()
        self.arrivals: tuple[ArrivalRow, ...] = ()
        self.duty = KepDuty.DOCUMENTS
        self.debts: tuple[KepDebt, ...] = ()

    def body(self) -> ComposeResult:
        yield TabLine()
        yield TextBlock(id="filter")
        yield VirtualList(set_columns(), empty=_("Nothing here yet"))
        yield TextBlock(id="totals")
        yield TextBlock(id="detail")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        if action == "add":
            return self.place == BOXES and self.office.can(Permission.KEP_BOX_EDIT)
        if action == "tasks":
            return self.place == DEBTS_TAB and self.office.can(Permission.KEP_SET_EDIT)
        if action == "columns":
            return self.place == REGISTER
        if action == "take_in":
            # Insert adds what the open list is of: a box has its own.
            return self.place != BOXES and may_take_in(self.office)
        return action not in {"filter", "card"} or self.place not in {BOXES, ARRIVALS}

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self._show_tab(keep=True)

    def on_resize(self, event: events.Resize) -> None:
        """A wider screen has room for more of the columns."""
        del event
        if self.place == REGISTER and self.columns:
            self._show_tab(keep=True)

    def look_again(self) -> None:
        self._show_tab(keep=True)

    # Showing.

    def _show_tab(self, *, keep: bool) -> None:
        self.query_one(TabLine).say([f"{n + 1} {_(title)}" for n, title in enumerate(TABS)], self.place)
        if self.place == REGISTER and self.columns:
            self._show_register(keep=keep)
        elif self.place == REGISTER:
            office = self.office
            self.ask(lambda: office.call(my_kep_columns), self._show_columns, group="columns")
        elif self.place == DEBTS_TAB:
            office, duty = self.office, self.duty
            self.ask(lambda: read_debts(office, duty), self._show_debts, group="debts")
        elif self.place == ARRIVALS:
            office = self.office
            self.ask(lambda: read_arrivals(office), self._show_arrivals, group="arrivals")
        else:
            office = self.office
            self.ask(lambda: office.call(list_boxes), self._show_boxes, group="boxes")
        self.refresh_bindings()
        self.show_keys()

    def _show_columns(self, columns: tuple[KepColumn, ...]) -> None:
        self.columns = columns
        if self.place == REGISTER:
            self._show_register(keep=False)

    def _show_register(self, *, keep: bool) -> None:
        office, wanted, rows = self.office, self.wanted, self.query_one(VirtualList)
        self.query_one("#filter", TextBlock).say(wanted.words())
        columns = register_columns(self.columns, self.size.width)
        provider = RegisterRows(office, wanted, self.columns[: len(columns)])
        if keep and columns == rows.columns and isinstance(rows.provider, RegisterRows):
            provider.known = rows.provider.known
            rows.provider = provider
            rows.reload()
        else:
            rows.columns = columns
            rows.show(provider, keep=rows.current.id if keep and rows.current else None)
        self.ask(lambda: office.call(kep_totals, wanted=wanted.text), self._show_totals, group="totals")

    def _show_totals(self, totals: KepTotals) -> None:
        if self.place == REGISTER:
            self._say_totals(totals_words(totals, wide=self.size.width >= WIDE))

    def _say_totals(self, words: str) -> None:
        """One line, or two when the managers are many."""
        totals = self.query_one("#totals", TextBlock)
        totals.styles.height = 1 if cell_len(words) <= self.size.width - 2 else 2
        totals.say(words)

    def _show_debts(self, found: Debts) -> None:
        self.debts, sums = found
        if self.place == DEBTS_TAB:
            rows = self.query_one(VirtualList)
            kept = rows.current.id if rows.current else None
            rows.columns = debt_columns()
            rows.show(MemoryRows(debt_rows(self.debts)), keep=kept)
            self.query_one("#filter", TextBlock).say(duty_words(self.duty, len(self.debts), sums))
            self._say_totals(manager_words(sums))

    def _show_boxes(self, boxes: tuple[BoxRow, ...]) -> None:
        self.boxes = boxes
        if self.place == BOXES:
            rows = self.query_one(VirtualList)
            kept = rows.current.id if rows.current else None
            rows.columns = box_columns()
            rows.show(MemoryRows([box_row(box) for box in boxes]), keep=kept)
            self.query_one("#filter", TextBlock).say(_("All boxes, the newest first"))
            self._say_totals(boxes_words(boxes))

    def _show_arrivals(self, arrivals: tuple[ArrivalRow, ...]) -> None:
        self.arrivals = arrivals
        if self.place == ARRIVALS:
            rows = self.query_one(VirtualList)
            kept = rows.current.id if rows.current else None
            rows.columns = arrival_columns()
            rows.show(MemoryRows([arrival_row(one) for one in arrivals]), keep=kept)
            self.query_one("#filter", TextBlock).say(_("Files from the watched folders, the newest first"))
            self.query_one("#totals", TextBlock).say(arrivals_words(arrivals))

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        self.query_one("#detail", TextBlock).say(self._detail(event.row))

    def _detail(self, row: Row | None) -> str:
        if row is None:
            return ""
        if self.place == BOXES:
            return next((box_detail(box) for box in self.boxes if box.id == row.id), "")
        if self.place == ARRIVALS:
            return next((arrival_detail(one) for one in self.arrivals if one.id == row.id), "")
        found = self._set(row)
        return set_about(found, today(self.office.clock())) if found is not None else ""

    def _set(self, row: Row | None) -> KepSetRow | None:
        if row is not None and self.place == DEBTS_TAB:
            return next((one.row for one in self.debts if one.row.id == row.id), None)
        provider = self.query_one(VirtualList).provider
        if row is None or not isinstance(provider, RegisterRows):
            return None
        return provider.known.get(number_of(row.id))

    # Keys.

    def action_turn(self, by: int) -> None:
        self.action_tab((self.place + by) % len(TABS))

    def action_tab(self, place: int) -> None:
        self.place = place
        self._show_tab(keep=False)

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        self.action_tab(event.place)

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        self._open(event.row)

    def action_open(self) -> None:
        if (row := self.query_one(VirtualList).current) is not None:
            self._open(row)

    def _open(self, row: Row) -> None:
        if self.place == BOXES:
            self.app.push_screen(BoxScreen(number_of(row.id)))
        elif self.place == ARRIVALS:
            open_arrival(self, number_of(row.id), lambda: self._show_tab(keep=True))
        else:
            open_kep_set(self.app, number_of(row.id))

    def action_card(self) -> None:
        if (found := self._set(self.query_one(VirtualList).current)) is not None:
            self.shell.open_client(found.client.id)

    def dialable(self) -> Dialable | None:
        found = self._set(self.query_one(VirtualList).current)
        return Dialable(client_id=found.client.id) if found is not None else None

    def action_filter(self) -> None:
        """Asks for the filter of the register; among the debts turns to the next kind of them."""
        if self.place == DEBTS_TAB:
            self.duty = DEBTS[(DEBTS.index(self.duty) + 1) % len(DEBTS)]
            self._show_tab(keep=False)
            return
        self.app.push_screen(FilterPick(KEP, self.wanted.text), self._filtered)

    def _filtered(self, chosen: Chosen | None) -> None:
        if chosen is not None:
            self.wanted = replace(self.wanted, text=chosen[0], name=chosen[1])
            self._show_tab(keep=False)

    def action_columns(self) -> None:
        """Asks which columns are shown and by which of them the sets are ordered."""
        room = len(register_columns(self.columns, self.size.width))
        shown = Shown(column_names(self.columns), self.wanted.sort)
        self.app.push_screen(ColumnPick(offered_columns(), shown, usual=USUAL, room=room), self._arranged)

    def _arranged(self, shown: Shown | None) -> None:
        if shown is None:
            return
        office, names = self.office, ",".join(shown.names)
        self.wanted = replace(self.wanted, sort=shown.sort)
        self.ask(lambda: office.call(choose_kep_columns, names=names), self._show_columns, group="columns")

    def action_tasks(self) -> None:
        office, duty = self.office, self.duty
        self.ask(lambda: office.call(make_debt_tasks, duty=duty), self._tasked, group="act")

    def _tasked(self, done: TasksMade) -> None:
        self.tell(_("Tasks made: {made}; there before: {known}").format(made=done.made, known=done.known))
        self._show_tab(keep=True)

    def action_find(self) -> None:
        office = self.office

        def find(text: str | None) -> None:
            if text is not None:
                self.ask(lambda: office.call(find_set, text=text, by_ref=True), self._found, group="find")

        self.app.push_screen(OneLineForm(_("Open a set"), _("Number")), find)

    def _found(self, card: KepSetCard) -> None:
        open_kep_set(self.app, card.row.id)

    def action_take_in(self) -> None:
        take_in(self, lambda: self._show_tab(keep=True))

    def action_add(self) -> None:
        office = self.office

        def opened(box: BoxRow) -> None:
            self.tell(_("Box {number} is open").format(number=box.number))
            self._show_tab(keep=True)

        self.ask(lambda: office.call(open_box), opened, group="act")

    def plain_text(self) -> str:
        return one_line(self.wanted.words()) + "\n" + self.query_one("#detail", TextBlock).text
