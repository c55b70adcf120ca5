"""`crm-tui kep import`: a CA's list of certificates makes or completes sets."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.options import Json
from crm_tui.cli.output import Column, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.domain.kyiv import format_date
from crm_tui.i18n import N_, _

if TYPE_CHECKING:
    from crm_tui.usecases.kep_listed import ListedSet

OUTCOMES = {
    "same": N_("is there already"),
    "completed": N_("completed"),
    "made": N_("made"),
    "unknown": N_("no card with this code"),
    "no_kind": N_("no such kind of set"),
    "revoked": N_("revoked, left out"),
}


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("import", help=_("A CA's list (CSV, cp1251 or UTF-8) makes or completes sets."))(import_)


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The list, CSV with ; between."))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only tell what would be done."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.parts.listed_run import import_ca_list

    if not file.is_file():
        raise Refused(_("{file}: no such file").format(file=file))
    with the_office() as office:
        taken = import_ca_list(office, file, dry_run=dry_run, told=_progress)
    if sys.stderr.isatty():
        typer.echo("", err=True)
    for line, problem in taken.problems:
        typer.echo(_("line {line}: {text}").format(line=line, text=problem), err=True)
    _tell(list(taken.sets), as_json)


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        typer.echo(f"\r{done}/{of}", nl=False, err=True)


def _tell(told: "list[ListedSet]", as_json: bool) -> None:
    columns = (
        Column(_("lines"), lambda one: ", ".join(map(str, one.lines))),
        Column(_("code"), lambda one: one.tax_code),
        Column(_("holder"), lambda one: one.holder),
        Column(_("from"), lambda one: format_date(one.valid_from)),
        Column(_("until"), lambda one: format_date(one.valid_to)),
        Column(_("set"), lambda one: one.set_id or "", right=True),
        Column("", lambda one: f"{_(OUTCOMES[one.outcome.value])} {one.said}".strip()),
    )
    show_rows(told, columns, as_json=as_json)
    if not as_json:
        counts = ", ".join(
            f"{_(words)}: {n}" for code, words in OUTCOMES.items() if (n := _count(told, code))
        )
        typer.echo(counts or _("nothing to take in"))


def _count(told: "list[ListedSet]", code: str) -> int:
    return sum(one.outcome.value == code for one in told)
