"""`crm-tui kep`: sets of certificates: issued, their facts, papers, boxes, kinds."""

from typing import Annotated

import typer

from crm_tui.cli import kep_facts, kep_import, kep_kinds, kep_print, kep_register
from crm_tui.cli.kep_box import app as box_app
from crm_tui.cli.kep_box import boxes
from crm_tui.cli.kep_options import Day, Holder, Manager, Note, Prro, Reason, Set
from crm_tui.cli.options import Json, a_day, noun
from crm_tui.cli.session import the_office
from crm_tui.i18n import _

app = noun()


@app.command("show", help=_("One set: its lines, holders, facts, checklist."))
def show(text: Set, as_json: Json = False) -> None:
    from crm_tui.cli.kep_show import show_set_card
    from crm_tui.usecases.kep_sets import find_set

    with the_office() as office:
        card = office.call(find_set, text=text)
    show_set_card(card, as_json)


@app.command("issue", help=_("A new set of a kind for a client, at the prices of its day."))
def issue(
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("Tax code, or #id."))],
    kind: Annotated[str, typer.Option("--kind", metavar="CODE", help=_("A code of `kep catalogue`."))],
    day: Day = "",
    firm: Annotated[
        str | None, typer.Option("--firm", metavar="CODE", help=_("Tax code or #id of the own firm."))
    ] = None,
    manager: Manager = None,
    renews: Annotated[
        int | None,
        typer.Option("--renews", metavar="ID", help=_("What it renews: a number in `services list`.")),
    ] = None,
    task: Annotated[int | None, typer.Option("--task", metavar="ID", help=_("For this task."))] = None,
    holder: Holder = None,
    line: Annotated[
        list[str] | None,
        typer.Option(
            "--line",
            metavar="PAYEE:NAME:PRICE",
            help=_("In the place of the price list: own:Words:696 or ca:Words:300; several."),
        ),
    ] = None,
    prro: Prro = None,
    note: Note = None,
    as_json: Json = False,
) -> None:
    from crm_tui.cli.doc_options import own_id
    from crm_tui.cli.kep_options import kind_of, person_id, read_holders, read_set_lines
    from crm_tui.cli.kep_show import show_set_card
    from crm_tui.cli.references import client_id
    from crm_tui.usecases.kep_sets import issue_set

    with the_office() as office:
        card = office.call(
            issue_set,
            client_id=client_id(office, code) or 0,
            kind_id=kind_of(office, kind).id,
            day=a_day(day) if day else None,
            own_entity_id=own_id(office, firm),
            manager_id=person_id(office, manager),
            client_service_id=renews,
            task_id=task,
            holders=read_holders(holder),
            lines=read_set_lines(line),
            prro=prro,
            note=note or "",
        )
    show_set_card(card, as_json)


@app.command("edit", help=_("Change a set's manager, holders, key storage, note; with --line its prices."))
def edit(
    text: Set,
    manager: Manager = None,
    holder: Holder = None,
    prro: Prro = None,
    storage: Annotated[
        str | None, typer.Option("--storage", help=_("Where the key is kept: file, token, cloud."))
    ] = None,
    note: Note = None,
    line: Annotated[
        list[str] | None,
        typer.Option("--line", metavar="PAYEE:NAME:PRICE", help=_("All its lines anew; several.")),
    ] = None,
    as_json: Json = False,
) -> None:
    from crm_tui.cli.kep_options import person_id, read_holders, read_set_lines
    from crm_tui.cli.kep_show import show_set_card
    from crm_tui.usecases.kep_sets import KepSetFields, edit_set, find_set

    holders, lines = read_holders(holder), read_set_lines(line)
    with the_office() as office:
        was = office.call(find_set, text=text)
        known = was.row.manager.id if was.row.manager else None
        card = office.call(
            edit_set,
            set_id=was.row.id,
            version=was.row.version,
            fields=KepSetFields(
                manager_id=person_id(office, manager) if manager else known,
                prro=was.row.prro if prro is None else prro,
                storage=was.storage if storage is None else storage,
                note=was.note if note is None else note,
                holders=was.holders if holders is None else holders,
            ),
            lines=lines,
        )
    show_set_card(card, as_json)


@app.command("cancel", help=_("Cancel a set; its unpaid invoice is cancelled with it."))
def cancel(text: Set, reason: Reason, as_json: Json = False) -> None:
    from crm_tui.cli.kep_options import set_id
    from crm_tui.cli.kep_show import show_set_card
    from crm_tui.usecases.kep_sets import cancel_set

    with the_office() as office:
        card = office.call(cancel_set, set_id=set_id(office, text), reason=reason)
    show_set_card(card, as_json)


kep_facts.register(app)
kep_kinds.register(app)
kep_register.register(app)
kep_import.register(app)
kep_print.register(app)
app.command("boxes", help=_("Boxes of papers for the CA, the newest first."))(boxes)
app.add_typer(box_app, name="box", help=_("One box of papers for the CA."))
