"""`crm-tui services`: what clients have of the catalogue, until when, who answers for it."""

from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli import service_catalogue
from crm_tui.cli.options import Json, Limit, a_day, noun
from crm_tui.cli.output import Column, show_record, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import TermSource
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.usecases.client_services import ClientServiceRow

app = noun()
service_catalogue.register(app)
Code = Annotated[str, typer.Argument(metavar="CODE", help=_("Tax code, or #id."))]
Service = Annotated[str, typer.Argument(metavar="SERVICE", help=_("The service's code."))]
Number = Annotated[int, typer.Argument(metavar="ID", help=_("The number in `services list`."))]
From = Annotated[str, typer.Option("--from", metavar="DAY", help=_("The term's first day."))]
Note = Annotated[str, typer.Option("--note", help=_("More words."))]
Source = Annotated[TermSource, typer.Option("--source", help=_("Where the term is known from."))]
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


@app.command("add", help=_("Give a client a service for a term."))
def add(
    code: Code,
    service: Service,
    begins: From = "",
    ends: To = "",
    note: Note = "",
    source: Source = TermSource.TYPED,
    one_more: Annotated[
        bool, typer.Option("--one-more", help=_("One more of a service that the client has."))
    ] = False,
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
            source=source,
            one_more=one_more,
        )
    _show(row, as_json)


@app.command("extend", help=_("The next term of a client's service: by its period, or until a day."))
def extend(
    number: Number,
    ends: To = "",
    paid: Annotated[
        str, typer.Option("--on", metavar="DAY", help=_("As of this day; without it, of today."))
    ] = "",
    note: Note = "",
    source: Source = TermSource.TYPED,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.client_services import show_client_service
    from crm_tui.usecases.client_terms import extend_client_service

    with the_office() as office:
        row = office.call(
            extend_client_service,
            client_service_id=number,
            seen=office.call(show_client_service, client_service_id=number).valid_to,
            until=a_day(ends) if ends else None,
            on=a_day(paid) if paid else None,
            source=source,
            note=note,
        )
    _show(row, as_json)


@app.command("history", help=_("All terms that a client's service had, the newest first."))
def history(number: Number, as_json: Json = False) -> None:
    from crm_tui.screens.service_words import TERM_SOURCES
    from crm_tui.usecases.client_terms import service_terms

    with the_office() as office:
        rows = office.call(service_terms, client_service_id=number)
    columns = (
        Column(_("from"), lambda row: row.valid_from),
        Column(_("to"), lambda row: row.valid_to),
        Column(_("source"), lambda row: _(TERM_SOURCES[row.source])),
        Column(_("corrected"), lambda row: row.corrected),
        Column(_("when"), lambda row: row.created_at),
        Column(_("who"), lambda row: row.author),
        Column(_("note"), lambda row: row.note),
    )
    show_rows(rows, columns, as_json=as_json)


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
