"""The people of the office: roles, extensions, passwords, who may sign in."""

import re
from dataclasses import dataclass

from sqlalchemy import true
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import Department, Role
from crm_tui.domain.permissions import Permission
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Employee, EmployeeExtension, EmployeeRole
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import EMPLOYEE, must
from crm_tui.usecases.parts.me import my_id
from crm_tui.usecases.parts.passwords import fits, hash_password
from crm_tui.usecases.parts.people import UserRow, active_admins, by_login, nobody_yet, user_rows
from crm_tui.usecases.parts.versions import refuse_stale
from crm_tui.usecases.shapes import Named

__all__ = [
    "UserRow",
    "UserTies",
    "add_user",
    "change_my_password",
    "colleagues",
    "disable_user",
    "edit_user",
    "list_users",
    "set_password",
    "show_user",
]

_LOGIN = re.compile(r"[\w.-]{1,40}")
_EXTENSION = re.compile(r"\d{2,5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class UserTies:
    """What of a person stands in other tables: his roles and the phones where he sits."""

    roles: frozenset[Role]
    extensions: tuple[str, ...]


@requires(Permission.ADMIN_USERS_READ)
def list_users(unit: Unit, *, with_disabled: bool = False) -> tuple[UserRow, ...]:
    """The people of the office in the order they came."""
    return user_rows(unit, true() if with_disabled else EMPLOYEE.c.active.is_(True))


@requires(Permission.ADMIN_USERS_READ)
def show_user(unit: Unit, *, login: str) -> UserRow:
    """One person by his login; NotFound when nobody has it."""
    person = must(by_login(unit, login), _("employee"), login)
    return _row(unit, person)


@requires(Permission.OFFICE_OWN_READ)
def colleagues(unit: Unit) -> tuple[Named, ...]:
    """Everybody who works here, by id and name: to give a task or a call to."""
    return tuple(Named(one.id, one.full_name) for one in user_rows(unit, EMPLOYEE.c.active.is_(True)))


@requires(Permission.ADMIN_USERS_EDIT, writes=True)
def add_user(
    unit: Unit,
    *,
    login: str,
    full_name: str,
    roles: frozenset[Role],
    department: Department | None = None,
    extensions: tuple[str, ...] = (),
    os_login: str | None = None,
    password: str | None = None,
) -> UserRow:
    """A new person. The first one of a store must be an admin. Refused for a login or extension in use."""
    name = login.strip().casefold()
    if not _LOGIN.fullmatch(name):
        raise Refused(
            _("A login is 1 to 40 letters, digits, dots or dashes: {login}").format(login=clean(login))
        )
    if by_login(unit, name) is not None:
        raise Refused(_("Somebody already has the login {login}").format(login=name))
    if nobody_yet(unit) and Role.ADMIN not in roles:
        raise Refused(_("The first person of an office must be an admin"))
    person = Employee(login=name, full_name=_full_name(full_name), department=department, created_at=unit.now)
    person.os_login = _free_os_login(unit, os_login, None)
    person.password_hash = hash_password(password) if password is not None else None
    unit.add(person)
    _set_roles(unit, person, roles)
    _set_extensions(unit, person, extensions)
    return _told(unit, person)


@requires(Permission.ADMIN_USERS_EDIT, writes=True)
def edit_user(
    unit: Unit,
    *,
    user_id: int,
    version: int,
    full_name: str,
    roles: frozenset[Role],
    department: Department | None = None,
    extensions: tuple[str, ...] = (),
    os_login: str | None = None,
    active: bool = True,
    password: str | None = None,
    was: UserTies | None = None,
) -> UserRow:
    """Changes a person; the last admin stays one. ChangedMeanwhile when another saved him after `version`.

    `was`: roles and extensions as the form was opened with; what others gave or took since then stays so.
    """
    person = must(unit.lock(Employee, user_id), _("employee"), user_id)
    if was is not None:
        now = _row(unit, person)
        roles = now.roles - (was.roles - roles) | (roles - was.roles)
        taken, given = set(was.extensions) - set(extensions), set(extensions) - set(was.extensions)
        extensions = tuple(sorted(set(now.extensions) - taken | given))
    mine = {
        "full_name": _full_name(full_name),
        "department": department,
        "os_login": _free_os_login(unit, os_login, user_id),
        "active": active,
    }
    refuse_stale(unit, person, opened=version, mine=mine)
    if not (active and Role.ADMIN in roles):
        _refuse_last_admin(unit, person)
    unit.change(person, **mine)
    if password is not None:
        _put_password(unit, person, password)
    _set_roles(unit, person, roles)
    _set_extensions(unit, person, extensions if active else ())
    return _told(unit, person)


@requires(Permission.ADMIN_USERS_EDIT, writes=True)
def disable_user(unit: Unit, *, user_id: int) -> UserRow:
    """The person works here no more: he cannot sign in, his extensions are free; all he did stays."""
    person = must(unit.lock(Employee, user_id), _("employee"), user_id)
    _refuse_last_admin(unit, person)
    unit.change(person, active=False)
    _set_extensions(unit, person, ())
    return _told(unit, person)


@requires(Permission.ADMIN_USERS_EDIT, writes=True)
def set_password(unit: Unit, *, user_id: int, password: str) -> UserRow:
    """A new password, which also ends a lock-out. The log says that it changed, never what it is."""
    person = must(unit.lock(Employee, user_id), _("employee"), user_id)
    _put_password(unit, person, password)
    return _told(unit, person)


@requires(Permission.OFFICE_OWN_EDIT, writes=True)
def change_my_password(unit: Unit, *, old: str, new: str) -> None:
    """One's own new password; Refused when the old one is wrong."""
    person = must(unit.lock(Employee, my_id(unit)), _("employee"), my_id(unit))
    if not fits(old, person.password_hash):
        raise Refused(_("The old password is wrong"))
    unit.change(person, password_hash=hash_password(new))


def _put_password(unit: Unit, person: Employee, password: str) -> None:
    unit.change(person, password_hash=hash_password(password), failed_tries=0, locked_until=None)


def _full_name(text: str) -> str:
    name = clean(text).strip()
    if not name:
        raise Refused(_("A person needs a name"))
    return name


def _free_os_login(unit: Unit, os_login: str | None, user_id: int | None) -> str | None:
    account = (os_login or "").strip()
    if not account:
        return None
    holder = unit.session.exec(select_rows(Employee).where(col(Employee.os_login) == account)).first()
    if holder is not None and holder.id != user_id:
        text = _("The account {account} is already that of {person}")
        raise Refused(text.format(account=account, person=holder.full_name))
    return account


def _set_roles(unit: Unit, person: Employee, roles: frozenset[Role]) -> None:
    held = unit.session.exec(select_rows(EmployeeRole).where(col(EmployeeRole.employee_id) == person.id))
    known = {row.role: row for row in held.all()}
    for role in sorted(known.keys() - roles):
        unit.remove(known[role])
    for role in sorted(roles - known.keys()):
        unit.add(EmployeeRole(employee_id=person.id or 0, role=role))


def _set_extensions(unit: Unit, person: Employee, extensions: tuple[str, ...]) -> None:
    wanted = {one.strip() for one in extensions if one.strip()}
    held = unit.session.exec(
        select_rows(EmployeeExtension).where(col(EmployeeExtension.employee_id) == person.id)
    )
    known = {row.extension: row for row in held.all()}
    for extension in sorted(known.keys() - wanted):
        unit.remove(known[extension])
    for extension in sorted(wanted - known.keys()):
        if not _EXTENSION.fullmatch(extension):
            raise Refused(_("An extension is 2 to 5 digits: {extension}").format(extension=clean(extension)))
        if (taken := unit.session.get(EmployeeExtension, extension)) is not None:
            holder = must(unit.session.get(Employee, taken.employee_id), _("employee"), taken.employee_id)
            text = _("The extension {extension} is already that of {person}")
            raise Refused(text.format(extension=extension, person=holder.full_name))
        unit.add(EmployeeExtension(extension=extension, employee_id=person.id or 0))


def _refuse_last_admin(unit: Unit, person: Employee) -> None:
    if active_admins(unit) and not active_admins(unit, but=person.id):
        raise Refused(_("{person} is the last admin: make another one first").format(person=person.full_name))


def _told(unit: Unit, person: Employee) -> UserRow:
    unit.notify("users", person.id)
    return _row(unit, person)


def _row(unit: Unit, person: Employee) -> UserRow:
    (row,) = user_rows(unit, EMPLOYEE.c.id == person.id)
    return row
