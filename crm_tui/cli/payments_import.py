"""`crm-tui payments import`: the money of a bank's file or a CA's register comes in and is posted."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.doc_options import Reason
from crm_tui.cli.doc_show import money
from crm_tui.cli.options import Json, Limit
from crm_tui.cli.output import Column, print_json, show_rows
from crm_tui.cli.payments_check import BankPath, By, told
from crm_tui.cli.session import the_office
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from crm_tui.usecases.parts.payment_run import Morning, Posted

Own = Annotated[
    str | None,
    typer.Option("--own", metavar="CODE", help=_("To which own firm, when the file names no account.")),
]
Try = Annotated[bool, typer.Option("--dry-run", help=_("Only tell what would come in."))]
NoPost = Annotated[bool, typer.Option("--no-post", help=_("Take in only; post nothing."))]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("import", help=_("Take in a bank's or a CA's file and post what is sure."))(import_)
    app.command("imports", help=_("The files that were taken in, the newest first."))(imports)
    app.command("undo-import", help=_("Take a whole file back, with all that was posted of it."))(undo_import)
    app.command("post", help=_("Post by the rule what waits and is sure."))(post)


def import_(
    file: BankPath,
    own: Own = None,
    by: By = "",
    dry_run: Try = False,
    no_post: NoPost = False,
    as_json: Json = False,
) -> None:
    from crm_tui.cli.doc_options import own_id
    from crm_tui.usecases.parts.payment_run import read_file, take_in

    needs = Permission.PAYMENTS_PAYMENT_READ if dry_run else Permission.PAYMENTS_PAYMENT_WRITE
    with the_office(needs) as office:
        read = read_file(office, file, by)
        done = take_in(
            office, read, own_id(office, own), dry_run=dry_run, post=not no_post, progress=_progress
        )
    if as_json:
        print_json({**told(read), "imported": done.imported, "posted": done.posted})
    else:
        _tell(done)


def imports(as_json: Json = False, limit: Limit = 50) -> None:
    from crm_tui.usecases.payment_import import list_payment_imports

    with the_office() as office:
        show_rows(office.call(list_payment_imports, limit=limit), _COLUMNS, as_json=as_json)


def undo_import(
    number: Annotated[int, typer.Argument(metavar="ID", help=_("The number in `payments imports`."))],
    reason: Reason,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.payment_import import undo_payment_import

    with the_office() as office:
        count = office.call(undo_payment_import, import_id=number, reason=reason)
    if as_json:
        print_json({"reversed": count})
    else:
        print(ngettext("{n} payment taken back", "{n} payments taken back", count).format(n=count))


def post(as_json: Json = False) -> None:
    from crm_tui.usecases.parts.payment_run import post_all

    with the_office() as office:
        done = post_all(office, progress=_progress)
    if as_json:
        print_json(done)
    else:
        _tell_posted(done)


_COLUMNS = (
    Column(_("import"), lambda row: row.id, right=True),
    Column(_("when"), lambda row: row.at),
    Column(_("file"), lambda row: row.name),
    Column(_("own firm"), lambda row: row.own_entity),
    Column(_("rows"), lambda row: row.rows, right=True),
    Column(_("sum"), lambda row: money(row.sum_kop), right=True),
    Column(_("new"), lambda row: row.added, right=True),
    Column(_("known"), lambda row: row.known, right=True),
    Column(_("changed"), lambda row: row.changed, right=True),
    Column(_("by"), lambda row: row.author),
    Column(_("undone"), lambda row: row.undone_at),
)


def _tell(done: "Morning") -> None:
    one = done.imported
    said = _(
        "{file}: {rows} payments over {sum}; new {added} over {added_sum}, known {known}, changed {changed}"
    )
    print(
        said.format(
            file=one.name,
            rows=one.rows,
            sum=money(one.sum_kop),
            added=one.added,
            added_sum=money(one.added_sum_kop),
            known=one.known,
            changed=one.changed,
        )
    )
    if one.left_out:
        print(_("left out: {n} rows of money that went out or of another currency").format(n=one.left_out))
    if done.posted is None:
        print(_("nothing was changed") if one.id is None else _("nothing was posted"))
    else:
        _tell_posted(done.posted)


def _tell_posted(done: "Posted") -> None:
    if sys.stderr.isatty():
        print(file=sys.stderr)
    said = _("posted {n} over {sum}; {left} wait for a person: crm-tui payments waiting")
    print(said.format(n=done.posted, sum=money(done.posted_sum_kop), left=done.seen - done.posted))
    for problem in done.failed:
        typer.echo(problem, err=True)


def _progress(what: str, done: int, total: int) -> None:
    """One line that is written over, only where a person looks at it."""
    if sys.stderr.isatty():
        print(f"\r{what}: {done} / {total}", end="", file=sys.stderr, flush=True)
