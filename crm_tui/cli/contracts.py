"""`crm-tui contracts`: the register of contracts, which came back signed, their other facts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_tui.cli.options import Client, Json, Limit, a_day, noun
from crm_tui.cli.output import Column, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.contracts import ContractFact, ContractShow
from crm_tui.domain.errors import Refused
from crm_tui.domain.money import format_money
from crm_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from crm_tui.usecases.contracts import ContractAsked
    from crm_tui.usecases.office import Office

app = noun()
Show = Annotated[
    str,
    typer.Option("--show", metavar="WHICH", help=_("waiting (not come back signed), returned, ended, all.")),
]
Manager = Annotated[str | None, typer.Option("--manager", metavar="LOGIN", help=_("Whose sale it is."))]
Older = Annotated[
    int, typer.Option("--older", metavar="DAYS", min=0, help=_("Only those made at least so long ago."))
]


@app.command("list", help=_("Contracts; without options those that have not come back signed."))
def list_(
    show: Show = "waiting",
    manager: Manager = None,
    client: Client = None,
    older: Older = 0,
    by_manager: Annotated[bool, typer.Option("--by-manager", help=_("Only how many each has."))] = False,
    as_json: Json = False,
    limit: Limit = 100,
) -> None:
    from crm_tui.usecases.contracts import list_contracts, sum_contracts

    rows, after = list[Any](), None
    with the_office() as office:
        asked = _asked(office, show, manager, client, older)
        if by_manager:
            show_rows(office.call(sum_contracts, asked=asked), _SUMS, as_json=as_json)
            return
        while len(rows) < limit:
            page = office.call(list_contracts, asked=asked, after=after, limit=limit - len(rows))
            rows += page.rows
            after = page.after
            if after is None:
                break
    show_rows(rows, _COLUMNS, as_json=as_json)


@app.command("mark", help=_("Tell what became of contracts: came back signed, or another fact; undo it."))
def mark(
    contracts: Annotated[list[int], typer.Argument(metavar="ID...", help=_("Numbers in `contracts list`."))],
    fact: Annotated[
        str,
        typer.Option(
            "--fact", metavar="FACT", help=_("returned, printed, sent, scanned, prolonged or ended.")
        ),
    ] = "returned",
    day: Annotated[
        str, typer.Option("--day", metavar="DAY", help=_("On which day, else today; prolonged: until."))
    ] = "",
    undo: Annotated[bool, typer.Option("--undo", help=_("It was told by mistake."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.contracts import mark_contracts, unmark_contract

    told = _one_of(ContractFact, fact)
    if undo and (day or len(contracts) > 1):
        raise Refused(_("--undo takes one contract and no day"))
    on = a_day(day) if day else None
    with the_office() as office:
        if undo:
            rows = [office.call(unmark_contract, paper_id=contracts[0], fact=told)]
        else:
            rows = list(office.call(mark_contracts, paper_ids=contracts, fact=told, day=on))
    show_rows(rows, _COLUMNS, as_json=as_json)


@app.command("export", help=_("Write the register to a file: csv, xlsx or json."))
def export(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help=_("The file to write."))],
    show: Show = "waiting",
    manager: Manager = None,
    client: Client = None,
    older: Older = 0,
) -> None:
    from crm_tui.exchange.table_file import FileColumn, open_table_file
    from crm_tui.usecases.contracts import export_contracts

    columns = [FileColumn(name, one.title, name == "total") for name, one in _NAMED.items()]
    form = output.suffix.lower().removeprefix(".")
    with the_office() as office:
        asked = _asked(office, show, manager, client, older)
        with open_table_file(output, form, columns) as (write, _total):
            count = office.call(
                export_contracts,
                write=lambda row: write([_cell(name, one.value(row), row) for name, one in _NAMED.items()]),
                asked=asked,
            )
    typer.echo(ngettext("{n} contract", "{n} contracts", count).format(n=count))


def _asked(
    office: "Office", show: str, manager: str | None, client: str | None, older: int
) -> "ContractAsked":
    from crm_tui.cli.references import client_id, employee_id
    from crm_tui.usecases.contracts import ContractAsked

    which = _one_of(ContractShow, show)
    return ContractAsked(which, employee_id(office, manager), client_id(office, client), older)


def _one_of(kind: Any, text: str) -> Any:
    if text not in list(kind):
        raise Refused(_("{word}: it is one of: {choices}").format(word=text[:40], choices=", ".join(kind)))
    return kind(text)


def _cell(name: str, value: Any, row: Any) -> Any:
    """A file has names and kopiykas, a table their words."""
    if name == "total":
        return row.total_kop
    return getattr(value, "name", value) if name in {"client", "manager"} else value


_NAMED = {
    "id": Column(_("no."), lambda row: row.id, right=True),
    "number": Column(_("number"), lambda row: row.number),
    "day": Column(_("day"), lambda row: row.day),
    "kind": Column(_("kind"), lambda row: row.kind),
    "client": Column(_("client"), lambda row: row.client),
    "tax_code": Column(_("code"), lambda row: row.tax_code),
    "about": Column(_("covers"), lambda row: row.about),
    "total": Column(_("sum"), lambda row: format_money(row.total_kop), right=True),
    "manager": Column(_("manager"), lambda row: row.manager),
    "days": Column(_("waits, days"), lambda row: row.days, right=True),
    "printed_on": Column(_("printed"), lambda row: row.printed_on),
    "sent_on": Column(_("sent"), lambda row: row.sent_on),
    "returned_on": Column(_("came back"), lambda row: row.returned_on),
    "scanned_on": Column(_("scanned"), lambda row: row.scanned_on),
    "prolonged_until": Column(_("prolonged until"), lambda row: row.prolonged_until),
    "ended_on": Column(_("ended"), lambda row: row.ended_on),
}
_COLUMNS = tuple(_NAMED.values())
_SUMS = (
    Column(_("manager"), lambda row: row.manager),
    Column(_("contracts"), lambda row: row.count, right=True),
    Column(_("oldest, days"), lambda row: row.oldest_days, right=True),
)
