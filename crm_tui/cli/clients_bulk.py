"""`crm-tui clients import|export|merge|duplicates`: cards by the thousand, and cards that are one client."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.options import Json, Limit
from crm_tui.cli.output import Column, print_json, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from crm_tui.usecases.client_import import ChunkTaken, ImportCounts, LineNote
    from crm_tui.usecases.office import Office

MOST_NOTES = 1_000
"""Lines told one by one; `--report` writes all of them."""
Undo = Annotated[int | None, typer.Option("--undo", metavar="ID", help=_("Take this one back."))]


def import_(
    file: Annotated[Path | None, typer.Argument(help=_("A list: CSV, XLSX or JSON."))] = None,
    pairs: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="HEADER=FIELD", help=_("What a column means; may be repeated.")),
    ] = None,
    map_file: Annotated[Path | None, typer.Option(help=_("The same from a TOML or JSON file."))] = None,
    source: Annotated[
        str, typer.Option(help=_("Whose numbers the list's ids are; else the file's name."))
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only tell what would be done."))] = False,
    keep_duplicates: Annotated[
        bool, typer.Option("--keep-duplicates", help=_("Take also what looks like a card that is there."))
    ] = False,
    make_tags: Annotated[
        bool, typer.Option("--make-tags", help=_("Make the tags that the list names and nobody has."))
    ] = False,
    report: Annotated[Path | None, typer.Option(help=_("Write every line's note to this file."))] = None,
    undo: Undo = None,
    leave_used: Annotated[
        bool, typer.Option("--leave-used", help=_("With --undo: cards in use stay, the rest goes."))
    ] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.exchange.client_columns import read_mapping
    from crm_tui.usecases.parts.import_run import import_clients

    if undo is not None:
        with the_office() as office:
            _undo_import(office, undo, leave_used, as_json)
        return
    if file is None:
        raise typer.BadParameter(_("name the file"))
    notes = _Notes(report)
    with the_office() as office, notes:
        done = import_clients(
            office,
            file,
            mapping=read_mapping(pairs or (), map_file),
            source=source,
            dry_run=dry_run,
            keep_duplicates=keep_duplicates,
            make_tags=make_tags,
            told=notes.hear,
        )
    if as_json:
        print_json({"run_id": done.run_id, **_plain(done.counts), "notes": notes.kept})
        return
    for note in notes.kept:
        typer.echo(_("line {line}: {text}").format(line=note.line, text=note.text))
    if done.unknown_columns:
        typer.echo(_("columns left out: {names}").format(names=", ".join(done.unknown_columns)), err=True)
    if done.finished_before:
        typer.echo(_("this file has been taken in before: import {id}").format(id=done.run_id))
    typer.echo(_counted(done.counts, done.run_id))


def export(
    output: Annotated[Path, typer.Option("--output", "-o", help=_("The file to write."))],
    form: Annotated[
        str, typer.Option("--format", help=_("csv, xlsx or json; else by the file's name."))
    ] = "",
) -> None:
    from crm_tui.exchange.client_file import FORMS, open_client_file
    from crm_tui.usecases.client_export import export_clients

    wanted = form or output.suffix.lower().removeprefix(".")
    if wanted not in FORMS:
        raise Refused(_("say --format csv, xlsx or json"))
    with the_office() as office, open_client_file(output, wanted) as write:
        count = office.call(export_clients, write=write)
    typer.echo(ngettext("{n} client", "{n} clients", count).format(n=count))


def merge(
    keep: Annotated[
        str, typer.Argument(metavar="CODE", help=_("The card that stays: tax code, or #id."))
    ] = "",
    other: Annotated[str, typer.Argument(metavar="CODE", help=_("The card that goes into it."))] = "",
    undo: Undo = None,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.client_merge import merge_clients, undo_merge
    from crm_tui.usecases.lookup import client_by_code

    if undo is None and not (keep and other):
        raise typer.BadParameter(_("name both cards, or --undo ID"))
    with the_office() as office:
        if undo is not None:
            done = office.call(undo_merge, merge_id=undo)
        else:
            ids = [office.call(client_by_code, code=code).id for code in (keep, other)]
            done = office.call(merge_clients, keep_id=ids[0], merge_id=ids[1])
    if as_json:
        print_json(done)
        return
    moved = ", ".join(f"{name} {count}" for name, count in done.moved.items())
    text = (
        _("merge {id}: #{merged} -> #{kept}") if undo is None else _("merge {id} undone: #{merged}, #{kept}")
    )
    typer.echo(
        text.format(id=done.id, merged=done.merged_id, kept=done.kept_id) + (f" ({moved})" if moved else "")
    )


def merges(
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("Tax code, or #id."))], as_json: Json = False
) -> None:
    from crm_tui.usecases.client_merge import list_merges
    from crm_tui.usecases.lookup import client_by_code

    with the_office() as office:
        rows = office.call(list_merges, client_id=office.call(client_by_code, code=code).id)
    columns = (
        Column(_("id"), lambda row: row.id, right=True),
        Column(_("kept"), lambda row: f"#{row.kept_id}"),
        Column(_("merged"), lambda row: f"#{row.merged_id}"),
        Column(_("rows moved"), lambda row: sum(row.moved.values()), right=True),
    )
    show_rows(rows, columns, as_json=as_json)


def duplicates(
    by: Annotated[str, typer.Option("--by", help=_("tax_code, phone or name; else all."))] = "",
    as_json: Json = False,
    limit: Limit = 200,
) -> None:
    from crm_tui.usecases.duplicate_list import list_duplicates
    from crm_tui.usecases.duplicates import SameBy

    if by and by not in set(SameBy):
        raise Refused(_("--by is one of: {choices}").format(choices=", ".join(SameBy)))
    with the_office() as office:
        found = [
            twins
            for way in SameBy
            if not by or way.value == by
            for twins in office.call(list_duplicates, by=way, limit=limit)
        ]
    columns = (
        Column(_("same by"), lambda row: row.why.value),
        Column(_("value"), lambda row: row.value),
        Column(_("clients"), lambda row: ", ".join(f"#{one.id} {one.name}" for one in row.clients)),
    )
    show_rows(found, columns, as_json=as_json)


def register(app: typer.Typer) -> None:
    """Puts the verbs on the noun `clients`."""
    app.command("import", help=_("Take in a list of clients; a second run of it changes nothing."))(import_)
    app.command("export", help=_("Write all cards to a file that `import` reads back."))(export)
    app.command("merge", help=_("Make two cards of one client one."))(merge)
    app.command("merges", help=_("The merges of a card that can be undone, the latest first."))(merges)
    app.command("duplicates", help=_("Cards that may be one client."))(duplicates)


class _Notes:
    """Keeps the first notes for the screen and writes all to the report."""

    def __init__(self, report: Path | None) -> None:
        self.kept: list[LineNote] = []
        self._report = report
        self._file = None if report is None else report.open("w", encoding="utf-8")

    def hear(self, taken: "ChunkTaken") -> None:
        self.kept += taken.notes[: MOST_NOTES - len(self.kept)]
        if self._file:
            self._file.writelines(f"{note.line}\t{note.outcome.value}\t{note.text}\n" for note in taken.notes)

    def __enter__(self) -> "_Notes":
        return self

    def __exit__(self, *_error: object) -> None:
        if self._file:
            self._file.close()


def _undo_import(office: "Office", run_id: int, leave_used: bool, as_json: bool) -> None:
    from crm_tui.usecases.parts.import_run import undo_import

    undone = undo_import(office, run_id, leave_used=leave_used)
    if as_json:
        print_json(undone)
    for used in () if as_json else undone.kept[:MOST_NOTES]:
        typer.echo(f"#{used.client.id} {used.client.name}: {used.why}")
    if undone.kept and not leave_used:
        raise Refused(_("nothing was taken back: these cards are in use; --leave-used takes back the others"))
    if not as_json:
        count = undone.removed
        typer.echo(ngettext("{n} card taken back", "{n} cards taken back", count).format(n=count))


def _plain(counts: "ImportCounts") -> dict[str, int]:
    from dataclasses import asdict

    return asdict(counts)


def _counted(counts: "ImportCounts", run_id: int | None) -> str:
    head = _("dry run") if run_id is None else _("import {id}").format(id=run_id)
    text = _("{head}: {lines} lines; added {added}, known {already}, doubles {duplicates}, refused {refused}")
    return text.format(head=head, **_plain(counts))
