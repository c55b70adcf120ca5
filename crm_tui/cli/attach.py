"""`crm-tui attach`: files on clients, sets, tasks, talks and papers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.options import Client, Json, Limit, noun
from crm_tui.cli.output import Column, print_json, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.attachments import Subject, SubjectKind
from crm_tui.domain.errors import Refused
from crm_tui.i18n import _
from crm_tui.screens.file_words import size_words

if TYPE_CHECKING:
    from crm_tui.usecases.attachments import AttachmentRow
    from crm_tui.usecases.office import Office

app = noun()
Attachment = Annotated[int, typer.Argument(metavar="ID", help=_("The number in `attach list`."))]
KepSet = Annotated[str | None, typer.Option("--set", metavar="ID", help=_("A set's number, or КЕП-1230."))]
Task = Annotated[int | None, typer.Option("--task", metavar="ID", help=_("A task."))]
Talk = Annotated[int | None, typer.Option("--talk", metavar="ID", help=_("A saved talk."))]
Paper = Annotated[int | None, typer.Option("--paper", metavar="ID", help=_("An issued paper, a contract."))]


@app.command("add", help=_("Attach files, or a page from the scanner, to one record."))
def add(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH...", help=_("Files; none with --scan."))
    ] = None,
    client: Client = None,
    kep_set: KepSet = None,
    task: Task = None,
    talk: Talk = None,
    paper: Paper = None,
    document: Annotated[
        int | None, typer.Option("--document", metavar="N", help=_("It is this paper of a set's checklist."))
    ] = None,
    note: Annotated[str, typer.Option("--note", help=_("More words."))] = "",
    scan: Annotated[bool, typer.Option("--scan", help=_("Scan a page (setting scan_command)."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.adapters.folders import within
    from crm_tui.adapters.workplace import scan_file
    from crm_tui.usecases.parts.attachment_in import attach_paths, attach_scan

    if bool(paths) == scan:
        raise Refused(_("Say which files, or --scan"))
    with the_office() as office:
        subject = _subject(office, client, kep_set, task, talk, paper)
        if scan:
            done = attach_scan(office, scan_file, subject, note=note, document=document)
        else:
            own = (office.settings.path, str(office.store.path or ""))
            done = attach_paths(
                office,
                paths or (),
                subject,
                note=note,
                document=document,
                allowed=lambda path: within(path, office.settings.file_folders, never=own),
            )
    show_rows(done, attachment_columns(), as_json=as_json)


@app.command("list", help=_("Files of one record; of a client, also those of his sets, tasks and papers."))
def list_(
    client: Client = None,
    kep_set: KepSet = None,
    task: Task = None,
    talk: Talk = None,
    paper: Paper = None,
    removed: Annotated[bool, typer.Option("--removed", help=_("Also those that were taken off."))] = False,
    as_json: Json = False,
    limit: Limit = 200,
) -> None:
    from crm_tui.usecases.attachments import client_attachments, list_attachments

    with the_office() as office:
        subject = _subject(office, client, kep_set, task, talk, paper)
        if subject.kind is SubjectKind.CLIENT:
            rows = office.call(client_attachments, client_id=subject.id, removed=removed, limit=limit)
        else:
            rows = office.call(list_attachments, subject=subject, removed=removed, limit=limit)
    show_rows(rows, attachment_columns(), as_json=as_json)


@app.command("save", help=_("Write an attached file to the disk, as it came."))
def save(
    attachment: Attachment,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=_("The file to write."))] = None,
) -> None:
    from crm_tui.adapters.workplace import save_file
    from crm_tui.usecases.attachments import attachment_content

    with the_office() as office:
        file = office.call(attachment_content, attachment_id=attachment)
        folder = office.settings.out_dir or "."
    if output is None:
        path = save_file(folder, file.name, file.content)
    else:
        path = save_file(str(output.parent), output.name, file.content)
    typer.echo(str(path))


@app.command("remove", help=_("Take a file off its record, with a reason; the store keeps it."))
def remove(
    attachment: Attachment,
    reason: Annotated[str, typer.Option("--reason", help=_("Why; it stands in the history."))],
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.attachments import remove_attachment

    with the_office() as office:
        row = office.call(remove_attachment, attachment_id=attachment, reason=reason)
    if as_json:
        print_json(row)
    else:
        typer.echo(_("taken off: #{id} {name}").format(id=row.id, name=row.name))


@app.command("note", help=_("Words about a file."))
def note(
    attachment: Attachment,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=_("The note; it replaces the old one."))],
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.attachments import note_attachment

    with the_office() as office:
        row = office.call(note_attachment, attachment_id=attachment, note=text)
    show_rows([row], attachment_columns(), as_json=as_json)


def _subject(
    office: "Office",
    client: str | None,
    kep_set: str | None,
    task: int | None,
    talk: int | None,
    paper: int | None,
) -> Subject:
    from crm_tui.cli.kep_options import set_id
    from crm_tui.cli.references import client_id

    if sum(one is not None for one in (client, kep_set, task, talk, paper)) != 1:
        raise Refused(_("Say one of --client, --set, --task, --talk, --paper"))
    if client is not None:
        return Subject(SubjectKind.CLIENT, client_id(office, client) or 0)
    if kep_set is not None:
        return Subject(SubjectKind.KEP_SET, set_id(office, kep_set))
    plain = ((SubjectKind.TASK, task), (SubjectKind.TALK, talk), (SubjectKind.PAPER, paper))
    return next(Subject(kind, number) for kind, number in plain if number is not None)


def _about(row: "AttachmentRow") -> str:
    from crm_tui.cli.words import word_of

    words = word_of(row.subject_kind)
    return f"{words} {row.about}" if not row.document else f"{words} {row.about}: {row.document}"


def attachment_columns() -> tuple[Column, ...]:
    return (
        Column(_("no."), lambda row: row.id, right=True),
        Column(_("file"), lambda row: row.name),
        Column(_("kind"), lambda row: row.kind),
        Column(_("size"), lambda row: size_words(row.size), right=True),
        Column(_("on"), _about),
        Column(_("added"), lambda row: row.created_at),
        Column(_("by"), lambda row: row.author),
        Column(_("note"), lambda row: row.note),
        Column(_("taken off"), lambda row: row.removed_at),
        Column(_("why"), lambda row: row.removed_reason),
    )
