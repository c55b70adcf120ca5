"""`crm-tui users`: the people of the office. A password is asked for or piped in, never an argument."""

import sys
from typing import Annotated

import typer

from crm_tui.cli import absences
from crm_tui.cli.options import Json, Limit, noun
from crm_tui.cli.output import Column, show_record, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import Department, Role
from crm_tui.i18n import _

app = noun()
absences.register(app)
Login = Annotated[str, typer.Argument(metavar="LOGIN", help=_("Who."))]
Name = Annotated[str | None, typer.Option("--name", help=_("Full name."))]
Roles = Annotated[list[Role] | None, typer.Option("--role", help=_("May be repeated."))]
Dept = Annotated[Department | None, typer.Option("--department", help=_("Where he works."))]
Extensions = Annotated[
    list[str] | None, typer.Option("--extension", help=_("His telephone; may be repeated; - for none."))
]
OsLogin = Annotated[
    str | None,
    typer.Option("--os-login", help=_("His account here, so nothing is asked; - for none.")),
]


@app.command("list", help=_("The people of the office."))
def list_(
    all_: Annotated[bool, typer.Option("--all", help=_("Disabled ones too."))] = False,
    as_json: Json = False,
    limit: Limit = 200,
) -> None:
    from crm_tui.usecases.users import list_users

    with the_office() as office:
        rows = office.call(list_users, with_disabled=all_)
    show_rows(rows[:limit], columns(), as_json=as_json)


@app.command("add", help=_("Add a person; the first one of a store must be an administrator."))
def add(
    login: Login,
    name: Name = None,
    role: Roles = None,
    department: Dept = None,
    extension: Extensions = None,
    os_login: OsLogin = None,
    password: Annotated[bool, typer.Option("--password", help=_("Ask for a password."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.users import add_user

    secret = ask_password() if password else None
    with the_office() as office:
        row = office.call(
            add_user,
            login=login,
            full_name=name or "",
            roles=frozenset(role or ()),
            department=department,
            extensions=_given(extension),
            os_login=_or_none(os_login),
            password=secret,
        )
    show_record(row, [(column.title, column.value(row)) for column in columns()], as_json=as_json)


@app.command("edit", help=_("Change a person; what is not named stays as it is."))
def edit(
    login: Login,
    name: Name = None,
    role: Roles = None,
    department: Dept = None,
    extension: Extensions = None,
    os_login: OsLogin = None,
    enable: Annotated[bool, typer.Option("--enable", help=_("He works here again."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.users import edit_user, show_user

    with the_office() as office:
        user = office.call(show_user, login=login)
        row = office.call(
            edit_user,
            user_id=user.id,
            version=user.version,
            full_name=user.full_name if name is None else name,
            roles=user.roles if role is None else frozenset(role),
            department=department or user.department,
            extensions=user.extensions if extension is None else _given(extension),
            os_login=user.os_login if os_login is None else _or_none(os_login),
            active=user.active or enable,
        )
    show_record(row, [(column.title, column.value(row)) for column in columns()], as_json=as_json)


@app.command("disable", help=_("He works here no more; all he did stays."))
def disable(login: Login) -> None:
    from crm_tui.usecases.users import disable_user, show_user

    with the_office() as office:
        office.call(disable_user, user_id=office.call(show_user, login=login).id)
    typer.echo(_("{login} is disabled").format(login=login))


@app.command("passwd", help=_("Set a password; from a pipe it is one line. It also ends a lock-out."))
def passwd(login: Login) -> None:
    from crm_tui.usecases.users import set_password, show_user

    with the_office() as office:
        user = office.call(show_user, login=login)
        office.call(set_password, user_id=user.id, password=ask_password())
    typer.echo(_("the password of {login} is set").format(login=login))


def ask_password() -> str:
    """A password typed twice unseen, or the one line of a pipe; Refused when the two differ."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    import getpass

    first = getpass.getpass(_("Password: "))
    if getpass.getpass(_("Once more: ")) != first:
        raise Refused(_("the two passwords differ; nothing was changed"))
    return first


def columns() -> tuple[Column, ...]:
    return (
        Column(_("login"), lambda row: row.login),
        Column(_("name"), lambda row: row.full_name),
        Column(_("roles"), lambda row: row.roles),
        Column(_("department"), lambda row: row.department),
        Column(_("extensions"), lambda row: row.extensions),
        Column(_("OS account"), lambda row: row.os_login),
        Column(_("password"), lambda row: row.has_password),
        Column(_("works here"), lambda row: row.active),
        Column(_("locked until"), lambda row: row.locked_until),
    )


def _given(values: list[str] | None) -> tuple[str, ...]:
    return tuple(value for value in values or () if value != "-")


def _or_none(value: str | None) -> str | None:
    return None if value in {None, "", "-"} else value
