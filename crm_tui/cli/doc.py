"""`crm-tui doc`: offers, invoices, acts, contracts: made, issued, printed, sent."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.doc_letters import add_letters
from crm_tui.cli.doc_options import (
    Budget,
    Contract,
    Day,
    Lines,
    Note,
    Number,
    Out,
    Own,
    Places,
    Reason,
    Until,
)
from crm_tui.cli.doc_show import paper_columns, show_paper_card
from crm_tui.cli.options import Client, Json, Limit, noun
from crm_tui.cli.output import show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.kinds import PaperState
from crm_tui.domain.papers import PaperKind
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.usecases.office import Office
    from crm_tui.usecases.papers import PaperCard

app = noun()


def _maker(kind: PaperKind) -> Callable[..., None]:
    """The command that makes a paper of one kind."""

    def make(
        client: Client = None,
        task: Annotated[int | None, typer.Option("--task", metavar="ID", help=_("For this task."))] = None,
        service: Annotated[
            list[int] | None,
            typer.Option("--service", metavar="ID", help=_("A number in `services list`: renews it.")),
        ] = None,
        after: Annotated[
            int | None,
            typer.Option("--after", metavar="ID", help=_("A paper to go on from.")),
        ] = None,
        own: Own = None,
        line: Lines = None,
        day: Day = None,
        until: Until = None,
        contract: Contract = None,
        note: Note = None,
        budget: Budget = False,
        issue: Annotated[bool, typer.Option("--issue", help=_("Issue it at once; -o does, too."))] = False,
        out: Out = None,
        as_json: Json = False,
    ) -> None:
        from crm_tui.cli.doc_lines import changed, read_lines
        from crm_tui.cli.doc_options import own_id
        from crm_tui.cli.references import client_id
        from crm_tui.usecases.paper_drafts import prepare_paper
        from crm_tui.usecases.papers import add_paper, issue_paper

        with the_office() as office:
            prepared = office.call(
                prepare_paper,
                kind=kind,
                client_id=client_id(office, client),
                task_id=task,
                client_service_ids=tuple(service or ()),
                based_on_id=after,
                own_entity_id=own_id(office, own),
            )
            fields = changed(
                prepared.fields, day=day, until=until, contract=contract, note=note, budget=budget
            )
            if line:
                fields = read_lines(office, fields, line, [*fields.lines])
            card = office.call(add_paper, fields=fields)
            warnings = prepared.notes
            if issue or out is not None:
                done = office.call(issue_paper, paper_id=card.id)
                card, warnings = done.paper, (*warnings, *done.warnings)
            if out is not None:
                _write(office, card, out)
        for text in warnings:
            typer.echo(text, err=True)
        show_paper_card(card, as_json)

    return make


app.command("offer", help=_("Make an offer."))(_maker(PaperKind.OFFER))
app.command("invoice", help=_("Make an invoice."))(_maker(PaperKind.INVOICE))
app.command("act", help=_("Make an act of services rendered."))(_maker(PaperKind.ACT))
app.command("contract", help=_("Make a contract."))(_maker(PaperKind.CONTRACT))


@app.command("list", help=_("Papers, the newest first."))
def list_(
    client: Client = None,
    kind: Annotated[PaperKind | None, typer.Option("--kind", help=_("Only these."))] = None,
    state: Annotated[PaperState | None, typer.Option("--state", help=_("Only these."))] = None,
    author: Annotated[str | None, typer.Option("--author", metavar="LOGIN", help=_("Whose."))] = None,
    task: Annotated[int | None, typer.Option("--task", metavar="ID", help=_("For this task."))] = None,
    as_json: Json = False,
    limit: Limit = 50,
) -> None:
    from crm_tui.cli.paging import take
    from crm_tui.cli.references import client_id, employee_id
    from crm_tui.usecases.papers import list_papers

    with the_office() as office:
        of, whose = client_id(office, client), employee_id(office, author)
        rows = take(
            lambda older, n: office.call(
                list_papers,
                client_id=of,
                kind=kind,
                state=state,
                author_id=whose,
                task_id=task,
                older=older,
                limit=n,
            ),
            limit,
        )
    show_rows(rows, paper_columns(), as_json=as_json)


@app.command("show", help=_("One paper: its lines, sums, versions; --text as it is printed."))
def show(
    paper: Number,
    text: Annotated[bool, typer.Option("--text", help=_("As plain text."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.papers import paper_text, show_paper

    with the_office() as office:
        if text:
            typer.echo(office.call(paper_text, paper_id=paper))
            return
        card = office.call(show_paper, paper_id=paper)
    show_paper_card(card, as_json)


@app.command("edit", help=_("Change a draft; with --line all its lines are given anew."))
def edit(
    paper: Number,
    own: Own = None,
    line: Lines = None,
    day: Day = None,
    until: Until = None,
    contract: Contract = None,
    note: Note = None,
    as_json: Json = False,
) -> None:
    from dataclasses import replace

    from crm_tui.cli.doc_lines import changed, read_lines
    from crm_tui.cli.doc_options import own_id
    from crm_tui.usecases.papers import edit_paper, show_paper
    from crm_tui.usecases.parts.paper_lines import fields_of

    with the_office() as office:
        card = office.call(show_paper, paper_id=paper)
        was = fields_of(card)
        fields = changed(was, day=day, until=until, contract=contract, note=note)
        if own is not None:
            fields = replace(fields, own_entity_id=own_id(office, own) or 0)
        if line:
            fields = read_lines(office, fields, line, [])
        card = office.call(
            edit_paper, paper_id=paper, version=card.row.version, lines_were=was.lines, fields=fields
        )
    show_paper_card(card, as_json)


@app.command("issue", help=_("Give a draft its number and its file; it is not changed afterwards."))
def issue(paper: Number, out: Out = None, as_json: Json = False) -> None:
    from crm_tui.usecases.papers import issue_paper

    with the_office() as office:
        done = office.call(issue_paper, paper_id=paper)
        if out is not None:
            _write(office, done.paper, out)
    for text in done.warnings:
        typer.echo(text, err=True)
    show_paper_card(done.paper, as_json)


@app.command("version", help=_("Begin a new version of an issued paper: a draft under the same number."))
def version(paper: Number, reason: Reason, as_json: Json = False) -> None:
    from crm_tui.usecases.papers import new_version

    with the_office() as office:
        card = office.call(new_version, paper_id=paper, reason=reason)
    show_paper_card(card, as_json)


@app.command("take-off", help=_("Take lines off an issued invoice: a new version of it, issued at once."))
def take_off(paper: Number, places: Places, reason: Reason, out: Out = None, as_json: Json = False) -> None:
    from crm_tui.usecases.paper_take_off import take_lines_off
    from crm_tui.usecases.papers import show_paper

    with the_office() as office:
        seen = office.call(show_paper, paper_id=paper).row.version
        done = office.call(take_lines_off, paper_id=paper, version=seen, places=places, reason=reason)
        if out is not None:
            _write(office, done.paper, out)
    for text in done.warnings:
        typer.echo(text, err=True)
    show_paper_card(done.paper, as_json)


@app.command("cancel", help=_("Cancel an issued paper; its number is not given again."))
def cancel(paper: Number, reason: Reason, as_json: Json = False) -> None:
    from crm_tui.usecases.papers import cancel_paper

    with the_office() as office:
        card = office.call(cancel_paper, paper_id=paper, reason=reason)
    show_paper_card(card, as_json)


@app.command("drop", help=_("Throw a draft away."))
def drop(paper: Number) -> None:
    from crm_tui.usecases.papers import drop_draft_paper

    with the_office() as office:
        office.call(drop_draft_paper, paper_id=paper)
    typer.echo(_("thrown away"))


@app.command("save", help=_("Write the file of an issued paper: to -o, else into the out-folder."))
def save(paper: Number, out: Out = None) -> None:
    from crm_tui.adapters.workplace import save_file
    from crm_tui.usecases.papers import paper_pdf

    with the_office() as office:
        file = office.call(paper_pdf, paper_id=paper)
        if out is None:
            out = save_file(office.settings.out_dir, file.name, file.content)
        else:
            out.write_bytes(file.content)
    typer.echo(str(out))


@app.command("print", help=_("Print an issued paper by the workplace's command."))
def print_(
    paper: Number,
    copies: Annotated[int, typer.Option("--copies", min=1, max=20, help=_("How many."))] = 1,
) -> None:
    from crm_tui.adapters.workplace import print_content
    from crm_tui.usecases.papers import paper_pdf
    from crm_tui.usecases.parts.contract_printing import printed_now

    with the_office() as office:
        file = office.call(paper_pdf, paper_id=paper)
        print_content(office.settings.print_command, file.name, file.content, copies)
        printed_now(office, [paper])
    typer.echo(_("sent to the printer: {name}").format(name=file.name))


add_letters(app)


@app.command("templates", help=_("Check the office's own texts; --copy puts the shipped ones there."))
def templates(
    folder: Annotated[Path | None, typer.Argument(metavar="FOLDER", help=_("Else templates_dir."))] = None,
    copy: Annotated[bool, typer.Option("--copy", help=_("What is there already stays."))] = False,
) -> None:
    from crm_tui.documents.office_texts import check_folder, copy_texts
    from crm_tui.domain.errors import Refused
    from crm_tui.domain.permissions import Permission

    with the_office(Permission.PAPERS_PAPER_READ) as office:
        place = folder or Path(office.settings.templates_dir or "templates").expanduser()
    if copy:
        for file in copy_texts(place):
            typer.echo(str(file))
    if found := check_folder(place):
        said = _("{file}, line {n}: {problem}")
        lines = [said.format(file=file, n=problem.line, problem=problem.text) for file, problem in found]
        for line in lines[:-1]:
            typer.echo(f"crm-tui: {line}", err=True)
        raise Refused(lines[-1])
    typer.echo(_("the texts are good"))


def _write(office: "Office", card: "PaperCard", out: Path) -> None:
    """The file of the paper; as plain text where the name says so."""
    from crm_tui.usecases.papers import paper_pdf, paper_text

    if out.suffix == ".txt":
        out.write_text(office.call(paper_text, paper_id=card.id), "utf-8")
    else:
        out.write_bytes(office.call(paper_pdf, paper_id=card.id).content)
