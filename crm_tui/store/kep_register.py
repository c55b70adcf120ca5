"""The register of КЕП sets by the driver itself: a page in an order, the totals, all of it piece by piece."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from crm_tui.store.quick import Quick, Rows
from crm_tui.store.task_list import bound

if TYPE_CHECKING:
    from crm_tui.store.scope import Unit

COLUMNS = (
    *("id", "client_id", "client_name", "tax_code", "region", "kind_id", "kind_name", "months", "state"),
    *("manager_id", "manager_name", "invoice_id", "invoice_number", "own_kop", "ca_kop", "total_kop"),
    *("issued_on", "paid_on", "ordered_on", "ordered_by_id", "ordered_name", "generated_on"),
    *("generated_by_id", "generated_name", "valid_from", "valid_to", "issuer", "documents_on"),
    *("documents_place", "box_id", "box_number", "closed_on", "cancelled_on", "prro", "version"),
)
"""What a row has, in order; its place in the list comes after them."""
_ELSEWHERE = {
    "client_name": "COALESCE(NULLIF(c.short_name, ''), c.full_name)",
    "tax_code": "c.tax_code",
    "region": "c.region",
    "manager_name": "m.full_name",
    "invoice_number": "i.number_text",
    "ordered_name": "o.full_name",
    "generated_name": "g.full_name",
    "box_number": "b.number",
}
_CLIENT = " JOIN client c ON c.id = s.client_id"
_OTHERS = (
    " LEFT JOIN employee m ON m.id = s.manager_id LEFT JOIN employee o ON o.id = s.ordered_by_id"
    " LEFT JOIN employee g ON g.id = s.generated_by_id LEFT JOIN paper i ON i.id = s.invoice_id"
    " LEFT JOIN dispatch_box b ON b.id = s.box_id"
)
_SELECT = ", ".join(_ELSEWHERE.get(name, f"s.{name}") for name in COLUMNS)

NEVER = date(1, 1, 1)
"""Where sets without a day stand in an order by that day: before all others."""
_MAYBE = (
    *("paid_on", "ordered_on", "generated_on", "documents_on", "closed_on", "cancelled_on"),
    *("valid_from", "valid_to"),
)
SORTS: dict[str, str] = {
    "number": "s.id",
    "issued": "s.issued_on",
    **{name.removesuffix("_on"): name for name in _MAYBE},
    "own": "s.own_kop",
    "ca": "s.ca_kop",
    "total": "s.total_kop",
    "months": "s.months",
    "client": "c.sort_key",
}
"""What the register may be ordered by; the number of the set comes after it."""
DEBT = "debt"
_PLACE = "documents_place"
_SINCE = {
    True: "min(COALESCE(s.paid_on, s.generated_on), COALESCE(s.generated_on, s.paid_on))",
    False: "LEAST(s.paid_on, s.generated_on)",
}
"""The day since when the documents of a set are due; for SQLite or not."""
DAY_SORTS = frozenset({DEBT, "issued", *(name.removesuffix("_on") for name in _MAYBE)})

Place = tuple[Any, int]
"""Where a set stands in its list: the value it is ordered by and its id."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the register."""

    by: str = "issued"
    down: bool = True

    def key(self, *, is_sqlite: bool) -> str:
        """The expression it goes by."""
        if self.by == DEBT:
            return _SINCE[is_sqlite]
        column = SORTS[self.by]
        if column not in _MAYBE:
            return column
        return f"COALESCE(s.{column}, {'' if is_sqlite else 'DATE '}'{NEVER.isoformat()}')"

    @property
    def of_client(self) -> bool:
        """Whether the client must be joined for it."""
        return self.by == "client"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: a condition with its values, an order."""

    where: str
    values: dict[str, Any]
    of_client: bool
    order: Order = Order()


@dataclass(frozen=True, slots=True)
class From:
    """Which piece of it: after a place, or before it (`back`), that place included or not."""

    place: Place | None = None
    back: bool = False
    inclusive: bool = False


def read_page(unit: "Unit", wanted: Wanted, piece: From, limit: int) -> Rows:
    """So many rows of COLUMNS and their place, from the piece's side on (`back`: the nearest first)."""
    key = wanted.order.key(is_sqlite=unit.is_sqlite)
    way = "DESC" if wanted.order.down != piece.back else "ASC"
    where, values = wanted.where, {**wanted.values, "most": limit}
    if piece.place is not None:
        sign = ("<" if way == "DESC" else ">") + ("=" if piece.inclusive else "")
        at = piece.place[0]
        values["place_at"] = bound(at, is_sqlite=unit.is_sqlite) if isinstance(at, date) else at
        values["place_id"] = piece.place[1]
        beyond = f"({key}, s.id) {sign} (:place_at, :place_id)" if key != "s.id" else f"s.id {sign} :place_id"
        where = f"({where}) AND {beyond}"
    client = _CLIENT if wanted.of_client or wanted.order.of_client else ""
    found = (
        f"SELECT s.id AS set_id, {key} AS stands FROM kep_set s{client} WHERE {where}"
        f" ORDER BY {key} {way}, s.id {way} LIMIT :most"
    )
    return _ask(
        unit,
        f"SELECT {_SELECT}, p.stands FROM ({found}) p JOIN kep_set s ON s.id = p.set_id{_CLIENT}{_OTHERS}"
        f" ORDER BY p.stands {way}, p.set_id {way}",
        values,
    )


def read_totals(unit: "Unit", wanted: Wanted) -> tuple[Any, ...]:
    """Count, own, ca, total; how many are paid, their total."""
    where = wanted.where
    if unit.is_sqlite:
        # A place has a fifth of all sets or more: read by the index of its pages they took 4 times longer.
        where = where.replace(f"s.{_PLACE}", f"+s.{_PLACE}")
    ((*sums,),) = _ask(
        unit,
        "SELECT count(*), sum(s.own_kop), sum(s.ca_kop), sum(s.total_kop), count(s.paid_on),"
        " sum(CASE WHEN s.paid_on IS NOT NULL THEN s.total_kop END)"
        f" FROM kep_set s{_CLIENT if wanted.of_client else ''} WHERE {where}",
        wanted.values,
    )
    return tuple(int(one or 0) for one in sums)


def read_count(unit: "Unit", wanted: Wanted, most: int) -> int:
    """How many there are, counted up to `most`."""
    inner = f"SELECT 1 FROM kep_set s{_CLIENT if wanted.of_client else ''} WHERE {wanted.where} LIMIT :most"
    ((found,),) = _ask(unit, f"SELECT count(*) FROM ({inner}) found", {**wanted.values, "most": most})
    return int(found)


def read_by_manager(unit: "Unit", wanted: Wanted, since: str) -> Rows:
    """(manager, count, total, the earliest day of `since`) of what is wanted."""
    return _ask(
        unit,
        f"SELECT s.manager_id, count(*), sum(s.total_kop), min({since})"
        f" FROM kep_set s{_CLIENT if wanted.of_client else ''} WHERE {wanted.where} GROUP BY s.manager_id",
        wanted.values,
    )


def _ask(unit: "Unit", statement: str, values: dict[str, Any]) -> Rows:
    return Quick(unit.session).rows(statement, **values)


def as_dates(row: Sequence[Any], places: Sequence[int]) -> list[Any]:
    """The row with days for SQLite's texts of days."""
    made = list(row)
    for place in places:
        if made[place].__class__ is str:
            made[place] = date.fromisoformat(made[place])
    return made
