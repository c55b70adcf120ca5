"""Money that waits, and files it came in, as rows of lists."""

from typing import Any

from crm_tui.domain.kyiv import format_date, format_moment
from crm_tui.domain.money import format_money
from crm_tui.i18n import _
from crm_tui.screens.client_words import one_line
from crm_tui.screens.paper_list import RowsByDay
from crm_tui.usecases.office import Office
from crm_tui.usecases.payment_import import ImportRow
from crm_tui.usecases.unknown_money import Balance, WaitingPage, WaitingRow, list_waiting
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Page, PageRequest, Row


def waiting_columns() -> tuple[Column, ...]:
    return (
        Column(_("Day"), 10),
        Column(_("Free"), 11, right=True),
        Column(_("Payer"), 14, flex=2),
        Column(_("Purpose"), 14, flex=2),
        Column(_("Perhaps of"), 13, flex=2),
        Column(_("Points"), 6, right=True),
    )


def waiting_row(row: WaitingRow, key: Any = 0) -> Row:
    """`✓` is what the rule would post by itself, `·` what nothing is known of."""
    sign = "✓" if row.sure else "" if row.guess or row.client else "·"
    whose = row.client or row.guess
    cells = (
        format_date(row.day),
        format_money(row.free_kop),
        one_line(row.payer or row.payer_code),
        one_line(row.purpose),
        one_line(whose.name) if whose else "",
        str(row.points) if row.guess else "",
    )
    return Row(row.id, key, cells, sign, "muted" if sign == "·" else "")


class WaitingRows(RowsByDay):
    """The money that waits; with a text the most alike first, one page of it."""

    def __init__(self, office: Office, text: str) -> None:
        super().__init__(office)
        self._text = text

    def fetch(self, request: PageRequest) -> Page:
        if not self._text:
            return super().fetch(request)
        found = self._page(limit=request.limit) if request.edge == "start" or request.inclusive else None
        rows = found.rows if found is not None else ()
        self.known |= {row.id: row for row in rows}
        return Page(tuple(waiting_row(row, place) for place, row in enumerate(rows)), more=False)

    def _page(self, *, limit: int, older: Any = None, newer: Any = None) -> WaitingPage:
        return self._office.call(list_waiting, text=self._text, older=older, newer=newer, limit=limit)

    def _row(self, row: WaitingRow) -> Row:
        return waiting_row(row, (row.day, row.id))


def waiting_detail(row: WaitingRow) -> str:
    """The payment under the cursor, in two lines."""
    head = [
        f"{one_line(row.payer)} {row.payer_code}".strip(),
        _("№ {number}").format(number=one_line(row.document_number)) if row.document_number else "",
        format_money(row.amount_kop) if row.amount_kop != row.free_kop else "",
        one_line(row.own_entity.name) if row.own_entity else _("with the CA"),
        _("used {sum}").format(sum=format_money(row.used_kop)) if row.used_kop is not None else "",
    ]
    return " · ".join(word for word in head if word) + "\n" + one_line(row.purpose)


def balance_words(found: Balance) -> str:
    """Where all money is that came."""
    said = _(
        "waits {waiting} ({n}) · posted {posted} · advances {advance} · returned {returned} · in all {came}"
    )
    return said.format(
        waiting=format_money(found.waiting_kop),
        n=found.waiting_payments,
        came=format_money(found.came_kop),
        posted=format_money(found.posted_kop),
        advance=format_money(found.advance_kop),
        returned=format_money(found.returned_kop),
    )


def import_columns() -> tuple[Column, ...]:
    return (
        Column(_("When"), 16),
        Column(_("File"), 20, flex=2),
        Column(_("Rows"), 7, right=True),
        Column(_("Sum"), 13, right=True),
        Column(_("New"), 6, right=True),
        Column(_("Known"), 9, right=True),
        Column(_("By"), 14, flex=1, hide_below=90),
    )


def import_row(row: ImportRow) -> Row:
    """`·` marks a file that was taken back."""
    cells = (
        format_moment(row.at),
        one_line(row.name),
        str(row.rows),
        format_money(row.sum_kop),
        str(row.added),
        str(row.known),
        one_line(row.author.name) if row.author else "",
    )
    gone = row.undone_at is not None
    return Row(row.id, 0, cells, "·" if gone else "", "muted" if gone else "")
