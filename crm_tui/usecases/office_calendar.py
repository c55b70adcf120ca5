"""The office's working days, hours and holidays, as screens and jobs ask them."""

from crm_tui.domain.permissions import Permission
from crm_tui.domain.workdays import OfficeCalendar, WorkHours, read_work_days, read_work_hours
from crm_tui.store.holidays import shipped_holidays
from crm_tui.store.scope import Unit
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.store_settings import setting


@requires(Permission.OFFICE_OWN_READ)
def office_calendar(unit: Unit) -> OfficeCalendar:
    """Working days by the settings `work_days`, `work_hours` and `holidays_off`, with the law's holidays."""
    usual = WorkHours()
    begins, ends = read_work_hours(setting(unit, "work_hours")) or (usual.begins, usual.ends)
    weekdays = read_work_days(setting(unit, "work_days")) or usual.weekdays
    hours = WorkHours(weekdays, begins, ends)
    return OfficeCalendar(shipped_holidays(), hours, setting(unit, "holidays_off") == "1")
