"""`crm-tui talks`: what was said with clients."""

from typing import Annotated

import typer

from crm_tui.cli.options import Client, Json, Limit, Since, Until, noun
from crm_tui.cli.output import Column, show_record, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.kinds import Direction, TalkKind
from crm_tui.i18n import _

app = noun()
Service = Annotated[str | None, typer.Option("--service", metavar="CODE", help=_("About which service."))]


@app.command("list", help=_("Saved talks, the newest first; reading another's is written in the log."))
def list_(
    client: Client = None,
    service: Service = None,
    author: Annotated[str | None, typer.Option("--author", metavar="LOGIN", help=_("Whose."))] = None,
    kind: Annotated[TalkKind | None, typer.Option(help=_("Sales or support."))] = None,
    no_service: Annotated[
        bool, typer.Option("--no-service", help=_("Only those still without one."))
    ] = False,
    since: Since = None,
    until: Until = None,
    as_json: Json = False,
    limit: Limit = 50,
) -> None:
    from crm_tui.cli.paging import take
    from crm_tui.cli.references import client_id, day_begins, day_ends, employee_id, service_id
    from crm_tui.usecases.talks import TalkFilter, list_talks

    with the_office() as office:
        wanted = TalkFilter(
            client_id=client_id(office, client),
            service_id=service_id(office, service),
            author_id=employee_id(office, author),
            kind=kind,
            since=day_begins(since),
            until=day_ends(until),
            no_service=no_service,
        )
        rows = take(lambda older, n: office.call(list_talks, wanted=wanted, older=older, limit=n), limit)
    show_rows(rows, talk_columns(), as_json=as_json)


@app.command("add", help=_("Write down a talk that had no call; `-` reads the text from standard input."))
def add(
    client: Annotated[str, typer.Argument(metavar="CODE", help=_("Tax code, or #id."))],
    text: str,
    kind: Annotated[TalkKind, typer.Option(help=_("Sales or support."))] = TalkKind.SUPPORT,
    service: Service = None,
    direction: Annotated[Direction, typer.Option(help=_("Who began it."))] = Direction.OUTGOING,
    result: Annotated[str, typer.Option("--result", help=_("What came of it."))] = "",
    as_json: Json = False,
) -> None:
    import sys

    from crm_tui.cli.references import client_id, service_id
    from crm_tui.usecases.talks import TalkFields, add_talk

    with the_office() as office:
        fields = TalkFields(
            kind=kind,
            client_id=client_id(office, client),
            service_id=service_id(office, service),
            result=result,
            text=sys.stdin.read() if text == "-" else text,
        )
        row = office.call(add_talk, fields=fields, direction=direction)
    show_record(row, [(column.title, column.value(row)) for column in talk_columns()], as_json=as_json)


def talk_columns() -> tuple[Column, ...]:
    from crm_tui.cli.output import minutes

    return (
        Column(_("talk"), lambda row: row.id, right=True),
        Column(_("began"), lambda row: row.started_at),
        Column(_("kind"), lambda row: row.kind),
        Column(_("client"), lambda row: row.client),
        Column(_("service"), lambda row: row.service),
        Column(_("author"), lambda row: row.author),
        Column(_("talked"), lambda row: minutes(row.talk_ms), right=True),
        Column(_("result"), lambda row: row.result),
        Column(_("text"), lambda row: row.text),
    )
