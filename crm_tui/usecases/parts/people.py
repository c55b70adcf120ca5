"""People of the office: their rows, and the actor each of them is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, true
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.kinds import Department, Role
from crm_tui.domain.permissions import Actor
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Employee, EmployeeExtension, EmployeeRole
from crm_tui.usecases.parts.core import EMPLOYEE, core, fetch

_ROLE, _EXT = core(EmployeeRole), core(EmployeeExtension)


@dataclass(frozen=True, slots=True)
class UserRow:
    """A person of the office; `locked_until` stands while too many wrong passwords keep him out."""

    id: int
    login: str
    full_name: str
    department: Department | None
    roles: frozenset[Role]
    extensions: tuple[str, ...]
    os_login: str | None
    has_password: bool
    active: bool
    locked_until: datetime | None
    version: int


def user_rows(unit: Unit, where: ColumnElement[bool] | None = None) -> tuple[UserRow, ...]:
    """People by name (three queries, whatever their number)."""
    roles: dict[int, set[Role]] = {}
    for row in fetch(unit, select(_ROLE)):
        roles.setdefault(row.employee_id, set()).add(row.role)
    extensions: dict[int, list[str]] = {}
    for row in fetch(unit, select(_EXT).order_by(_EXT.c.extension)):
        extensions.setdefault(row.employee_id, []).append(row.extension)
    people = select(EMPLOYEE).where(true() if where is None else where).order_by(EMPLOYEE.c.id)
    return tuple(
        UserRow(
            id=row.id,
            login=row.login,
            full_name=row.full_name,
            department=row.department,
            roles=frozenset(roles.get(row.id, ())),
            extensions=tuple(extensions.get(row.id, ())),
            os_login=row.os_login,
            has_password=row.password_hash is not None,
            active=row.active,
            locked_until=row.locked_until if row.locked_until and row.locked_until > unit.now else None,
            version=row.version,
        )
        for row in fetch(unit, people)
    )


def nobody_yet(unit: Unit) -> bool:
    """Whether the store has no people at all."""
    return unit.session.exec(select_rows(col(Employee.id)).limit(1)).first() is None


def active_admins(unit: Unit, *, but: int | None = None) -> int:
    """How many people can administer the office, one left out."""
    statement = (
        select(func.count())
        .select_from(EMPLOYEE.join(_ROLE, _ROLE.c.employee_id == EMPLOYEE.c.id))
        .where(EMPLOYEE.c.active.is_(True), _ROLE.c.role == Role.ADMIN, EMPLOYEE.c.id != (but or 0))
    )
    return int(unit.session.connection().execute(statement).scalar_one())


def actor_of(unit: Unit, person: Employee) -> Actor:
    """The person as he acts, with his roles."""
    found = fetch(unit, select(_ROLE.c.role).where(_ROLE.c.employee_id == person.id))
    return Actor(person.id, person.login, person.full_name, frozenset(row.role for row in found))


def by_login(unit: Unit, login: str) -> Employee | None:
    return unit.session.exec(
        select_rows(Employee).where(col(Employee.login) == login.strip().casefold())
    ).first()


def by_os_login(unit: Unit, os_login: str) -> Employee | None:
    """The active person whose OS account this is."""
    if not os_login:
        return None
    return unit.session.exec(
        select_rows(Employee).where(col(Employee.os_login) == os_login, col(Employee.active).is_(True))
    ).first()
