"""The detailed register of КЕП sets (S59): any filter, any order, page by page; its totals."""

from dataclasses import dataclass

from crm_tui.domain.kep_filter import kep_filter_text
from crm_tui.domain.permissions import Permission
from crm_tui.store.kep_register import From, Place, read_count, read_page, read_totals
from crm_tui.store.scope import Unit
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.kep_asking import asked_sets, read_kep_filter, read_order
from crm_tui.usecases.parts.kep_rows import KepSetRow
from crm_tui.usecases.parts.register_rows import register_row

MOST = 200


@dataclass(frozen=True, slots=True)
class KepPage:
    """A page in its order; `places[i]` is where `rows[i]` stands; `more`: others follow in the direction."""

    rows: tuple[KepSetRow, ...]
    places: tuple[Place, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class KepTotals:
    """Of all sets of a filter, in kopiykas."""

    count: int
    own_kop: int
    ca_kop: int
    total_kop: int
    paid_count: int
    paid_kop: int


@requires(Permission.KEP_SET_READ)
def kep_page(
    unit: Unit,
    *,
    wanted: str = "",
    sort: str = "",
    after: Place | None = None,
    before: Place | None = None,
    from_end: bool = False,
    inclusive: bool = False,
    limit: int = 100,
) -> KepPage:
    """The sets of a filter after a place, before one, or at the end; Refused for words that say nothing.

    `sort` is a field, with a minus for the greatest first; nothing: those issued last come first. Sets that
    lack the day they are ordered by stand as if it were before all others.
    """
    asked = asked_sets(unit, read_kep_filter(wanted), read_order(sort))
    back = from_end or before is not None
    limit = max(1, min(limit, MOST))
    piece = From(before if before is not None else after, back, inclusive)
    found = read_page(unit, asked, piece, limit + 1)
    more, found = len(found) > limit, found[:limit]
    if back:
        found.reverse()
    made = [register_row(row, asked.order, is_sqlite=unit.is_sqlite) for row in found]
    return KepPage(tuple(row for row, _place in made), tuple(place for _row, place in made), more)


@requires(Permission.KEP_SET_READ)
def kep_totals(unit: Unit, *, wanted: str = "") -> KepTotals:
    """How many sets a filter finds and their sums."""
    return KepTotals(*read_totals(unit, asked_sets(unit, read_kep_filter(wanted))))


@requires(Permission.KEP_SET_READ)
def check_kep_filter(unit: Unit, *, wanted: str) -> str:
    """The filter as it is understood; Refused for words that say nothing or name what is not there."""
    tree = read_kep_filter(wanted)
    asked_sets(unit, tree)
    return kep_filter_text(tree)


@requires(Permission.KEP_SET_READ)
def count_sets(unit: Unit, *, wanted: str, most: int) -> int:
    """How many sets a filter finds, counted up to `most`."""
    return read_count(unit, asked_sets(unit, read_kep_filter(wanted)), most)
