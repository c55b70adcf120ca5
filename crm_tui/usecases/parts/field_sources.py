"""Where each field of a card came from (S3). A field without a row was typed by hand, or came with the card.

A card made by an import has one row for all its fields (`EVERY_FIELD`); rows of single fields come before it.
"""

from collections.abc import Iterable

from sqlalchemy import BigInteger, bindparam, select

from crm_tui.store.scope import Unit
from crm_tui.store.tables import ClientFieldSource
from crm_tui.usecases.parts.client_values import FORM_FIELDS
from crm_tui.usecases.parts.core import core, fetch

TYPED = "typed"
EVERY_FIELD = "*"
_SOURCE = core(ClientFieldSource)
_OF_CLIENT = select(_SOURCE.c.field, _SOURCE.c.source).where(
    _SOURCE.c.client_id == bindparam("client", type_=BigInteger)
)


def sources_of(unit: Unit, client_id: int) -> dict[str, str]:
    """Field -> source, of the fields that were not typed."""
    found = {row.field: row.source for row in fetch(unit, _OF_CLIENT, client=client_id)}
    every = found.pop(EVERY_FIELD, None)
    return dict.fromkeys(FORM_FIELDS, every) | found if every else found


def set_sources(unit: Unit, client_id: int, fields: Iterable[str], source: str) -> None:
    """From now on these fields come from `source`."""
    imported = unit.session.get(ClientFieldSource, (client_id, EVERY_FIELD)) is not None
    for name in fields:
        known = unit.session.get(ClientFieldSource, (client_id, name))
        if known is not None:
            unit.change(known, source=source, at=unit.now, employee_id=unit.actor.id)
        elif source != TYPED or imported:
            row = ClientFieldSource(client_id=client_id, field=name, source=source, at=unit.now)
            row.employee_id = unit.actor.id
            unit.add(row)
