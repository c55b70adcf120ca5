"""For whom the actor stands in today. Nothing heavy is imported: the first screen needs it."""

from typing import TYPE_CHECKING

from crm_tui.domain.deputies import stands_in_for
from crm_tui.domain.kyiv import today
from crm_tui.store.glance import rows_of

if TYPE_CHECKING:
    from crm_tui.store.glance import Glance
    from crm_tui.store.scope import Unit

_AWAY = (
    "SELECT a.employee_id, a.deputy_id, d.active FROM absence a LEFT JOIN employee d ON d.id = a.deputy_id"
    " WHERE a.first_day <= :day AND a.last_day >= :day ORDER BY a.id"
)


def stand_ins(unit: "Unit | Glance") -> frozenset[int]:
    """Those whose work the actor does today beside his own."""
    me = unit.actor.id
    if me is None:
        return frozenset()
    rows = rows_of(unit, _AWAY, day=today(unit.now))
    away: dict[int, int | None] = {person: deputy for person, deputy, _active in rows}
    works = {deputy for _person, deputy, active in rows if active}
    return stands_in_for(me, away, works)


def hands(unit: "Unit | Glance") -> list[int]:
    """The actor and those for whom he stands in: whose tasks are his today."""
    return [unit.actor.id or 0, *sorted(stand_ins(unit))]
