"""`crm-tui audit`: who changed what, and whether nobody altered the past."""

from typing import Annotated

import typer

from crm_tui.cli.options import Json, Limit, Since, Until, noun
from crm_tui.cli.output import Column, in_words, print_json, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _, ngettext

app = noun()


@app.command("list", help=_("The change log, the newest first."))
def list_(
    table: Annotated[str | None, typer.Option("--table", help=_("Of this table."))] = None,
    row: Annotated[str | None, typer.Option("--row", metavar="ID", help=_("Of this record."))] = None,
    person: Annotated[str | None, typer.Option("--person", metavar="LOGIN", help=_("By whom."))] = None,
    act: Annotated[str | None, typer.Option("--act", help=_("By what act (tasks.add_task)."))] = None,
    since: Since = None,
    until: Until = None,
    as_json: Json = False,
    limit: Limit = 50,
) -> None:
    from crm_tui.cli.paging import take
    from crm_tui.cli.references import day_begins, day_ends
    from crm_tui.usecases.audit_log import AuditFilter, list_audit

    wanted = AuditFilter(
        table_name=table,
        row_id=row,
        actor_login=person,
        act=act,
        since=day_begins(since),
        until=day_ends(until),
    )
    with the_office() as office:
        rows = take(lambda older, n: office.call(list_audit, wanted=wanted, older=older, limit=n), limit)
    columns = (
        Column(_("no."), lambda one: one.id, right=True),
        Column(_("time"), lambda one: one.at),
        Column(_("who"), lambda one: one.actor),
        Column(_("act"), lambda one: one.act),
        Column(_("change"), lambda one: one.change),
        Column(_("record"), lambda one: f"{one.table_name} {one.row_id}"),
        Column(_("what"), lambda one: _("erased by law") if one.erased else _changes(one.changes)),
    )
    show_rows(rows, columns, as_json=as_json)


@app.command("verify", help=_("Walk along the whole change log and find any altered byte."))
def verify(as_json: Json = False) -> None:
    from crm_tui.store.audit_read import verify as walk

    with the_office(Permission.ADMIN_AUDIT_READ) as office:
        verdict = walk(office.store)
    if as_json:
        print_json(verdict)
    for problem in verdict.problems if not as_json else ():
        typer.echo(problem)
    if not verdict.sound:
        n = len(verdict.problems)
        raise Refused(
            ngettext("{n} problem in the change log", "{n} problems in the change log", n).format(n=n)
        )
    if not as_json:
        typer.echo(_("sound: {rows} rows, end {head}").format(rows=verdict.rows, head=verdict.head))


def _changes(changes: tuple[tuple[str, object, object], ...]) -> str:
    """`column: old -> new`, without columns that stayed empty."""
    return "; ".join(
        f"{name}: {in_words(old)} -> {in_words(new)}" if old not in {None, ""} else f"{name}: {in_words(new)}"
        for name, old, new in changes
        if old not in {None, ""} or new not in {None, ""}
    )
