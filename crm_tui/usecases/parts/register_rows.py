"""Rows of the register of КЕП sets, from the driver's own."""

from typing import Any

from crm_tui.domain.kep_sets import DocumentsPlace, KepState, kep_ref
from crm_tui.store.kep_register import COLUMNS, DAY_SORTS, Order, Place, as_dates
from crm_tui.usecases.parts.core import named
from crm_tui.usecases.parts.kep_rows import KepSetRow
from crm_tui.usecases.shapes import Named

_STATES = {one.value: one for one in KepState}
_PLACES = {one.value: one for one in DocumentsPlace}
_DAYS = tuple(
    place for place, name in enumerate(COLUMNS) if name.endswith("_on") or name.startswith("valid_")
)


def register_row(row: tuple[Any, ...], order: Order, *, is_sqlite: bool) -> tuple[KepSetRow, Place]:
    """A row of `read_page`, by the places of its columns, and where it stands."""
    if is_sqlite:
        days = (*_DAYS, len(COLUMNS)) if order.by in DAY_SORTS else _DAYS
        row = tuple(as_dates(row, days))
    number, client, client_name, tax_code, region, kind, kind_name, months, state = row[:9]
    manager, manager_name, invoice, invoice_number, own, ca, total, issued, paid, ordered = row[9:19]
    ordered_by, ordered_name, generated, generated_by, generated_name, valid_from, valid_to = row[19:26]
    issuer, documents, documents_place, box, box_number, closed, cancelled, prro, version, stands = row[26:]
    return (
        KepSetRow(
            number,
            kep_ref(number),
            Named(client, client_name),
            tax_code or "",
            region or "",
            Named(kind, kind_name),
            months,
            _STATES[state],
            named(manager, manager_name),
            named(invoice, invoice_number),
            own,
            ca,
            total,
            issued,
            paid,
            ordered,
            named(ordered_by, ordered_name),
            generated,
            named(generated_by, generated_name),
            valid_from,
            valid_to,
            issuer,
            documents,
            _PLACES[documents_place],
            None if box is None else Named(box, str(box_number)),
            closed,
            cancelled,
            bool(prro),
            version,
        ),
        (stands, number),
    )
