"""The register of sets as rows of a list: a filter, an order, the columns that the person chose."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from crm_tui.domain.kyiv import format_date, today
from crm_tui.domain.money import format_money
from crm_tui.i18n import N_, _
from crm_tui.screens.client_words import one_line
from crm_tui.screens.column_pick import Offered
from crm_tui.screens.kep_words import DUTIES, kind_words, sign_of, state_words
from crm_tui.usecases.kep_register import KepTotals, kep_page
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.kep_asking import SORT_WORDS
from crm_tui.usecases.parts.kep_columns import BY_NAME, CellKind, KepColumn
from crm_tui.usecases.parts.kep_rows import KepSetRow
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Page, PageRequest, Row


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the register shows: the text of a filter, the order, the name it is kept under."""

    text: str = ""
    sort: str = ""
    name: str = ""

    def words(self) -> str:
        """The line above the register."""
        sort = _("by {field}").format(field=order_words(self.sort)) if self.sort else ""
        name = self.name or ("" if self.text else _("All sets"))
        return " · ".join(one_line(part) for part in (name, self.text, sort) if part)


def order_words(sort: str) -> str:
    """An order as it is typed: `-сума`."""
    field = sort.removeprefix("-")
    return "-" * sort.startswith("-") + SORT_WORDS.get(field, (field,))[0]


_WIDTHS = {
    CellKind.DAY: (10, 0),
    CellKind.MONEY: (9, 0),
    CellKind.COUNT: (6, 0),
    CellKind.FLAG: (4, 0),
    CellKind.TEXT: (12, 1),
}
_OWN_WIDTHS = {"ref": (10, 0), "client": (16, 2), "kind": (12, 2), "state": (12, 0), "tax_code": (10, 0)}
_SHORT = {"ref": N_("Set"), "valid_to": N_("Until"), "manager": N_("Whose")}
_SORT_OF = {
    "id": "number",
    "ref": "number",
    **{name: sort for name in BY_NAME if (sort := name.removesuffix("_on")) in SORT_WORDS},
}
"""What orders by a column."""
_OWN_CELLS: dict[str, Callable[[KepSetRow, date], str]] = {
    "kind": lambda row, _now: kind_words(row.kind.name),
    "state": state_words,
    "debts": lambda row, _now: ", ".join(_(DUTIES[duty]) for duty in row.debts),
}


def column_names(columns: Sequence[KepColumn]) -> tuple[str, ...]:
    """As commands name them."""
    return tuple(one.name.removesuffix("_kop") for one in columns)


def offered_columns() -> tuple[Offered, ...]:
    """All columns that the register has, each with what orders the sets by it."""
    return tuple(Offered(name, _head(column), _SORT_OF.get(name, "")) for name, column in BY_NAME.items())


def _head(one: KepColumn) -> str:
    title = _(one.title)
    return title[:1].upper() + title[1:]


def register_columns(chosen: Sequence[KepColumn], room: int = 0) -> tuple[Column, ...]:
    """The chosen columns from the left, as many as have room; of no room at all, all of them."""
    columns = [_column(one) for one in chosen]
    used = 3
    for place, column in enumerate(columns):
        used += column.width + (place > 0)
        if room and used > room and place:
            return tuple(columns[:place])
    return tuple(columns)


def _column(one: KepColumn) -> Column:
    width, flex = _OWN_WIDTHS.get(one.name, _WIDTHS[one.kind])
    return Column(
        _(_SHORT[one.name]) if one.name in _SHORT else _head(one),
        width,
        flex,
        right=one.kind in {CellKind.MONEY, CellKind.COUNT},
    )


def _cell(one: KepColumn, row: KepSetRow, now: date) -> str:
    if own := _OWN_CELLS.get(one.name):
        return own(row, now)
    value = one.value(row)
    if value is None:
        return ""
    if one.kind is CellKind.MONEY:
        return format_money(value)
    if one.kind is CellKind.DAY:
        return format_date(value)
    return ("✓" if value else "") if one.kind is CellKind.FLAG else one_line(str(value))


class RegisterRows:
    """A RowProvider over the register; `known` holds the sets of the rows read."""

    def __init__(self, office: Office, wanted: Wanted, columns: Sequence[KepColumn]) -> None:
        self._office, self._wanted, self._columns = office, wanted, tuple(columns)
        self.known: dict[int, KepSetRow] = {}

    def fetch(self, request: PageRequest) -> Page:
        found = self._office.call(
            kep_page,
            wanted=self._wanted.text,
            sort=self._wanted.sort,
            after=request.after,
            before=request.before,
            from_end=request.edge == "end",
            inclusive=request.inclusive,
            limit=request.limit,
        )
        now = today(self._office.clock())
        self.known |= {row.id: row for row in found.rows}
        rows = tuple(self._row(row, place, now) for row, place in zip(found.rows, found.places, strict=True))
        return Page(rows, found.more)

    def _row(self, row: KepSetRow, place: object, now: date) -> Row:
        sign, style = sign_of(row, now)
        return Row(row.id, place, tuple(_cell(one, row, now) for one in self._columns), sign, style)


def totals_words(totals: KepTotals, *, wide: bool) -> str:
    """How many sets a filter finds and their sums, in one line; 80 columns have room for the firm's part."""
    said = _("{n} sets · {total} ({own} to the firm) · paid {paid_n}: {paid}")
    if wide:
        said = _("{n} sets · {total}: {own} to the firm, {ca} to the CA · paid {paid_n}: {paid}")
    return said.format(
        n=totals.count,
        total=format_money(totals.total_kop),
        own=format_money(totals.own_kop),
        ca=format_money(totals.ca_kop),
        paid_n=totals.paid_count,
        paid=format_money(totals.paid_kop),
    )
