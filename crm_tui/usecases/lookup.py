"""Records named by words that a person can type: a client's code, a login, a service's code."""

from sqlmodel import col, select

from crm_tui.domain.errors import NotFound, Refused
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor, Permission
from crm_tui.domain.tax_code import read_tax_code
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, Employee, EmployeeRole, Service
from crm_tui.usecases.base import requires
from crm_tui.usecases.shapes import Named

SHOWN = 5


@requires(Permission.CLIENTS_CLIENT_READ)
def client_by_code(unit: Unit, *, code: str) -> Named:
    """The client of a tax code, or of `#id`.

    Raises NotFound, and Refused when several cards have the code: then one of their `#id` must be said.
    """
    wanted = select(Client).where(col(Client.deleted_at).is_(None))
    number = code.strip().removeprefix("#")
    if code.strip().startswith("#") and number.isdecimal():
        wanted = wanted.where(col(Client.id) == int(number))
    else:
        wanted = wanted.where(col(Client.tax_code) == (read_tax_code(code).code or code.strip()))
    found = unit.session.exec(wanted.order_by(col(Client.id)).limit(SHOWN + 1)).all()
    if not found:
        raise NotFound(_("there is no client {code}").format(code=code))
    if len(found) > 1:
        choices = ", ".join(
            f"#{client.id} {client.short_name or client.full_name}" for client in found[:SHOWN]
        )
        raise Refused(_("several clients have the code {code}: {choices}").format(code=code, choices=choices))
    return Named(found[0].id or 0, found[0].short_name or found[0].full_name)


@requires(Permission.CLIENTS_CLIENT_READ)
def employee_by_login(unit: Unit, *, login: str) -> Named:
    """The person of a login; NotFound without one."""
    employee = unit.session.exec(select(Employee).where(col(Employee.login) == login.strip())).first()
    if employee is None:
        raise NotFound(_("there is no user {login}").format(login=login))
    return Named(employee.id or 0, employee.full_name)


@requires(Permission.CLIENTS_CLIENT_READ)
def service_by_code(unit: Unit, *, code: str) -> Named:
    """The service of a code of the catalogue; NotFound without one."""
    service = unit.session.exec(select(Service).where(col(Service.code) == code.strip())).first()
    if service is None:
        raise NotFound(
            _("there is no service {code}; `crm-tui services catalogue` lists them").format(code=code)
        )
    return Named(service.id or 0, service.name)


@requires(None)
def office_has_users(unit: Unit) -> bool:
    """Whether anybody is in the store yet."""
    return unit.session.exec(select(col(Employee.id)).limit(1)).first() is not None


@requires(None)
def person_of_account(unit: Unit, *, os_login: str) -> Actor | None:
    """The working person whose OS account this is."""
    return _actor(unit, select(Employee).where(col(Employee.os_login) == os_login))


@requires(Permission.ADMIN_USERS_EDIT)
def person_of_login(unit: Unit, *, login: str) -> Actor:
    """Another person, to act as him; NotFound when nobody of this login works here."""
    actor = _actor(unit, select(Employee).where(col(Employee.login) == login))
    if actor is None:
        raise NotFound(_("there is no user {login}").format(login=login))
    return actor


def _actor(unit: Unit, wanted: object) -> Actor | None:
    employee = unit.session.exec(wanted).first()  # type: ignore[call-overload]
    if employee is None or not employee.active:
        return None
    roles = unit.session.exec(select(EmployeeRole.role).where(EmployeeRole.employee_id == employee.id)).all()
    return Actor(employee.id, employee.login, employee.full_name, frozenset(map(Role, roles)))
