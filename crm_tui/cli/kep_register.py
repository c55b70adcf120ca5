"""`crm-tui kep list|debts|filters`: the register of sets by any filter, its files, debts of documents."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_tui.cli.kep_options import Manager
from crm_tui.cli.options import Json, Limit
from crm_tui.cli.output import Column, plain, print_json, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.domain.kep_sets import KepDuty
from crm_tui.domain.money import format_money
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.usecases.kep_debts import KepDebt, ManagerDebts
    from crm_tui.usecases.kep_register import KepTotals
    from crm_tui.usecases.office import Office
    from crm_tui.usecases.parts.kep_columns import KepColumn
    from crm_tui.usecases.parts.kep_rows import KepSetRow

Duty = Annotated[
    str, typer.Option("--duty", metavar="DUTY", help=_("documents, generation or payment: what is missing."))
]


def list_(
    wanted: Annotated[
        str,
        typer.Option(
            "--filter", metavar="EXPR", help=_("'оплачено=цей-місяць і (борг=документи або прро=так)'.")
        ),
    ] = "",
    saved: Annotated[str, typer.Option("--saved", metavar="NAME", help=_("A kept filter by its name."))] = "",
    columns: Annotated[
        str,
        typer.Option("--columns", metavar="NAMES", help=_("Which columns, with commas; `all`: every one.")),
    ] = "",
    keep_columns: Annotated[
        bool, typer.Option("--keep-columns", help=_("These columns are shown from now on."))
    ] = False,
    totals: Annotated[bool, typer.Option("--totals", help=_("How many there are, and their sums."))] = False,
    sort: Annotated[
        str,
        typer.Option(
            "--sort", metavar="COLUMN", help=_("paid, -total, client ...; a minus: the most first.")
        ),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help=_("Write all of them to a file: csv, xlsx, json.")
        ),
    ] = None,
    as_json: Json = False,
    limit: Limit = 50,
) -> None:
    from crm_tui.usecases.kep_columns import choose_kep_columns, my_kep_columns
    from crm_tui.usecases.kep_register import kep_totals
    from crm_tui.usecases.kept_filters import KEP, named_filter

    if wanted and saved:
        raise Refused(_("--filter and --saved say the same: give one of them"))
    with the_office() as office:
        text = office.call(named_filter, of=KEP, name=saved) if saved else wanted
        chosen = office.call(my_kep_columns, names=columns)
        if out is not None:
            count = _write(office, out, chosen, wanted=text, sort=sort).count
        else:
            rows = _pages(office, text, sort, limit)
            sums = office.call(kep_totals, wanted=text) if totals else None
        if keep_columns:
            office.call(choose_kep_columns, names=columns)
    if out is not None:
        typer.echo(_("{file}: {n} sets").format(file=out, n=count))
    elif as_json:
        told = [plain(row) for row in rows]
        print_json({"rows": told, "totals": plain(sums)} if sums else told)
    else:
        show_rows(rows, [_column(one) for one in chosen], as_json=False)
        _say_totals(sums)


def _pages(office: "Office", wanted: str, sort: str, limit: int) -> list["KepSetRow"]:
    from crm_tui.usecases.kep_register import MOST, kep_page

    rows: list[KepSetRow] = []
    after = None
    while len(rows) < limit:
        page = office.call(
            kep_page, wanted=wanted, sort=sort, after=after, limit=min(MOST, limit - len(rows))
        )
        rows += page.rows
        if not page.more:
            break
        after = page.places[-1]
    return rows


def _write(
    office: "Office", out: Path, chosen: tuple["KepColumn", ...], *, wanted: str, sort: str
) -> "KepTotals":
    """All sets of the filter as a file, the totals as its last line."""
    from crm_tui.exchange.table_file import FileColumn, open_table_file
    from crm_tui.usecases.kep_columns import export_register
    from crm_tui.usecases.parts.kep_columns import CellKind

    columns = [
        FileColumn(one.name.removesuffix("_kop"), _(one.title), one.kind is CellKind.MONEY) for one in chosen
    ]
    form = out.suffix.lower().removeprefix(".")
    with open_table_file(out, form, columns) as (write, total):
        sums: KepTotals = office.call(
            export_register,
            write=lambda row: write([one.value(row) for one in chosen]),
            wanted=wanted,
            sort=sort,
        )
        known = {
            "id": sums.count,
            "own_kop": sums.own_kop,
            "ca_kop": sums.ca_kop,
            "total_kop": sums.total_kop,
        }
        total([known.get(one.name) for one in chosen])
    return sums


def _column(one: "KepColumn") -> Column:
    from crm_tui.usecases.parts.kep_columns import CellKind

    def value(row: "KepSetRow") -> object:
        found = one.value(row)
        return format_money(found) if one.kind is CellKind.MONEY else found

    return Column(_(one.title), value, right=one.kind in {CellKind.MONEY, CellKind.COUNT})


def _say_totals(sums: "KepTotals | None") -> None:
    if sums is None:
        return
    said = _("sets {n}: own {own} + CA {ca} = {total}; paid {paid}: {money}")
    typer.echo(
        said.format(
            n=sums.count,
            own=format_money(sums.own_kop),
            ca=format_money(sums.ca_kop),
            total=format_money(sums.total_kop),
            paid=sums.paid_count,
            money=format_money(sums.paid_kop),
        )
    )


def debts(
    duty: Duty = "documents",
    manager: Manager = None,
    by_manager: Annotated[bool, typer.Option("--by-manager", help=_("Only how many each has."))] = False,
    tasks: Annotated[
        bool, typer.Option("--tasks", help=_("Make a task for each that has none yet."))
    ] = False,
    as_json: Json = False,
    limit: Limit = 50,
) -> None:
    from crm_tui.usecases.kep_debts import make_debt_tasks, sum_kep_debts

    wanted = _duty(duty)
    with the_office() as office:
        if tasks:
            made = office.call(make_debt_tasks, duty=wanted, manager=manager or "")
        elif by_manager:
            sums = office.call(sum_kep_debts, duty=wanted, manager=manager or "")
        else:
            rows = _debts(office, wanted, manager or "", limit)
    if tasks and as_json:
        print_json(made)
    elif tasks:
        typer.echo(_("tasks made: {made}; there already: {known}").format(made=made.made, known=made.known))
    elif by_manager:
        show_rows(sums, _sum_columns(), as_json=as_json)
    else:
        show_rows(rows, _debt_columns(), as_json=as_json)


def _debts(office: "Office", duty: KepDuty, manager: str, limit: int) -> list["KepDebt"]:
    from crm_tui.cli.paging import take
    from crm_tui.usecases.kep_debts import list_kep_debts

    def page(older: Any, most: int) -> Any:
        return office.call(list_kep_debts, duty=duty, manager=manager, older=older, limit=most)

    return take(page, limit)


def _duty(word: str) -> KepDuty:
    known = (KepDuty.DOCUMENTS, KepDuty.GENERATION, KepDuty.PAYMENT)
    if word not in known:
        raise Refused(_("{option} is one of: {choices}").format(option="--duty", choices=", ".join(known)))
    return KepDuty(word)


def _debt_columns() -> tuple[Column, ...]:
    return (
        Column(_("set"), lambda one: one.row.id, right=True),
        Column(_("client"), lambda one: one.row.client),
        Column(_("kind"), lambda one: one.row.kind),
        Column(_("manager"), lambda one: one.row.manager),
        Column(_("sum"), lambda one: format_money(one.row.total_kop), right=True),
        Column(_("since"), lambda one: one.since),
        Column(_("days"), lambda one: one.days, right=True),
        Column(_("task"), lambda one: one.task_id, right=True),
    )


def _sum_columns() -> tuple[Column, ...]:
    def whose(one: "ManagerDebts") -> str:
        return one.manager.name if one.manager else _("nobody's")

    return (
        Column(_("manager"), whose),
        Column(_("sets"), lambda one: one.count, right=True),
        Column(_("sum"), lambda one: format_money(one.total_kop), right=True),
        Column(_("the oldest, days"), lambda one: one.oldest_days, right=True),
    )


def filters(
    save: Annotated[
        str, typer.Option("--save", metavar="NAME", help=_("Keep --filter under this name."))
    ] = "",
    wanted: Annotated[str, typer.Option("--filter", metavar="EXPR", help=_("What is kept."))] = "",
    shared: Annotated[bool, typer.Option("--shared", help=_("For everybody; heads only."))] = False,
    remove: Annotated[
        int | None, typer.Option("--remove", metavar="ID", help=_("Throw away a filter of your own."))
    ] = None,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.kept_filters import KEP, list_filters, remove_filter, save_filter

    if (wanted or shared) and not save:
        raise Refused(_("--filter needs --save NAME here"))
    if save and remove is not None:
        raise Refused(_("either --save or --remove"))
    with the_office() as office:
        if remove is not None:
            office.call(remove_filter, of=KEP, filter_id=remove)
        if save:
            office.call(save_filter, of=KEP, name=save, text=wanted, shared=shared)
        rows = office.call(list_filters, of=KEP)
    show_rows(rows, _filter_columns(), as_json=as_json)


def _filter_columns() -> tuple[Column, ...]:
    return (
        Column(_("number"), lambda row: row.id, right=True),
        Column(_("name"), lambda row: row.name),
        Column(_("filter"), lambda row: row.text),
        Column(_("whose"), lambda row: row.owner),
        Column(_("shared"), lambda row: row.shared),
    )


def register(app: typer.Typer) -> None:
    """The verbs of this file."""
    app.command("list", help=_("The register of sets by any filter, as a table or a file."))(list_)
    app.command("debts", help=_("Sets that lack documents, certificates or money; the oldest first."))(debts)
    app.command("filters", help=_("Filters of the register: shipped, your own, shared."))(filters)
