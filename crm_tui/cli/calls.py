"""`crm-tui calls`: the journal of calls, missed callers, one call with its legs and transfers."""

from typing import Annotated

import typer

from crm_tui.cli.options import Client, Json, Limit, Since, Until, noun
from crm_tui.cli.output import Column, in_words, minutes, print_json, show_record, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import CallResult, Direction
from crm_tui.i18n import _, ngettext

app = noun()


@app.command("list", help=_("Calls, the newest first."))
def list_(
    client: Client = None,
    person: Annotated[str | None, typer.Option("--person", metavar="LOGIN", help=_("Who took part."))] = None,
    direction: Annotated[Direction | None, typer.Option(help=_("Incoming or outgoing."))] = None,
    result: Annotated[CallResult | None, typer.Option(help=_("How the call went."))] = None,
    queue: Annotated[str | None, typer.Option(metavar="NAME", help=_("Of this queue."))] = None,
    since: Since = None,
    until: Until = None,
    as_json: Json = False,
    limit: Limit = 50,
) -> None:
    from crm_tui.cli.paging import take
    from crm_tui.cli.references import client_id, day_begins, day_ends, employee_id
    from crm_tui.usecases.calls import CallFilter, list_calls

    with the_office() as office:
        wanted = CallFilter(
            since=day_begins(since),
            until=day_ends(until),
            employee_id=employee_id(office, person),
            direction=direction,
            result=result,
            client_id=client_id(office, client),
            queue=queue,
        )
        rows = take(lambda older, n: office.call(list_calls, wanted=wanted, older=older, limit=n), limit)
    show_rows(rows, call_columns(), as_json=as_json)


@app.command("missed", help=_("Callers nobody has answered, one line each."))
def missed(since: Since = None, as_json: Json = False, limit: Limit = 50) -> None:
    from crm_tui.cli.references import day_begins
    from crm_tui.usecases.missed_calls import missed as list_missed

    with the_office() as office:
        rows = office.call(list_missed, since=day_begins(since), limit=limit)
    columns = (
        Column(_("number"), lambda row: row.number),
        Column(_("times"), lambda row: row.count, right=True),
        Column(_("first"), lambda row: row.first_at),
        Column(_("last"), lambda row: row.last_at),
        Column(_("age, min"), lambda row: row.age_s // 60, right=True),
        Column(_("queue"), lambda row: row.queue),
        Column(_("waited"), lambda row: minutes(row.wait_ms), right=True),
        Column(_("client"), lambda row: row.client),
        Column(_("contact"), lambda row: row.contact),
    )
    show_rows(rows, columns, as_json=as_json)


@app.command("settle", help=_("Take missed callers off the list by hand."))
def settle(
    numbers: Annotated[list[str] | None, typer.Argument(metavar="NUMBER...")] = None,
    everybody: Annotated[bool, typer.Option("--all", help=_("Everybody on the list."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.domain.phone import e164
    from crm_tui.usecases.missed_calls import mark_handled

    if bool(numbers) == everybody:
        raise Refused(_("Name the numbers, or say --all"))
    with the_office() as office:
        city = office.settings.pbx.city_code
        wanted = tuple(e164(one, city) or one for one in numbers or ())
        count = office.call(mark_handled, numbers=wanted)
    if as_json:
        print_json({"settled": count})
    else:
        typer.echo(
            ngettext("{n} missed call is settled", "{n} missed calls are settled", count).format(n=count)
        )


@app.command("show", help=_("One call: who rang, who talked, transfers, talks."))
def show(call: Annotated[int, typer.Argument(metavar="ID")], as_json: Json = False) -> None:
    from crm_tui.screens.call_words import SOURCES
    from crm_tui.screens.move_words import move_words
    from crm_tui.usecases.calls import show_call

    with the_office() as office:
        card = office.call(show_call, call_id=call)
    if as_json:
        print_json(card)
        return
    row = card.call
    lines = (
        (_("call"), row.id),
        (_("began"), row.started_at),
        (_("direction"), row.direction),
        (_("number"), row.number),
        (_("client"), row.client),
        (_("contact"), row.contact),
        (_("result"), row.result),
        (_("talked"), minutes(row.talk_ms)),
        (_("trunk"), card.trunk),
        (_("queue"), card.queue),
        (_("may be"), card.candidates if row.client is None else ()),
        (_("source"), SOURCES.get(card.source) and _(SOURCES[card.source])),
        (_("dialled by"), card.dialled_by),
        (_("settled"), card.settled and card.settled.at),
        (_("settled by"), card.settled and card.settled.by),
        (_("by call"), card.settled and card.settled.call_id),
        (_("note"), card.note),
    )
    show_record(card, lines, as_json=False)
    for ring in card.rings:
        typer.echo("  " + _("rang") + f": {_at(ring.extension, ring.employee)}: {in_words(ring.state)}")
    for leg in card.legs:
        typer.echo("  " + _("talked") + f": {_at(leg.extension, leg.employee)}: {minutes(leg.talk_ms)}")
    for move in card.transfers:
        moved = f": {move.by_extension} -> {move.to_extension} ({in_words(move.kind)})"
        typer.echo("  " + _("transfer") + moved)
    for step in card.moves:
        typer.echo(f"  {move_words(step)}")
    for talk in card.talks:
        show_record(
            talk, ((_("talk"), talk.id), (_("author"), talk.author), (_("text"), talk.text)), as_json=False
        )


@app.command("move", help=_("The call and its talks to another client or service; moving back undoes it."))
def move(
    call: Annotated[int, typer.Argument(metavar="ID")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=_("Why; kept for ever."))],
    client: Client = None,
    service: Annotated[
        str | None, typer.Option("--service", metavar="CODE", help=_("Its support talks to this service."))
    ] = None,
    as_json: Json = False,
) -> None:
    from crm_tui.cli.references import client_id, service_id
    from crm_tui.screens.move_words import move_words
    from crm_tui.usecases.call_moves import move_call
    from crm_tui.usecases.calls import show_call

    if client is None and service is None:
        raise Refused(_("Say where to: --client, --service or both"))
    with the_office() as office:
        to_client = client_id(office, client)
        if to_client is None:
            now = office.call(show_call, call_id=call).call.client
            if now is None:
                raise Refused(_("This call has no client yet: say --client"))
            to_client = now.id
        to_service = service_id(office, service)
        card = office.call(move_call, call_id=call, client_id=to_client, service_id=to_service, reason=reason)
    if as_json:
        print_json(card)
    else:
        typer.echo(move_words(card.moves[-1]))


@app.command("recording", help=_("Where the recording of a call lies; looking is logged."))
def recording(
    call: Annotated[int, typer.Argument(metavar="ID")],
    play: Annotated[bool, typer.Option("--play", help=_("Play it by pbx.recording_player."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.screens.hearing import find_and_play

    with the_office() as office:
        heard = find_and_play(office, call, far=not play)
    if as_json:
        print_json(heard)
        return
    for place in heard.played or heard.to_copy:
        typer.echo(in_words(place))


def call_columns() -> tuple[Column, ...]:
    return (
        Column(_("call"), lambda row: row.id, right=True),
        Column(_("began"), lambda row: row.started_at),
        Column(_("direction"), lambda row: row.direction),
        Column(_("number"), lambda row: row.number),
        Column(_("client"), lambda row: row.client),
        Column(_("result"), lambda row: row.result),
        Column(_("talked"), lambda row: minutes(row.talk_ms), right=True),
        Column(_("people"), lambda row: row.people),
    )


def _at(extension: str, employee: object) -> str:
    return f"{extension} {in_words(employee)}".strip()
