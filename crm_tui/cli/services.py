"""`crm-tui services`: the catalogue, what a client has of it, who answers for it."""

from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.options import Json, Limit, a_day, noun
from crm_tui.cli.output import Column, show_record, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import ServiceGroup
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.usecases.client_services import ClientServiceRow

app = noun()
Code = Annotated[str, typer.Argument(metavar="CODE", help=_("Tax code, or #id."))]
Service = Annotated[str, typer.Argument(metavar="SERVICE", help=_("The service's code."))]
Number = Annotated[int, typer.Argument(metavar="ID", help=_("The number in `services list`."))]
From = Annotated[str, typer.Option("--from", metavar="DAY", help=_("The term's first day."))]
To = Annotated[str, typer.Option("--to", metavar="DAY", help=_("The term's last day."))]


@app.command("list", help=_("Services of a client or of a manager, the soonest to end first."))
def list_(
    client: Annotated[
        str | None, typer.Option("--client", metavar="CODE", help=_("Tax code, or #id."))
    ] = None,
    manager: Annotated[str | None, typer.Option("--manager", metavar="LOGIN", help=_("Whose."))] = None,
    ended: Annotated[bool, typer.Option("--ended", help=_("Ended ones too."))] = False,
    as_json: Json = False,
    limit: Limit = 200,
) -> None:
    from crm_tui.cli.card import service_columns
    from crm_tui.cli.references import client_id, employee_id
    from crm_tui.usecases.client_services import list_client_services, services_of_manager

    with the_office() as office:
        if (number := client_id(office, client)) is not None:
            rows = office.call(list_client_services, client_id=number, with_ended=ended)
        else:
            rows = office.call(services_of_manager, manager_id=employee_id(office, manager), limit=limit)
    show_rows(rows[:limit], service_columns(), as_json=as_json)


@app.command("catalogue", help=_("What the office sells, or a part of it by its words."))
def catalogue(
    text: Annotated[str, typer.Argument(help=_("Words of the name or code."))] = "",
    as_json: Json = False,
    limit: Limit = 200,
) -> None:
    from crm_tui.usecases.services import find_services, list_services

    with the_office() as office:
        rows = office.call(find_services, text=text, limit=limit) if text else office.call(list_services)
    columns = (
        Column(_("code"), lambda row: row.code),
        Column(_("service"), lambda row: "  " * row.depth + row.name),
        Column(_("group"), lambda row: row.group),
        Column(_("has a term"), lambda row: row.has_term),
    )
    show_rows(rows[:limit], columns, as_json=as_json)


@app.command("define", help=_("Add a service to the catalogue."))
def define(
    code: Annotated[str, typer.Argument(metavar="SERVICE", help=_("The service's code."))],
    name: str,
    group: Annotated[ServiceGroup, typer.Option(help=_("In broad."))] = ServiceGroup.OTHER,
    under: Annotated[str | None, typer.Option("--under", metavar="SERVICE", help=_("Its parent."))] = None,
    term: Annotated[bool, typer.Option(help=_("Whether it runs for a term."))] = True,
    days: Annotated[int, typer.Option("--reminder-days", min=0, help=_("Remind so early."))] = 30,
) -> None:
    from crm_tui.cli.references import service_id
    from crm_tui.usecases.services import add_service

    with the_office() as office:
        parent = service_id(office, under)
        row = office.call(
            add_service,
            code=code,
            name=name,
            group=group,
            parent_id=parent,
            has_term=term,
            reminder_days=days,
        )
    typer.echo(f"{row.code}: {row.name}")


@app.command("add", help=_("Give a client a service for a term."))
def add(
    code: Code,
    service: Service,
    begins: From = "",
    ends: To = "",
    note: Annotated[str, typer.Option("--note", help=_("More words."))] = "",
    as_json: Json = False,
) -> None:
    from crm_tui.cli.references import client_id, service_id
    from crm_tui.usecases.client_services import add_client_service

    with the_office() as office:
        row = office.call(
            add_client_service,
            client_id=client_id(office, code) or 0,
            service_id=service_id(office, service) or 0,
            valid_from=a_day(begins) if begins else None,
            valid_to=a_day(ends) if ends else None,
            note=note,
        )
    _show(row, as_json)


@app.command("claim", help=_("Take a client for oneself for a service; of two at once one wins."))
def claim(code: Code, service: Service, as_json: Json = False) -> None:
    from crm_tui.usecases.client_services import claim_service
    from crm_tui.usecases.lookup import client_by_code, service_by_code

    with the_office() as office:
        client = office.call(client_by_code, code=code)
        wanted = office.call(service_by_code, code=service)
        row = office.call(claim_service, client_id=client.id, service_id=wanted.id)
    _show(row, as_json)


@app.command("reassign", help=_("Let another manager answer for a client's service; - for nobody."))
def reassign(number: Number, login: str, as_json: Json = False) -> None:
    from crm_tui.cli.references import employee_id
    from crm_tui.usecases.client_services import reassign_manager

    if not login:
        raise Refused(_("say who: a login, or - for nobody"))
    with the_office() as office:
        manager = employee_id(office, None if login == "-" else login)
        row = office.call(reassign_manager, client_service_id=number, manager_id=manager)
    _show(row, as_json)


@app.command("end", help=_("The client no longer has the service; it stays in the history."))
def end(number: Number, as_json: Json = False) -> None:
    from crm_tui.usecases.client_services import end_client_service

    with the_office() as office:
        row = office.call(end_client_service, client_service_id=number)
    _show(row, as_json)


def _show(row: "ClientServiceRow", as_json: bool) -> None:
    from crm_tui.cli.card import service_columns

    show_record(row, [(column.title, column.value(row)) for column in service_columns()], as_json=as_json)
