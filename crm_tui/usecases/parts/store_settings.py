"""The settings of the whole store that use cases obey, with their defaults."""

from crm_tui.store.scope import Unit
from crm_tui.store.tables import Setting

DEFAULTS = {
    "firm_name": "",
    "sign_in_tries": "5",
    "sign_in_lock_minutes": "10",
}
NUMBERS = {"sign_in_tries": (1, 100), "sign_in_lock_minutes": (1, 24 * 60)}
"""Settings that are whole numbers, and from what to what."""


def setting(unit: Unit, key: str) -> str:
    """The value, else its default."""
    row = unit.session.get(Setting, key)
    return row.value if row is not None else DEFAULTS[key]


def number_setting(unit: Unit, key: str) -> int:
    return int(setting(unit, key))
