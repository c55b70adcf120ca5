"""The office's calendar comes from its settings."""

from datetime import date, time

import pytest

from crm_tui.domain.errors import Refused
from crm_tui.domain.workdays import DayKind
from crm_tui.usecases.office import Office
from crm_tui.usecases.office_calendar import office_calendar
from crm_tui.usecases.office_settings import set_store_setting

MAY_DAY = date(2026, 5, 1)


def test_the_calendar_follows_the_settings(office: Office) -> None:
    usual = office.call(office_calendar)
    assert usual.off(MAY_DAY) is None
    assert (usual.hours.begins, usual.hours.ends) == (time(9), time(18))
    office.call(set_store_setting, key="holidays_off", value="1")
    office.call(set_store_setting, key="work_days", value="1-6")
    office.call(set_store_setting, key="work_hours", value="8:30-17:00")
    changed = office.call(office_calendar)
    note = changed.off(MAY_DAY)
    assert note is not None
    assert note.kind is DayKind.HOLIDAY
    assert changed.off(date(2026, 5, 2)) is None
    assert changed.hours.begins == time(8, 30)
    for key, value in (("work_days", "0-5"), ("work_hours", "18-9"), ("holidays_off", "так")):
        with pytest.raises(Refused, match=key):
            office.call(set_store_setting, key=key, value=value)
    assert office.call(office_calendar) == changed
