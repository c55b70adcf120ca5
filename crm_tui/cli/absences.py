"""`crm-tui users absences`, `absence-add|edit|remove`: who is away and who does the work meanwhile."""

from typing import Annotated

import typer

from crm_tui.cli.options import Json, a_day
from crm_tui.cli.output import Column, show_rows
from crm_tui.cli.session import the_office
from crm_tui.i18n import _

Login = Annotated[str, typer.Argument(metavar="LOGIN", help=_("Who."))]
Number = Annotated[int, typer.Argument(metavar="ID", help=_("The number in `users absences`."))]
COLUMNS = (
    Column(_("no."), lambda row: row.id, right=True),
    Column(_("who"), lambda row: row.employee),
    Column(_("from"), lambda row: row.first_day),
    Column(_("to"), lambda row: row.last_day),
    Column(_("deputy"), lambda row: row.deputy),
    Column(_("deputy away too"), lambda row: row.deputy_away),
    Column(_("note"), lambda row: row.note),
)


def register(app: typer.Typer) -> None:
    """Makes these verbs of the noun."""
    app.command("absences", help=_("Who is away now or will be, and who stands in."))(absences)
    app.command("absence-add", help=_("Note that a person is away."))(absence_add)
    app.command("absence-edit", help=_("Change the days, the deputy or the note."))(absence_edit)
    app.command("absence-remove", help=_("The person is not away after all."))(absence_remove)


def absences(
    login: Annotated[str | None, typer.Option("--person", metavar="LOGIN", help=_("Only his."))] = None,
    past: Annotated[bool, typer.Option("--all", help=_("Also those that are over."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.cli.references import employee_id
    from crm_tui.usecases.absences import list_absences

    with the_office() as office:
        person = employee_id(office, login)
        rows = office.call(list_absences, employee_id=person, with_past=past)
    show_rows(rows, COLUMNS, as_json=as_json)


def absence_add(
    login: Login,
    first: Annotated[str, typer.Option("--from", metavar="DAY", help=_("The first day away."))],
    last: Annotated[str, typer.Option("--to", metavar="DAY", help=_("The last day away."))],
    deputy: Annotated[
        str | None, typer.Option("--deputy", metavar="LOGIN", help=_("Who does the work meanwhile."))
    ] = None,
    note: Annotated[str, typer.Option("--note", help=_("More words."))] = "",
    as_json: Json = False,
) -> None:
    from crm_tui.cli.references import employee_id
    from crm_tui.usecases.absences import add_absence

    first_day, last_day = a_day(first), a_day(last)
    with the_office() as office:
        row = office.call(
            add_absence,
            employee_id=employee_id(office, login) or 0,
            first_day=first_day,
            last_day=last_day,
            deputy_id=employee_id(office, deputy),
            note=note,
        )
    show_rows([row], COLUMNS, as_json=as_json)


def absence_edit(
    number: Number,
    first: Annotated[str | None, typer.Option("--from", metavar="DAY", help=_("The first day away."))] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DAY", help=_("The last day away."))] = None,
    deputy: Annotated[
        str | None, typer.Option("--deputy", metavar="LOGIN", help=_("Who does the work; - for nobody."))
    ] = None,
    note: Annotated[str | None, typer.Option("--note", help=_("More words."))] = None,
    as_json: Json = False,
) -> None:
    from crm_tui.cli.references import employee_id
    from crm_tui.usecases.absences import edit_absence, list_absences
    from crm_tui.usecases.parts.core import must

    first_day, last_day = (a_day(text) if text is not None else None for text in (first, last))
    with the_office() as office:
        rows = {row.id: row for row in office.call(list_absences, with_past=True)}
        was = must(rows.get(number), _("absence"), number)
        kept = was.deputy.id if was.deputy else None
        row = office.call(
            edit_absence,
            absence_id=number,
            version=was.version,
            first_day=first_day or was.first_day,
            last_day=last_day or was.last_day,
            deputy_id=kept if deputy is None else None if deputy == "-" else employee_id(office, deputy),
            note=was.note if note is None else note,
        )
    show_rows([row], COLUMNS, as_json=as_json)


def absence_remove(number: Number) -> None:
    from crm_tui.usecases.absences import remove_absence

    with the_office() as office:
        office.call(remove_absence, absence_id=number)
