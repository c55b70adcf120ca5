"""Rows of the register of КЕП sets, from the driver's own."""

from typing import Any

from crm_tui.domain.kep_sets import DocumentsPlace, KepState, kep_ref
from crm_tui.store.kep_register import COLUMNS, DAY_SORTS, Order, Place, as_dates
from crm_tui.usecases.parts.core import named
from crm_tui.usecases.parts.kep_rows import KepSetRow
from crm_tui.usecases.shapes import Named

_DAYS = tuple(
    place for place, name in enumerate(COLUMNS) if name.endswith("_on") or name.startswith("valid_")
)


def register_row(row: tuple[Any, ...], order: Order, *, is_sqlite: bool) -> tuple[KepSetRow, Place]:
    """A row of `read_page` and where it stands."""
    if is_sqlite:
        days = (*_DAYS, len(COLUMNS)) if order.by in DAY_SORTS else _DAYS
        row = tuple(as_dates(row, days))
    one = dict(zip(COLUMNS, row, strict=False))
    return (
        KepSetRow(
            ref=kep_ref(row[0]),
            client=Named(one.pop("client_id"), one.pop("client_name")),
            tax_code=one.pop("tax_code") or "",
            region=one.pop("region") or "",
            kind=Named(one.pop("kind_id"), one.pop("kind_name")),
            state=KepState(one.pop("state")),
            manager=named(one.pop("manager_id"), one.pop("manager_name")),
            invoice=named(one.pop("invoice_id"), one.pop("invoice_number")),
            ordered_by=named(one.pop("ordered_by_id"), one.pop("ordered_name")),
            generated_by=named(one.pop("generated_by_id"), one.pop("generated_name")),
            documents_place=DocumentsPlace(one.pop("documents_place")),
            box=named(one.pop("box_id"), str(one.pop("box_number"))),
            prro=bool(one.pop("prro")),
            **one,
        ),
        (row[-1], row[0]),
    )
