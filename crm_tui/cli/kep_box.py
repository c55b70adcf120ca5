"""`crm-tui kep box`: a box of papers for the CA: opened, filled, closed, sent; its register printed."""

from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.doc_options import Out
from crm_tui.cli.kep_options import BoxNumber, Day, Sets
from crm_tui.cli.options import Json, Limit, a_day, noun
from crm_tui.cli.session import the_office
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.usecases.kep_boxes import BoxRow

app = noun()


def boxes(
    only_open: Annotated[bool, typer.Option("--open", help=_("Only those that take papers still."))] = False,
    as_json: Json = False,
    limit: Limit = 200,
) -> None:
    from crm_tui.cli.kep_show import box_columns
    from crm_tui.cli.output import show_rows
    from crm_tui.usecases.kep_boxes import list_boxes

    with the_office() as office:
        rows = office.call(list_boxes, only_open=only_open, limit=limit)
    show_rows(rows, box_columns(), as_json=as_json)


@app.command("open", help=_("A new box, under the next number."))
def open_(
    note: Annotated[str, typer.Option("--note", help=_("More words."))] = "", as_json: Json = False
) -> None:
    from crm_tui.usecases.kep_boxes import open_box

    with the_office() as office:
        row = office.call(open_box, note=note)
    _show(row, as_json)


@app.command("show", help=_("What lies in a box."))
def show(number: BoxNumber, as_json: Json = False, limit: Limit = 5000) -> None:
    from crm_tui.cli.kep_show import set_columns
    from crm_tui.cli.output import show_rows
    from crm_tui.usecases.kep_boxes import box_by_number, sets_in_box

    with the_office() as office:
        box = office.call(box_by_number, number=number)
        rows = office.call(sets_in_box, box_id=box.id)
    if not as_json:
        _show(box, False)
        typer.echo()
    show_rows(rows[:limit], set_columns(), as_json=as_json)


@app.command("move", help=_("Lay the papers of sets into an open box: all of them, or none."))
def move(number: BoxNumber, sets: Sets, as_json: Json = False) -> None:
    from crm_tui.cli.kep_options import set_id
    from crm_tui.usecases.kep_boxes import box_by_number, move_to_box

    with the_office() as office:
        box = office.call(box_by_number, number=number)
        chosen = tuple(set_id(office, text) for text in sets)
        row = office.call(move_to_box, set_ids=chosen, box_id=box.id)
    _show(row, as_json)


@app.command("close", help=_("The box takes no more papers."))
def close(number: BoxNumber, as_json: Json = False) -> None:
    from crm_tui.usecases.kep_boxes import box_by_number, close_box

    with the_office() as office:
        row = office.call(close_box, box_id=office.call(box_by_number, number=number).id)
    _show(row, as_json)


@app.command("reopen", help=_("The box takes papers again, unless it was sent."))
def reopen(number: BoxNumber, as_json: Json = False) -> None:
    from crm_tui.usecases.kep_boxes import box_by_number, reopen_box

    with the_office() as office:
        row = office.call(reopen_box, box_id=office.call(box_by_number, number=number).id)
    _show(row, as_json)


@app.command("send", help=_("A closed box went to the CA."))
def send(number: BoxNumber, day: Day = "", as_json: Json = False) -> None:
    from crm_tui.usecases.kep_boxes import box_by_number, send_box

    with the_office() as office:
        box = office.call(box_by_number, number=number)
        row = office.call(send_box, box_id=box.id, day=a_day(day) if day else None)
    _show(row, as_json)


@app.command("print", help=_("Print the register of a box, or write it: to -o, .pdf or .txt."))
def print_(
    number: BoxNumber,
    copies: Annotated[int, typer.Option("--copies", min=1, max=20, help=_("How many."))] = 1,
    out: Out = None,
    text: Annotated[bool, typer.Option("--text", help=_("As plain text, here."))] = False,
) -> None:
    from crm_tui.adapters.workplace import print_content
    from crm_tui.usecases.kep_boxes import box_by_number
    from crm_tui.usecases.kep_papers import box_register

    with the_office() as office:
        as_text = text or (out is not None and out.suffix == ".txt")
        box = office.call(box_by_number, number=number)
        file = office.call(box_register, box_id=box.id, as_text=as_text)
        if out is not None:
            out.write_bytes(file.content)
        elif not text:
            print_content(office.settings.print_command, file.name, file.content, copies)
    if text and out is None:
        typer.echo(file.content.decode(), nl=False)
        return
    typer.echo(str(out) if out is not None else _("sent to the printer: {name}").format(name=file.name))


def _show(row: "BoxRow", as_json: bool) -> None:
    from crm_tui.cli.kep_show import show_box_row

    show_box_row(row, as_json)
