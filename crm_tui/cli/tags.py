"""`crm-tui tags`: words on clients, put on and taken off one or many at once."""

from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.options import Json, noun
from crm_tui.cli.output import Column, in_words, print_json, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import TagColour
from crm_tui.i18n import _, ngettext
from crm_tui.screens.tag_words import merged_words

if TYPE_CHECKING:
    from crm_tui.usecases.client_tags import TagPreview
    from crm_tui.usecases.office import Office

app = noun()
Tags = Annotated[str, typer.Argument(metavar="TAG[,TAG]", help=_("One tag or several."))]
Codes = Annotated[list[str] | None, typer.Argument(metavar="CODE", help=_("Tax codes, or #id."))]
Found = Annotated[
    str, typer.Option("--found", metavar="TEXT", help=_("All that this search finds; #tag asks for a tag."))
]
Try = Annotated[bool, typer.Option("--dry-run", help=_("Only tell who would change."))]
COLUMNS = (
    Column(_("sign"), lambda row: row.sign),
    Column(_("tag"), lambda row: row.name),
    Column(_("colour"), lambda row: "" if row.colour is TagColour.NONE else row.colour.value),
    Column(_("clients"), lambda row: row.clients, right=True),
    Column(_("retired"), lambda row: row.retired),
    Column(_("merged into"), lambda row: row.merged_into),
)


@app.command("list", help=_("All tags and how many clients have each."))
def list_(
    retired: Annotated[bool, typer.Option("--all", help=_("Also the retired ones."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.tags import list_tags

    with the_office() as office:
        show_rows(office.call(list_tags, retired=retired), COLUMNS, as_json=as_json)


@app.command("put", help=_("Put tags on clients; a new word makes the tag."))
def put(
    tags: Tags, codes: Codes = None, found: Found = "", dry_run: Try = False, as_json: Json = False
) -> None:
    _change(codes or [], found, add=_names(tags), remove=(), dry_run=dry_run, as_json=as_json)


@app.command("off", help=_("Take tags off clients."))
def off(
    tags: Tags, codes: Codes = None, found: Found = "", dry_run: Try = False, as_json: Json = False
) -> None:
    _change(codes or [], found, add=(), remove=_names(tags), dry_run=dry_run, as_json=as_json)


@app.command("edit", help=_("Another word, sign or colour of a tag; its clients keep it."))
def edit(
    tag: Annotated[str, typer.Argument(metavar="TAG")],
    name: Annotated[str | None, typer.Option("--name", help=_("Another word."))] = None,
    sign: Annotated[
        str | None, typer.Option("--sign", help=_("One character of its own; - takes it off."))
    ] = None,
    colour: Annotated[TagColour | None, typer.Option("--colour", help=_("Only with a sign."))] = None,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.tags import edit_tag

    if name is None and sign is None and colour is None:
        raise typer.BadParameter(_("say --name, --sign or --colour"))
    with the_office() as office:
        row = office.call(edit_tag, tag=tag, name=name, sign=sign, colour=colour)
    show_rows([row], COLUMNS, as_json=as_json)


@app.command("rename", help=_("Another word for a tag; its clients keep it."))
def rename(
    tag: Annotated[str, typer.Argument(metavar="TAG")],
    name: Annotated[str, typer.Argument(metavar="NAME")],
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.tags import edit_tag

    with the_office() as office:
        show_rows([office.call(edit_tag, tag=tag, name=name)], COLUMNS, as_json=as_json)


@app.command("merge", help=_("Clients and kept filters of one tag go over to another; it is retired."))
def merge(
    tag: Annotated[str, typer.Argument(metavar="TAG")],
    into: Annotated[str, typer.Argument(metavar="INTO")] = "",
    undo: Annotated[bool, typer.Option("--undo", help=_("Take the last merge of TAG back."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.tag_merge import merge_tags, undo_tag_merge

    if bool(into) == undo:
        raise typer.BadParameter(_("name both tags, or one and --undo"))
    with the_office() as office:
        call = office.call
        done = call(undo_tag_merge, tag=tag) if undo else call(merge_tags, tag=tag, into=into)
    if as_json:
        print_json(done)
    else:
        typer.echo(merged_words(done, undone=undo))


@app.command("retire", help=_("A tag that nobody needs leaves the lists; put on anew, it comes back."))
def retire(tag: Annotated[str, typer.Argument(metavar="TAG")], as_json: Json = False) -> None:
    from crm_tui.usecases.tags import retire_tag

    with the_office() as office:
        show_rows([office.call(retire_tag, tag=tag)], COLUMNS, as_json=as_json)


def _names(text: str) -> tuple[str, ...]:
    names = tuple(part.strip() for part in text.split(",") if part.strip())
    if not names:
        raise Refused(_("Name a tag"))
    return names


def _change(
    codes: list[str],
    found: str,
    *,
    add: tuple[str, ...],
    remove: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    from crm_tui.usecases.client_tags import preview_tags, tag_clients

    with the_office() as office:
        clients = _clients(office, codes, found)
        if dry_run:
            seen = office.call(preview_tags, client_ids=clients, add=add, remove=remove)
            _show_preview(seen, as_json=as_json)
            return
        count = office.call(tag_clients, client_ids=clients, add=add, remove=remove).clients
    if as_json:
        print_json({"clients": count})
    else:
        typer.echo(ngettext("{n} client changed", "{n} clients changed", count).format(n=count))


def _show_preview(seen: "TagPreview", *, as_json: bool) -> None:
    if as_json:
        print_json(seen)
        return
    count = seen.clients
    typer.echo(ngettext("{n} client would change", "{n} clients would change", count).format(n=count))
    if seen.new:
        typer.echo(_("new tags: {tags}").format(tags=in_words(", ".join(seen.new))))
    if seen.back:
        typer.echo(
            _("retired, come back with their clients: {tags}").format(tags=in_words(", ".join(seen.back)))
        )
    for one in seen.first:
        typer.echo(f"  #{one.id} {in_words(one.name)}")
    if (more := count - len(seen.first)) > 0:
        typer.echo("  " + _("and {n} more").format(n=more))


def _clients(office: "Office", codes: list[str], found: str) -> list[int]:
    from crm_tui.usecases.client_tags import MOST
    from crm_tui.usecases.clients import client_ids
    from crm_tui.usecases.lookup import client_by_code

    if not codes and not found.strip():
        raise Refused(_("Say which clients: codes, or --found TEXT"))
    clients = [office.call(client_by_code, code=code).id for code in codes]
    if found.strip():
        clients += office.call(client_ids, wanted=found, limit=MOST + 1)
    return clients
