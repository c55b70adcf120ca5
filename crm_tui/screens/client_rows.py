"""Rows of clients for the virtual list: the whole list in Ukrainian order, or what a search finds."""

from crm_tui.domain.errors import NotFound
from crm_tui.domain.kinds import ClientKind, TagColour
from crm_tui.i18n import _
from crm_tui.screens.client_words import one_line
from crm_tui.usecases.clients import ClientRow, Cursor, list_clients, search_clients
from crm_tui.usecases.office import Office
from crm_tui.widgets.columns import Column
from crm_tui.widgets.inks import Ink
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Page, PageRequest, Row

FOUND = 100
"""So many a search shows; whoever needs more types more."""
# Sorts behind every name.
LAST: Cursor = ("\U0010ffff", 0)

MARKS = {
    ClientKind.LEGAL_ENTITY: "",
    ClientKind.SOLE_TRADER: "ф",
    ClientKind.PRIVATE_PERSON: "о",
    ClientKind.BUDGET_INSTITUTION: "б",
}
"""A letter beside the name tells the kind: ФОП, особа, бюджет."""

SIGNS, SIGNS_SHOWN = 1, 2
"""The cell of the signs of tags; of more than fit the last place says so."""


def columns() -> tuple[Column, ...]:
    return (
        Column(_("Name"), 24, flex=3),
        Column("#", SIGNS_SHOWN),
        Column(_("Form"), 6),
        Column(_("Code"), 10),
        Column(_("Phone"), 14, flex=1),
        Column(_("Region"), 14, flex=1, hide_below=100),
        Column(_("Manager"), 14, flex=1, hide_below=110),
    )


class ClientRows:
    """A RowProvider over all clients, or over those with tags (`#vip ромашка`), in Ukrainian order."""

    def __init__(self, office: Office, wanted: str = "") -> None:
        self._office, self._wanted = office, wanted

    def fetch(self, request: PageRequest) -> Page:
        back = request.edge == "end" or request.before is not None
        try:
            found = self._office.call(
                list_clients,
                before=request.before or LAST if back else None,
                after=None if back else _after(request),
                wanted=self._wanted,
                limit=request.limit,
            )
        except NotFound:
            # No tag begins with what is being typed.
            return Page((), False)
        return Page(tuple(map(row_of, found.rows)), found.more)


class FoundRows:
    """A RowProvider over what a search finds: one page, best reasons first."""

    def __init__(self, office: Office, text: str) -> None:
        self._office = office
        self._text = text

    def fetch(self, request: PageRequest) -> Page:
        found = self._office.call(search_clients, text=self._text, limit=FOUND)
        rows = [row_of(row) for row in found.rows]
        page = MemoryRows(rows).fetch(request)
        return Page(page.rows, page.more or found.more)


def _after(request: PageRequest) -> Cursor | None:
    if request.after is None or not request.inclusive:
        after: Cursor | None = request.after
        return after
    key, number = request.after
    return key, number - 1


def row_of(row: ClientRow) -> Row:
    """A client in a list; what a search found him by stands where his phone would."""
    matched = one_line(row.matched) or row.phone
    signs = [tag for tag in row.tags if tag.sign]
    inks = (
        (SIGNS, Ink(place, place + 1, tag.colour))
        for place, tag in enumerate(signs if len(signs) <= SIGNS_SHOWN else signs[: SIGNS_SHOWN - 1])
        if tag.colour is not TagColour.NONE
    )
    cells = (
        one_line(row.name),
        one_line("".join(tag.sign for tag in signs)),
        one_line(row.legal_form),
        one_line(row.tax_code),
        matched,
        one_line(row.region),
        one_line(row.manager),
    )
    return Row(row.id, row.cursor, cells, MARKS[row.kind], inks=tuple(inks))
