"""`crm-tui talks`: what was said with clients."""

from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.options import Client, Json, Limit, Since, Until, noun
from crm_tui.cli.output import Column, show_record, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import Direction, TalkKind, WorkKind
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.usecases.office import Office
    from crm_tui.usecases.talk_calls import TalkTime
    from crm_tui.usecases.work import WorkTime

app = noun()
TalkId = Annotated[int, typer.Argument(metavar="TALK")]
CallId = Annotated[int, typer.Argument(metavar="CALL")]
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
    work: Annotated[
        WorkKind | None, typer.Option(help=_("Work without a call: a visit, or help from afar."))
    ] = None,
    start: Annotated[
        str | None,
        typer.Option("--start", metavar="MOMENT", help=_("When it began in Kyiv: '24.11 10:30'.")),
    ] = None,
    length: Annotated[
        str | None, typer.Option("--length", metavar="H:MM", help=_("How long: 1:20, or minutes."))
    ] = None,
    next_call: Annotated[
        str | None,
        typer.Option("--next", metavar="DAY", help=_("The day of the next call: it makes a task.")),
    ] = None,
    as_json: Json = False,
) -> None:
    import sys

    from crm_tui.cli.references import client_id, day_in_words, service_id
    from crm_tui.screens.work_words import overlap_words
    from crm_tui.usecases.talks import TalkFields, add_talk
    from crm_tui.usecases.work import add_work

    if (work is None) != (start is None) or (work is None) != (length is None):
        raise Refused(_("Work without a call needs all three: --work, --start and --length"))
    if work is not None and next_call is not None:
        raise Refused(_("--next goes with a talk, not with work without a call"))
    with the_office() as office:
        fields = TalkFields(
            kind=kind,
            client_id=client_id(office, client),
            service_id=service_id(office, service),
            result=result,
            text=sys.stdin.read() if text == "-" else text,
            next_call_on=day_in_words(office, next_call) if next_call else None,
        )
        if work is not None:
            saved = office.call(add_work, fields=fields, time=_time(office, work, start or "", length or ""))
            row = saved.talk
            if saved.overlaps:
                typer.echo(overlap_words(saved), err=True)
        else:
            row = office.call(add_talk, fields=fields, direction=direction)
    show_record(row, [(column.title, column.value(row)) for column in talk_columns()], as_json=as_json)


@app.command("untold", help=_("Time of people in calls that no saved talk carries, the newest first."))
def untold(
    client: Client = None,
    person: Annotated[str | None, typer.Option("--person", metavar="LOGIN", help=_("Whose."))] = None,
    since: Since = None,
    until: Until = None,
    as_json: Json = False,
    limit: Limit = 50,
) -> None:
    from crm_tui.cli.output import minutes
    from crm_tui.cli.paging import take
    from crm_tui.cli.references import client_id, day_begins, day_ends, employee_id
    from crm_tui.usecases.talk_calls import UntoldFilter, list_untold

    with the_office() as office:
        wanted = UntoldFilter(
            employee_id=employee_id(office, person),
            client_id=client_id(office, client),
            since=day_begins(since),
            until=day_ends(until),
        )
        rows = take(lambda older, n: office.call(list_untold, wanted=wanted, older=older, limit=n), limit)
    columns = (
        Column(_("call"), lambda row: row.call_id, right=True),
        Column(_("began"), lambda row: row.started_at),
        Column(_("person"), lambda row: row.employee),
        Column(_("talked"), lambda row: minutes(row.talk_ms), right=True),
        Column(_("client"), lambda row: row.client),
        Column(_("number"), lambda row: row.number),
        Column(_("draft"), lambda row: _("not saved yet") if row.draft else ""),
    )
    show_rows(rows, columns, as_json=as_json)


@app.command("join", help=_("Your talk carries your time of this call too: a call back in the same matter."))
def join(talk: TalkId, call: CallId, as_json: Json = False) -> None:
    from crm_tui.usecases.talk_calls import add_call_to_talk

    with the_office() as office:
        _show_time(office.call(add_call_to_talk, talk_id=talk, call_id=call), as_json=as_json)


@app.command("part", help=_("The call's time leaves your talk again."))
def part(talk: TalkId, call: CallId, as_json: Json = False) -> None:
    from crm_tui.usecases.talk_calls import take_call_off_talk

    with the_office() as office:
        _show_time(office.call(take_call_off_talk, talk_id=talk, call_id=call), as_json=as_json)


@app.command("time", help=_("The calls that the time of a talk comes from."))
def time(talk: TalkId, as_json: Json = False) -> None:
    from crm_tui.usecases.talk_calls import show_talk_time

    with the_office() as office:
        _show_time(office.call(show_talk_time, talk_id=talk), as_json=as_json)


def _time(office: "Office", work: WorkKind, start: str, length: str) -> "WorkTime":
    from crm_tui.domain.kyiv import parse_length, parse_moment
    from crm_tui.usecases.work import WorkTime

    began, lasted = parse_moment(start, now=office.clock()), parse_length(length)
    if began is None:
        raise Refused(_("{text} is no moment; write 24.11 10:30, or 10:30 for today").format(text=start))
    if lasted is None:
        raise Refused(_("{text} is no length; write 1:20, or 80 for minutes").format(text=length))
    return WorkTime(work, began, lasted)


def _show_time(time: "TalkTime", *, as_json: bool) -> None:
    from crm_tui.cli.output import minutes

    talk = time.talk
    lines = (
        (_("talk"), talk.id),
        (_("client"), talk.client),
        (_("service"), talk.service),
        (_("author"), talk.author),
        (_("talked"), minutes(talk.talk_ms)),
        *((_("call {id}").format(id=one.call_id), minutes(one.talk_ms)) for one in time.calls),
    )
    show_record(time, lines, as_json=as_json)


def talk_columns() -> tuple[Column, ...]:
    from crm_tui.cli.output import minutes

    return (
        Column(_("talk"), lambda row: row.id, right=True),
        Column(_("began"), lambda row: row.started_at),
        Column(_("kind"), lambda row: row.kind),
        Column(_("work"), lambda row: row.work or ""),
        Column(_("client"), lambda row: row.client),
        Column(_("service"), lambda row: row.service),
        Column(_("author"), lambda row: row.author),
        Column(_("talked"), lambda row: minutes(row.talk_ms), right=True),
        Column(_("result"), lambda row: row.result),
        Column(_("text"), lambda row: row.text),
    )
