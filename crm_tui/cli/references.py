"""What people type for a record (a code, a login) turned into its id."""

from datetime import UTC, date, datetime, time, timedelta

from crm_tui.cli.output import kyiv
from crm_tui.domain.day_words import day_of
from crm_tui.domain.errors import Refused
from crm_tui.domain.kyiv import today
from crm_tui.i18n import _
from crm_tui.usecases.lookup import client_by_code, employee_by_login, service_by_code
from crm_tui.usecases.office import Office


def client_id(office: Office, code: str | None) -> int | None:
    return office.call(client_by_code, code=code).id if code else None


def employee_id(office: Office, login: str | None) -> int | None:
    return office.call(employee_by_login, login=login).id if login else None


def service_id(office: Office, code: str | None) -> int | None:
    return office.call(service_by_code, code=code).id if code else None


def day_in_words(office: Office, text: str) -> date:
    """A day said by keys (+3, пн, 15.04, 2026-03-31); Refused when it is none."""
    day = day_of(text, today(office.clock()))
    if day is None:
        raise Refused(_("{text} is no day: write +3, mon, 15.04 or 2026-03-31").format(text=text))
    return day


def day_begins(day: date | None) -> datetime | None:
    """Midnight of Kyiv at which the day begins, in UTC."""
    return datetime.combine(day, time(), kyiv()).astimezone(UTC) if day else None


def day_ends(day: date | None) -> datetime | None:
    """Midnight of Kyiv at which the day ends: the first moment that is not its own."""
    return day_begins(day + timedelta(days=1)) if day else None
