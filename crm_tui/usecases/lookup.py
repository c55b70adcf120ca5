"""Records named by words that a person can type: a client's code, a login, a service's code."""

from sqlmodel import col, select

from crm_tui.domain.errors import NotFound, Refused
from crm_tui.domain.permissions import Permission
from crm_tui.domain.tax_code import read_tax_code
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, Employee, Service
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


@requires(Permission.CLIENTS_CLIENT_READ)
def clients_of_code(unit: Unit, *, code: str) -> tuple[Named, ...]:
    """All live cards with a tax code: head office and branches may share one."""
    wanted = select(Client).where(
        col(Client.tax_code) == (read_tax_code(code).code or code.strip()), col(Client.deleted_at).is_(None)
    )
    found = unit.session.exec(wanted.order_by(col(Client.id)).limit(100)).all()
    return tuple(Named(client.id or 0, client.short_name or client.full_name) for client in found)
