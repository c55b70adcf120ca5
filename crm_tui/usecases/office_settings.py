"""Settings of the whole office and of a person."""

from sqlalchemy import select

from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import Permission
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import EmployeeSetting, Setting
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import core, fetch
from crm_tui.usecases.parts.me import my_id
from crm_tui.usecases.parts.store_settings import DEFAULTS, NUMBERS, READERS, setting

_MINE = core(EmployeeSetting)


@requires(Permission.OFFICE_OWN_READ)
def store_settings(unit: Unit) -> dict[str, str]:
    """The settings of the whole office that people can change, with their defaults."""
    return {key: setting(unit, key) for key in DEFAULTS}


@requires(Permission.ADMIN_STORE_CARE, writes=True)
def set_store_setting(unit: Unit, *, key: str, value: str) -> None:
    """Changes a setting of the whole office; Refused for an unknown one or a value out of its range."""
    if key not in DEFAULTS:
        raise Refused(_("There is no such setting: {key}").format(key=clean(key)))
    if key in NUMBERS:
        low, high = NUMBERS[key]
        if not (value.strip().isdecimal() and low <= int(value) <= high):
            raise Refused(
                _("{key} is a whole number from {low} to {high}").format(key=key, low=low, high=high)
            )
    if key in READERS and READERS[key][0](value) is None:
        raise Refused(f"{key}: {_(READERS[key][1])}")
    known = unit.session.get(Setting, key)
    if known is None:
        unit.add(Setting(key=key, value=clean(value).strip()))
    else:
        unit.change(known, value=clean(value).strip())


@requires(Permission.OFFICE_OWN_READ)
def my_settings(unit: Unit) -> dict[str, str]:
    """What the actor's screens remember."""
    found = fetch(unit, select(_MINE).where(_MINE.c.employee_id == my_id(unit)))
    return {row.key: row.value for row in found}


@requires(Permission.OFFICE_OWN_EDIT, writes=True)
def set_my_setting(unit: Unit, *, key: str, value: str) -> None:
    """Remembers something for the actor's screens."""
    known = unit.session.get(EmployeeSetting, (my_id(unit), key))
    if known is None:
        unit.add(EmployeeSetting(employee_id=my_id(unit), key=key, value=value))
    else:
        unit.change(known, value=value)
