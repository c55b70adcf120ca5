"""The settings of the whole store that use cases obey, with their defaults."""

from collections.abc import Callable

from crm_tui.domain.workdays import read_work_days, read_work_hours
from crm_tui.i18n import N_
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Setting

DEFAULTS = {
    "firm_name": "",
    "sign_in_tries": "5",
    "sign_in_lock_minutes": "10",
    "work_days": "1-5",
    "work_hours": "09:00-18:00",
    "holidays_off": "0",
    "renewal_past_days": "60",
}
NUMBERS = {
    "sign_in_tries": (1, 100),
    "sign_in_lock_minutes": (1, 24 * 60),
    "holidays_off": (0, 1),
    "renewal_past_days": (0, 3660),
}
"""Settings that are whole numbers, and from what to what."""
READERS: dict[str, tuple[Callable[[str], object], str]] = {
    "work_days": (read_work_days, N_("days of the week, Monday is 1: 1-5, or 1,2,3,6")),
    "work_hours": (read_work_hours, N_("from and to: 09:00-18:00")),
}
"""Settings written in a way of their own: what reads them (None: it cannot), and how to write them."""


def setting(unit: Unit, key: str) -> str:
    """The value, else its default."""
    row = unit.session.get(Setting, key)
    return row.value if row is not None else DEFAULTS[key]


def number_setting(unit: Unit, key: str) -> int:
    return int(setting(unit, key))
