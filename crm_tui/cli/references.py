"""What people type for a record (a code, a login) turned into its id."""

from datetime import UTC, date, datetime, time, timedelta

from crm_tui.cli.output import kyiv
from crm_tui.usecases.lookup import client_by_code, employee_by_login, service_by_code
from crm_tui.usecases.office import Office


def client_id(office: Office, code: str | None) -> int | None:
    return office.call(client_by_code, code=code).id if code else None


def employee_id(office: Office, login: str | None) -> int | None:
    return office.call(employee_by_login, login=login).id if login else None


def service_id(office: Office, code: str | None) -> int | None:
    return office.call(service_by_code, code=code).id if code else None


def day_begins(day: date | None) -> datetime | None:
    """Midnight of Kyiv at which the day begins, in UTC."""
    return datetime.combine(day, time(), kyiv()).astimezone(UTC) if day else None


def day_ends(day: date | None) -> datetime | None:
    """Midnight of Kyiv at which the day ends: the first moment that is not its own."""
    return day_begins(day + timedelta(days=1)) if day else None
