"""Papers and payments as rows of long lists, page by page; `known` holds the records of the rows read."""

from datetime import date
from typing import Any

from crm_tui.domain.kinds import PaperState
from crm_tui.screens.paper_words import paper_row, payment_row
from crm_tui.usecases.office import Office
from crm_tui.usecases.papers import PaperPage, list_papers
from crm_tui.usecases.payments import PaymentPage, list_payments
from crm_tui.widgets.row_window import Page, PageRequest, Row

FIRST = (date.min, 0)
"""Before every paper and payment."""


class RowsByDay:
    """A RowProvider over a listing, the newest first; its keys are (day, id)."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.known: dict[Any, Any] = {}

    def fetch(self, request: PageRequest) -> Page:
        if request.edge == "end" or request.before is not None:
            place = FIRST if request.before is None else _shifted(request.before, -request.inclusive)
            found = self._page(newer=place, limit=request.limit)
            more = found.newer is not None
        else:
            place = None if request.after is None else _shifted(request.after, request.inclusive)
            found = self._page(older=place, limit=request.limit)
            more = found.older is not None
        self.known |= {row.id: row for row in found.rows}
        return Page(tuple(self._row(row) for row in found.rows), more)

    def _page(self, *, limit: int, older: Any = None, newer: Any = None) -> Any:
        raise NotImplementedError

    def _row(self, row: Any) -> Row:
        raise NotImplementedError


class PaperRows(RowsByDay):
    """The papers in a state, or all."""

    def __init__(self, office: Office, state: PaperState | None) -> None:
        super().__init__(office)
        self._state = state

    def _page(self, *, limit: int, older: Any = None, newer: Any = None) -> PaperPage:
        return self._office.call(list_papers, state=self._state, older=older, newer=newer, limit=limit)

    def _row(self, row: Any) -> Row:
        return paper_row(row, with_client=True, key=(row.day, row.id))


class PaymentRows(RowsByDay):
    """The payments, or only those not wholly laid on invoices."""

    def __init__(self, office: Office, *, free: bool) -> None:
        super().__init__(office)
        self._free = free

    def _page(self, *, limit: int, older: Any = None, newer: Any = None) -> PaymentPage:
        return self._office.call(list_payments, free=self._free, older=older, newer=newer, limit=limit)

    def _row(self, row: Any) -> Row:
        return payment_row(row, key=(row.day, row.id))


def _shifted(place: Any, by: int) -> Any:
    day, row_id = place
    return day, row_id + by
