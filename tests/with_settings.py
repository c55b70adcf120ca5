"""An office whose PBX settings differ from the defaults."""

from dataclasses import replace
from typing import Any

from crm_tui.usecases.office import Office


def with_pbx(office: Office, **values: Any) -> Office:
    """The same store and person under other settings of the PBX."""
    settings = replace(office.settings, pbx=replace(office.settings.pbx, **values))
    return replace(office, settings=settings, store=replace(office.store, settings=settings))
