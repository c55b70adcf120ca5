"""The lines of a paper as one field of its form: a list whose value is text, so that drafts keep it too."""

from textual.app import ComposeResult

from crm_tui.domain.money import format_money
from crm_tui.domain.papers import Sums, VatMode, paper_sums
from crm_tui.i18n import _
from crm_tui.screens.client_words import one_line
from crm_tui.screens.paper_words import VAT
from crm_tui.usecases.parts.paper_lines import LineFields, lines_text, read_lines, sums_of
from crm_tui.widgets.columns import Column
from crm_tui.widgets.form import Field
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.virtual_list import VirtualList


class LinesField(Field):
    """The lines; `pays_vat` says whether the own firm chosen above is a payer of VAT."""

    DEFAULT_CSS = """
    LinesField { height: 1fr; min-height: 4; }
    LinesField > * { margin: 0; height: 1fr; }
    """

    def __init__(self, name: str, lines: tuple[LineFields, ...], *, pays_vat: bool) -> None:
        super().__init__(name, "")
        self.lines = lines
        self.pays_vat = pays_vat

    def compose(self) -> ComposeResult:
        columns = (
            Column(_("What"), 24, flex=1),
            Column(_("Qty"), 7, right=True),
            Column(_("Price"), 10, right=True),
            Column(_("VAT"), 6),
            Column(_("Sum"), 11, right=True),
        )
        yield VirtualList(columns, MemoryRows(self._rows()), empty=_("No lines. Insert adds one."))

    @property
    def value(self) -> str:
        return lines_text(self.lines)

    @value.setter
    def value(self, value: str) -> None:
        self.put(read_lines(value))

    def words(self, value: str) -> str:
        return "; ".join(self._said(line) for line in read_lines(value))

    @staticmethod
    def _said(line: LineFields) -> str:
        price = _("no price") if line.price_kop is None else format_money(line.price_kop)
        return f"{line.name} {line.quantity.normalize():f} × {price}"

    def put(self, lines: tuple[LineFields, ...], *, at: int | None = None) -> None:
        """Takes these lines; the cursor on the line at this place."""
        self.lines = lines
        if self.is_attached:
            rows = self.query_one(VirtualList)
            kept = at if at is not None else rows.cursor
            rows.show(MemoryRows(self._rows()), keep=kept)
            self.post_message(self.Edited(self))

    def sell_by(self, *, pays_vat: bool) -> None:
        """Another own firm sells: a payer of VAT or not."""
        if pays_vat != self.pays_vat:
            self.pays_vat = pays_vat
            self.put(self.lines)

    @property
    def place(self) -> int | None:
        """Which line the cursor is on."""
        row = self.query_one(VirtualList).current
        return int(str(row.id)) if row is not None else None

    @property
    def sums(self) -> Sums:
        return paper_sums(self._sums(line) for line in self.lines)

    def _sums(self, line: LineFields) -> Sums:
        return sums_of(line, seller_pays_vat=self.pays_vat)

    def _rows(self) -> list[Row]:
        return [self._row(place, line) for place, line in enumerate(self.lines)]

    def _row(self, place: int, line: LineFields) -> Row:
        taxed = self.pays_vat and line.vat is not VatMode.EXEMPT
        cells = (
            one_line(line.name),
            f"{line.quantity.normalize():f} {one_line(line.unit)}",
            _("no price") if line.price_kop is None else format_money(line.price_kop),
            "—" if not taxed else _("incl.") if line.includes_vat else _("on top"),
            format_money(self._sums(line).total_kop),
        )
        missing = line.price_kop is None
        return Row(place, 0, cells, "!" if missing else "", "warning" if missing else "")


def vat_words() -> list[tuple[str, str]]:
    """What a line can be taxed with, as (code, words)."""
    return [
        (f"{VatMode.VAT_20.value} 1", _("20 %, in the price")),
        (f"{VatMode.VAT_20.value} 0", _("20 %, on top of the price")),
        (f"{VatMode.EXEMPT.value} 1", _(VAT[VatMode.EXEMPT])),
    ]
