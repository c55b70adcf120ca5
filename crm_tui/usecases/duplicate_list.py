"""Cards of the store that may be one client: for the list of duplicates and the nightly look."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Row, bindparam, func, select, tuple_

from crm_tui.domain.names import SIMILAR, key_similarity
from crm_tui.domain.permissions import Permission
from crm_tui.store.scope import Unit
from crm_tui.usecases.base import requires
from crm_tui.usecases.duplicates import SameBy
from crm_tui.usecases.parts.call_client import OWNERS, PHONE, PLACE
from crm_tui.usecases.parts.core import CLIENT, client_name, fetch
from crm_tui.usecases.shapes import Named

AT_ONCE = 1_000
NEIGHBOURS = 5
"""So many cards before it in the list a card is compared with: near names stand near each other."""


@dataclass(frozen=True, slots=True)
class Twins:
    """Cards that may be one client; `value` is the code, the number or the likeness of their names."""

    why: SameBy
    value: str
    clients: tuple[Named, ...]


_LIVE = CLIENT.c.deleted_at.is_(None)
_CODES = (
    select(CLIENT.c.tax_code)
    .where(_LIVE, CLIENT.c.tax_code.is_not(None))
    .group_by(CLIENT.c.tax_code)
    .having(func.count() > 1)
    .order_by(CLIENT.c.tax_code)
    .limit(bindparam("most"))
)
_OF_CODES = (
    select(CLIENT.c.tax_code.label("value"), CLIENT.c.id, client_name().label("name"))
    .where(_LIVE, CLIENT.c.tax_code.in_(bindparam("values", expanding=True)))
    .order_by(CLIENT.c.tax_code, CLIENT.c.id)
)
_NUMBERED = OWNERS.join(CLIENT, CLIENT.c.id == PLACE.c.client_id)
_NUMBERS = (
    select(PHONE.c.e164)
    .select_from(_NUMBERED)
    .where(_LIVE)
    .group_by(PHONE.c.e164)
    .having(func.count(CLIENT.c.id.distinct()) > 1)
    .order_by(PHONE.c.e164)
    .limit(bindparam("most"))
)
_OF_NUMBERS = (
    select(PHONE.c.e164.label("value"), CLIENT.c.id, client_name().label("name"))
    .select_from(_NUMBERED)
    .where(_LIVE, PHONE.c.e164.in_(bindparam("values", expanding=True)))
    .distinct()
    .order_by(PHONE.c.e164, CLIENT.c.id)
)
_NAMES = (
    select(
        CLIENT.c.id, client_name().label("name"), CLIENT.c.tax_code, CLIENT.c.search_key, CLIENT.c.sort_key
    )
    .where(_LIVE, tuple_(CLIENT.c.sort_key, CLIENT.c.id) > tuple_(bindparam("sort_key"), bindparam("id")))
    .order_by(CLIENT.c.sort_key, CLIENT.c.id)
    .limit(AT_ONCE)
)


@requires(Permission.CLIENTS_CLIENT_READ)
def list_duplicates(unit: Unit, *, by: SameBy, limit: int = 200) -> tuple[Twins, ...]:
    """Groups of cards with one tax code or one number, or pairs with near names (and no two different codes).

    Near names are looked for among neighbours in the list: one pass over all cards.
    """
    if by is SameBy.NAME:
        return tuple(_near_names(unit, limit))
    keys, rows = (_CODES, _OF_CODES) if by is SameBy.TAX_CODE else (_NUMBERS, _OF_NUMBERS)
    values = [row[0] for row in fetch(unit, keys, most=limit)]
    groups: dict[str, list[Named]] = {value: [] for value in values}
    for row in fetch(unit, rows, values=values) if values else ():
        groups[row.value].append(Named(row.id, row.name))
    return tuple(Twins(by, value, tuple(clients)) for value, clients in groups.items())


def _near_names(unit: Unit, limit: int) -> Iterator[Twins]:
    before: deque[Row[tuple[int, str, str | None, str, str]]] = deque(maxlen=NEIGHBOURS)
    found = 0
    for row in _cards(unit):
        for other in before:
            if other.tax_code and row.tax_code and other.tax_code != row.tax_code:
                continue
            likeness = key_similarity(other.search_key, row.search_key)
            if likeness >= SIMILAR:
                yield Twins(
                    SameBy.NAME, f"{likeness:.2f}", (Named(other.id, other.name), Named(row.id, row.name))
                )
                found += 1
                if found == limit:
                    return
        before.append(row)


def _cards(unit: Unit) -> Iterator[Row[tuple[int, str, str | None, str, str]]]:
    sort_key, number = "", 0
    while page := fetch(unit, _NAMES, sort_key=sort_key, id=number):
        yield from page
        sort_key, number = page[-1].sort_key, page[-1].id
