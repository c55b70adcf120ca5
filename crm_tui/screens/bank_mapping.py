"""Which column of an unknown bank's table is what: columns at the left, fields beside them, rows below."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.bank_cells import DayOrder
from crm_tui.domain.bank_row import BankRow
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.money import format_money
from crm_tui.i18n import N_, _, ngettext
from crm_tui.screens.base import BaseScreen, Manners
from crm_tui.screens.choice_pick import ChoicePick
from crm_tui.screens.client_words import one_line
from crm_tui.screens.file_pick import pick_files
from crm_tui.screens.file_rows import Picking
from crm_tui.screens.one_line_form import OneLineForm
from crm_tui.screens.yes_no import YesNo
from crm_tui.widgets.columns import Column
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from crm_tui.usecases.parts.mapping_run import MappingDraft

SIGNS = {"": N_("seen in the sums"), ",": N_("a comma"), ".": N_("a point")}
ORDERS = {
    None: N_("as the days want it"),
    DayOrder.DAY_FIRST: N_("day, month, year"),
    DayOrder.MONTH_FIRST: N_("month, day, year"),
    DayOrder.YEAR_FIRST: N_("year, month, day"),
}


def bank_files() -> Picking:
    """Files of banks and CAs."""
    return Picking(
        _("A bank's or CA's file"),
        purpose="bank_files",
        suffixes=frozenset({".csv", ".txt", ".xlsx", ".dbf", ".xml", ".htm", ".html", ".mt940", ".sta"}),
        kinds=_("statements and tables"),
        several=False,
    )


def make_mapping(asker: Manners[Any], then: Callable[[], None]) -> None:
    """Asks for a table and opens its columns. `then`: a mapping was kept."""
    pick_files(asker, bank_files(), lambda paths: open_mapping(asker, paths[0], then))


def open_mapping(asker: Manners[Any], path: Path, then: Callable[[], None]) -> None:
    """Opens the columns of a table, with the fields they seem to be. `then`: a mapping was kept."""
    from crm_tui.usecases.parts.mapping_run import begin_mapping

    office = asker.office

    def opened(draft: "MappingDraft") -> None:
        asker.app.push_screen(MappingScreen(path, draft), lambda kept: then() if kept else None)

    asker.ask(lambda: begin_mapping(office, path), opened, group="mapping")


def offer_mapping(asker: Manners[Any], path: Path, error: Exception, again: Callable[[], None]) -> None:
    """Why a file was not read; of an unknown table the columns are opened. `again`: a mapping was kept."""
    from crm_tui.usecases.parts.mapping_run import UnknownTable

    if isinstance(error, UnknownTable):
        open_mapping(asker, path, again)
    else:
        asker.refuse(error)


class MappingScreen(BaseScreen[str]):
    """Answers the name of the mapping that was kept."""

    TITLE_WORD = N_("Columns of a bank's table")
    HELP_TEXT = N_(
        "Enter says which field the column is, Delete leaves it unread. Below stands what is read of the "
        "first rows so far. F2 keeps the mapping under a name, and files with these headings are read by it "
        "from then on."
    )
    DEFAULT_CSS = """
    MappingScreen #columns { height: 1fr; }
    MappingScreen #ways { height: 2; }
    MappingScreen #rows { height: 7; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+s", "keep", N_("Keep"), id="bank_mapping.keep"),
        Binding("delete", "unread", N_("Not read"), id="bank_mapping.unread"),
        Binding(
            "f5", "direction", N_("Direction"), id="bank_mapping.direction",
            tooltip=N_("How it is told what went out"),
        ),
        Binding(
            "f6", "decimal", N_("Kopiykas"), id="bank_mapping.decimal", tooltip=N_("The sign before them")
        ),
        Binding("f7", "dates", N_("Dates"), id="bank_mapping.dates", tooltip=N_("The order in a day")),
        Binding(
            "f8", "register", N_("Register"), id="bank_mapping.register",
            tooltip=N_("A CA's register of payments, or a bank's statement"),
        ),
        Binding("escape", "leave", N_("Leave"), id="bank_mapping.leave"),
    ]  # fmt: skip

    def __init__(self, path: Path, draft: "MappingDraft") -> None:
        super().__init__()
        self.path, self.draft = path, draft
        self.fits = False

    def body(self) -> ComposeResult:
        columns = (
            Column(_("Column"), 22, flex=1),
            Column(_("Field"), 22, flex=1),
            Column(_("What stands there"), 26, flex=2),
        )
        yield VirtualList(columns, MemoryRows([]), id="columns")
        yield TextBlock(id="ways")
        seen = (
            Column(_("Line"), 5, right=True),
            Column(_("Day"), 10),
            Column(_("Sum"), 14, right=True),
            Column(_("Code"), 10),
            Column(_("The other side and the purpose"), 30, flex=1),
        )
        yield VirtualList(seen, MemoryRows([]), id="rows")

    def on_mount(self) -> None:
        self._paint(0)

    def title_word(self) -> str:
        return f"{_(self.TITLE_WORD)}: {one_line(self.path.name)}"

    # Showing.

    def _paint(self, place: int) -> None:
        from crm_tui.usecases.parts.mapping_run import FIELDS, try_rows

        draft = self.draft
        rows = []
        for number, column in enumerate(draft.columns):
            field = draft.field_at(number)
            cells = (one_line(column.heading), _(FIELDS[field]) if field else "", _samples(column.samples))
            rows.append(Row(number, 0, cells, "√" if field else "", "" if field else "muted"))
        self.query_one("#columns", VirtualList).show(MemoryRows(rows), keep=place)
        self.query_one("#ways", TextBlock).say(self._ways())
        self.ask(lambda: try_rows(draft), self._tried, group="try", failed=self._lacks)

    def _ways(self) -> str:
        from crm_tui.usecases.parts.mapping_run import DIRECTION_WORDS

        draft = self.draft
        way = _(DIRECTION_WORDS[draft.by])
        if draft.by.value == "word" and draft.debit:
            words = {"out": ", ".join(draft.debit), "came": ", ".join(draft.credit)}
            way += " (" + _("went out: {out}; came: {came}").format(**words) + ")"
        kind = _("a CA's register") if draft.register else _("a bank's statement")
        first = _("Direction: {way}").format(way=way)
        rest = _("Kopiykas after: {sign} · days: {order} · it is {kind}")
        return (
            one_line(first)
            + "\n"
            + rest.format(sign=_(SIGNS[draft.decimal]), order=_(ORDERS[draft.dates]), kind=kind)
        )

    def _tried(self, found: "list[Any]") -> None:
        self.fits = bool(found) and all(isinstance(one, BankRow) or not one.stops for one in found)
        self.query_one("#rows", VirtualList).show(MemoryRows([_row(n, one) for n, one in enumerate(found)]))

    def _lacks(self, error: Exception) -> None:
        self.fits = False
        self.query_one("#rows", VirtualList).show(MemoryRows([]))
        self.refuse(error)

    # Keys.

    @property
    def _here(self) -> int:
        row = self.query_one("#columns", VirtualList).current
        return int(str(row.id)) if row is not None else 0

    def _take(self, draft: "MappingDraft") -> None:
        self.draft = draft
        self.tell("")
        self._paint(self._here)

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        from crm_tui.usecases.parts.mapping_run import FIELDS

        if event.control.id != "columns":
            return
        place, names = int(str(event.row.id)), list(FIELDS)
        words = [_(FIELDS[name]) for name in names]

        def picked(choice: int | None) -> None:
            if choice is None:
                return
            draft = self.draft.choose(place, names[choice])
            if names[choice] == "direction":
                self._ask_words(draft)
            else:
                self._take(draft)

        field = self.draft.field_at(place)
        self.app.push_screen(ChoicePick(words, names.index(field) if field else 0), picked)

    def action_unread(self) -> None:
        self._take(self.draft.choose(self._here, ""))

    def action_decimal(self) -> None:
        self._take(replace(self.draft, decimal=_next(list(SIGNS), self.draft.decimal)))

    def action_dates(self) -> None:
        self._take(replace(self.draft, dates=_next(list(ORDERS), self.draft.dates)))

    def action_register(self) -> None:
        self._take(replace(self.draft, register=not self.draft.register))

    def action_direction(self) -> None:
        from crm_tui.usecases.parts.mapping_run import DIRECTION_WORDS

        ways = list(DIRECTION_WORDS)

        def picked(choice: int | None) -> None:
            if choice is None:
                return
            draft = self.draft.with_direction(ways[choice], self.draft.debit, self.draft.credit)
            if ways[choice].value == "word" and "direction" in draft.places:
                self._ask_words(draft)
            else:
                self._take(draft)

        words = [_(DIRECTION_WORDS[way]) for way in ways]
        self.app.push_screen(ChoicePick(words, ways.index(self.draft.by)), picked)

    def _ask_words(self, draft: "MappingDraft") -> None:
        """Which of the words in the column means that money went out; the others mean that it came."""
        words = draft.words_at(draft.places["direction"])

        def picked(choice: int | None) -> None:
            if choice is not None:
                others = tuple(word for place, word in enumerate(words) if place != choice)
                self._take(draft.with_direction(draft.by, (words[choice],), others or draft.credit))

        offered = [_("{word}: went out").format(word=one_line(word)) for word in words]
        self.app.push_screen(ChoicePick(offered, 0), picked)

    def action_keep(self) -> None:
        if not self.fits:
            self.tell(_("The first rows cannot be read yet"))
            return
        name = self.draft.base.name if self.draft.base is not None and self.draft.base.own else ""
        self.app.push_screen(OneLineForm(_("Keep the mapping"), _("Name"), name), self._named)

    def _named(self, name: str | None, *, again: bool = False) -> None:
        from crm_tui.usecases.parts.mapping_run import keep_as, own_names

        if name is None:
            return
        if not again and name in own_names(self.office):
            question = _("There is a mapping {name} already. Replace it?").format(name=one_line(name))
            self.app.push_screen(YesNo(question), lambda yes: self._named(name, again=True) if yes else None)
            return
        office, path, draft = self.office, self.path, self.draft
        self.ask(lambda: keep_as(office, path, draft, name, replace=again), self._kept, group="keep")

    def _kept(self, kept: tuple[str, int]) -> None:
        name, rows = kept
        self.dismiss(name)
        if isinstance(self.app.screen, Manners):
            said = ngettext("Kept as {name}; it reads {n} row", "Kept as {name}; it reads {n} rows", rows)
            self.app.screen.tell(said.format(name=one_line(name), n=rows))

    def action_leave(self) -> None:
        self.dismiss(None)


def _next(choices: list[Any], now: Any) -> Any:
    return choices[(choices.index(now) + 1) % len(choices)]


def _samples(samples: tuple[str, ...]) -> str:
    return one_line(" | ".join(dict.fromkeys(samples[:5])))


def _row(number: int, one: Any) -> Row:
    if not isinstance(one, BankRow):
        return Row(number, 0, (str(one.line), "", "", "", one_line(one.text)), "!", "warning")
    sign = "" if one.incoming else "−"
    money = f"{sign}{format_money(one.amount_kop)}" + (f" {one.currency}" if one.currency != "UAH" else "")
    cells = (
        str(one.line),
        format_date(one.day),
        money,
        one.payer_code,
        one_line(f"{one.payer} · {one.purpose}"),
    )
    return Row(number, 0, cells)
