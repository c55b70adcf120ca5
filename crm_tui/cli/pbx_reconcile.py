"""`crm-tui pbx reconcile`: the journal of calls against the PBX's own record."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.options import Json, a_day
from crm_tui.cli.output import Column, print_json, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.call_compare import Differs, Done, Why
from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from crm_tui.pbx.reconcile import Report

PROBLEMS_SHOWN = 10


def register(app: typer.Typer) -> None:
    """Puts the command beside its sisters."""
    app.command("reconcile", help=_("Compare calls with the PBX's own record; add what was missed."))(command)


def command(
    since: Annotated[
        date | None,
        typer.Option("--from", metavar="DAY", parser=a_day, help=_("From this day on; else the last week.")),
    ] = None,
    until: Annotated[
        date | None, typer.Option("--to", metavar="DAY", parser=a_day, help=_("Up to this day, it included."))
    ] = None,
    cel: Annotated[
        str, typer.Option("--cel", metavar="FILE|URL", help=_("CEL: a file, or a database's address."))
    ] = "",
    cdr: Annotated[
        str, typer.Option("--cdr", metavar="FILE|URL", help=_("CDR, where there is no CEL."))
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only tell; write nothing."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.cli.references import day_begins, day_ends
    from crm_tui.pbx.reconcile import DAYS, reconcile, record_of

    with the_office(Permission.CALLS_RECORD_RECONCILE) as office:
        record = record_of(office.settings.pbx, cel=cel, cdr=cdr)
        if not any(record):
            raise Refused(_("no record is named: --cel FILE, --cdr FILE, or pbx.cel in the settings"))
        end = day_ends(until) or office.clock()
        begin = day_begins(since) or end - timedelta(days=DAYS)
        if begin >= end:
            raise Refused(_("the period ends before it begins"))
        report = reconcile(office, since=begin, until=end, cel=record[0], cdr=record[1], dry_run=dry_run)
    if as_json:
        print_json(report)
        return
    if report.findings:
        show_rows(report.findings, _columns(dry_run), as_json=False)
    _say(report)


DIFFERS = {
    Differs.MISSING_CALL: N_("no such call"),
    Differs.MISSING_LEG: N_("a talk is missing"),
    Differs.EXTRA_LEG: N_("a talk that is not in the record"),
    Differs.TALK: N_("length of the talk, s"),
    Differs.ENDING: N_("end of the call"),
    Differs.RESULT: N_("how it went"),
    Differs.RING: N_("ring"),
    Differs.TRANSFERS: N_("transfers"),
    Differs.NOT_IN_RECORD: N_("not in the record"),
}
WHY = {
    Why.NOBODY_LISTENED: N_("nobody listened"),
    Why.LISTENED_IN_PART: N_("it was not heard whole"),
    Why.HEARD_WHOLE: N_("it was heard whole"),
}
DONE = {
    Done.ADDED: N_("added"),
    Done.FILLED: N_("completed"),
    Done.REPORTED: N_("left as it is"),
}
NOT_YET = {Done.ADDED: N_("would be added"), Done.FILLED: N_("would be completed")}


def _columns(dry_run: bool) -> tuple[Column, ...]:
    from crm_tui.cli.words import word_of

    done = DONE | NOT_YET if dry_run else DONE
    return (
        Column(_("call"), lambda row: row.call_id or "-", right=True),
        Column(_("began"), lambda row: row.started_at),
        Column(_("number"), lambda row: row.number),
        Column(_("what differs"), lambda row: f"{_(DIFFERS[row.differs])} {row.part}".strip()),
        Column(_("ours"), lambda row: word_of(row.ours)),
        Column(_("record"), lambda row: word_of(row.theirs)),
        Column(_("why"), lambda row: _(WHY[row.why])),
        Column(_("done"), lambda row: _(done[row.done])),
    )


def _say(report: "Report") -> None:
    from crm_tui.pbx.reconcile import summary

    for problem in report.problems[:PROBLEMS_SHOWN]:
        typer.echo(_("line {line}: {what}").format(line=problem.line, what=problem.what), err=True)
    if (more := report.problem_count - PROBLEMS_SHOWN) > 0:
        typer.echo(ngettext("and {n} more line", "and {n} more lines", more).format(n=more), err=True)
    typer.echo(summary(report))
