"""`crm-tui payments check`: a bank's file is read to its end and told; nothing is posted."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.doc_show import money
from crm_tui.cli.options import Json
from crm_tui.cli.output import Column, print_json, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.money import money_decimal
from crm_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from crm_tui.exchange.bank_file import BankFile

BankPath = Annotated[
    Path, typer.Argument(metavar="FILE", help=_("CSV, XLSX, DBF, a page, CAMT.053 or MT940, as it came."))
]
By = Annotated[
    str,
    typer.Option(
        "--by", metavar="MAPPING", help=_("Read it by this mapping, a name or FILE.toml; else it is seen.")
    ),
]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("check", help=_("Read a bank's or CA's file and tell its sums; nothing is posted."))(check)


def check(file: BankPath, by: By = "", as_json: Json = False) -> None:
    from crm_tui.exchange.bank_reading import read_bank_file
    from crm_tui.usecases.parts.mapping_run import known

    with the_office() as office:
        there = known(office, by)
    for bad in there.unusable:
        typer.echo(bad.why, err=True)
    read = read_bank_file(file, mappings=there.mappings, only=there.only)
    if as_json:
        print_json(told(read))
    else:
        tell(read)
    read.checked()


def told(read: "BankFile") -> dict[str, object]:
    """A file's counts and sums as programs read them."""
    return {
        "file": read.name,
        "kind": read.kind,
        "register": read.register,
        "whole": read.whole,
        "rows": len(read.rows),
        "totals": [
            {
                "currency": one.currency,
                "direction": "in" if one.incoming else "out",
                "rows": one.rows,
                "amount": money_decimal(one.amount_kop),
            }
            for one in read.totals
        ],
        "columns": [{"column": column, "field": field} for column, field in read.headings],
        "problems": list(read.problems),
    }


def tell(read: "BankFile") -> None:
    """A file's counts and sums for people."""
    rows = ngettext("{n} row", "{n} rows", len(read.rows)).format(n=len(read.rows))
    typer.echo(f"{read.name}: {read.title}, {rows}")
    columns = (
        Column(_("currency"), lambda one: one.currency),
        Column(_("direction"), lambda one: _("came") if one.incoming else _("went out")),
        Column(_("rows"), lambda one: one.rows, right=True),
        Column(_("sum"), lambda one: money(one.amount_kop), right=True),
    )
    show_rows(read.totals, columns, as_json=False)
    for problem in read.problems:
        typer.echo(_("line {line}: {text}").format(line=problem.line, text=problem.text))
