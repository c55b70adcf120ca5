"""`crm-tui kep import`: a CA's list of certificates makes or completes sets."""

import sys
from collections.abc import Iterator
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
    from crm_tui.exchange.certificate_list import ListedCertificate
    from crm_tui.usecases.kep_listed import ListedSet

PORTION = 500
"""Sets in one transaction: a list that is cut off leaves whole sets, and goes on when told again."""
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
    from crm_tui.exchange.certificate_list import in_sets, read_ca_list
    from crm_tui.exchange.sheet import open_sheet
    from crm_tui.usecases.kep_listed import take_listed, try_listed

    if not file.is_file():
        raise Refused(_("{file}: no such file").format(file=file))
    with open_sheet(file) as sheet:
        rows = list(read_ca_list(sheet))
    for row in rows:
        for problem in row.problems:
            typer.echo(_("line {line}: {text}").format(line=row.line, text=problem), err=True)
    told: list[ListedSet] = []
    with the_office() as office:
        sets = in_sets(rows)
        for portion in _portions(sets):
            told += office.call(try_listed if dry_run else take_listed, rows=portion)
            if sys.stderr.isatty():
                typer.echo(f"\r{len(told)}/{len(sets)}", nl=False, err=True)
    if sys.stderr.isatty():
        typer.echo("", err=True)
    _tell(told, as_json)


def _portions(
    sets: "list[tuple[ListedCertificate, ...]]",
) -> "Iterator[tuple[ListedCertificate, ...]]":
    for begin in range(0, len(sets), PORTION):
        yield tuple(row for group in sets[begin : begin + PORTION] for row in group)


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
