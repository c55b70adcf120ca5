"""Which columns of the register of КЕП sets a person looks at, and all of its rows for a file."""

from collections.abc import Callable, Iterator

from crm_tui.domain.permissions import Permission
from crm_tui.store.kep_register import From, read_page
from crm_tui.store.scope import Unit
from crm_tui.usecases.base import requires
from crm_tui.usecases.kep_register import KepTotals, kep_totals
from crm_tui.usecases.office_settings import my_settings, set_my_setting
from crm_tui.usecases.parts.kep_asking import asked_sets, read_kep_filter, read_order
from crm_tui.usecases.parts.kep_columns import KepColumn, columns_of
from crm_tui.usecases.parts.kep_rows import KepSetRow
from crm_tui.usecases.parts.register_rows import register_row

KEY = "kep.columns"
AT_ONCE = 2_000


@requires(Permission.KEP_SET_READ)
def my_kep_columns(unit: Unit, *, names: str = "") -> tuple[KepColumn, ...]:
    """The columns named with commas; without names those the person chose, else the usual ones.

    Refused for a name that is none; of the kept ones such a name is left out.
    """
    if names.strip():
        return columns_of(names)
    kept = my_settings(unit).get(KEY, "") if unit.actor.id is not None else ""
    known = {column.name.removesuffix("_kop") for column in columns_of("all")}
    return columns_of(",".join(one for one in kept.split(",") if one in known))


@requires(Permission.OFFICE_OWN_EDIT, writes=True)
def choose_kep_columns(unit: Unit, *, names: str) -> tuple[KepColumn, ...]:
    """Keeps the columns for the person; no names: the usual ones again."""
    chosen = columns_of(names)
    kept = ",".join(column.name.removesuffix("_kop") for column in chosen) if names.strip() else ""
    set_my_setting(unit, key=KEY, value=kept)
    return chosen


@requires(Permission.KEP_SET_READ)
def export_register(
    unit: Unit, *, write: Callable[[KepSetRow], None], wanted: str = "", sort: str = ""
) -> KepTotals:
    """Hands every set of a filter to `write` in its order, and gives the totals."""
    totals = kep_totals(unit, wanted=wanted)
    for row in _rows(unit, wanted, sort):
        write(row)
    unit.log_read("kep_set", f"export:{totals.count}")
    return totals


def _rows(unit: Unit, wanted: str, sort: str) -> Iterator[KepSetRow]:
    asked = asked_sets(unit, read_kep_filter(wanted), read_order(sort))
    place = None
    while True:
        found = read_page(unit, asked, From(place), AT_ONCE)
        for one in found:
            row, place = register_row(one, asked.order, is_sqlite=unit.is_sqlite)
            yield row
        if len(found) < AT_ONCE:
            return
