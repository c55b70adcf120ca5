"""`crm-tui firms`: the office's own firms and the requisites of clients that papers need."""

from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_tui.cli.options import Json, noun
from crm_tui.cli.output import Column, show_record, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.usecases.office import Office
    from crm_tui.usecases.own_entities import OwnEntityRow

app = noun()
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help=_("A field and its value; several may be given.")),
]
_TRUE, _FALSE = {"1", "yes", "true", "так"}, {"0", "no", "false", "ні"}


@app.command("list", help=_("The own firms."))
def list_(
    inactive: Annotated[bool, typer.Option("--all", help=_("Those out of use too."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.own_entities import list_own_entities

    with the_office() as office:
        rows = office.call(list_own_entities, with_inactive=inactive)
    columns = (
        Column(_("firm"), lambda row: row.id, right=True),
        Column(_("name"), lambda row: row.fields.short_name),
        Column(_("tax code"), lambda row: row.fields.tax_code),
        Column(_("pays VAT"), lambda row: row.fields.vat_payer),
        Column("IBAN", lambda row: row.fields.iban),
        Column(_("numbers"), lambda row: row.fields.number_form),
        Column(_("logo"), lambda row: row.logo),
        Column(_("in use"), lambda row: row.fields.active),
    )
    show_rows(rows, columns, as_json=as_json)


@app.command("show", help=_("All requisites of an own firm, by the names that --set takes."))
def show(
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("Tax code or #id of the own firm."))],
    as_json: Json = False,
) -> None:
    with the_office() as office:
        row = _row(office, code)
    _show(row, as_json)


@app.command("add", help=_("Add an own firm."))
def add(
    short_name: Annotated[str, typer.Argument(metavar="NAME", help=_("As in lists: ТОВ «Облік».."))],
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("Its tax code."))],
    full_name: Annotated[str, typer.Option("--full-name", help=_("As on papers; else the short one."))] = "",
    values: Set = None,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.own_entities import OwnEntityFields, add_own_entity

    with the_office() as office:
        plain = OwnEntityFields(short_name, full_name or short_name, code)
        row = office.call(add_own_entity, fields=_changed(plain, values))
    _show(row, as_json)


@app.command("edit", help=_("Change the requisites of an own firm; papers issued before keep theirs."))
def edit(
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("Tax code or #id of the own firm."))],
    values: Set = None,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.own_entities import edit_own_entity

    with the_office() as office:
        known = _row(office, code)
        row = office.call(
            edit_own_entity,
            own_entity_id=known.id,
            version=known.version,
            fields=_changed(known.fields, values),
        )
    _show(row, as_json)


@app.command("logo", help=_("Give an own firm the logo of its papers, or take it off; issued papers stay."))
def logo(
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("Tax code or #id of the own firm."))],
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help=_("A picture, PNG or JPEG."), show_default=False)
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help=_("Papers without a logo again."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.adapters.workplace import read_file
    from crm_tui.domain.papers import LOGO_BYTES
    from crm_tui.usecases.own_entities import remove_logo, set_logo

    if (file is None) is not remove:
        raise Refused(_("Name the file of the picture, or say --remove"))
    with the_office() as office:
        known = _row(office, code)
        if file is None:
            row = office.call(remove_logo, own_entity_id=known.id)
        else:
            row = office.call(set_logo, own_entity_id=known.id, content=read_file(file, LOGO_BYTES))
    _show(row, as_json)


@app.command("client", help=_("Show, or with --set change, what papers need of a client."))
def client(
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("Tax code, or #id."))],
    values: Set = None,
    genitive: Annotated[
        bool,
        typer.Option("--genitive", help=_("Who signs, in the genitive, as suggested where it is empty.")),
    ] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.cli.references import client_id
    from crm_tui.usecases.client_requisites import set_requisites, show_requisites, suggest_genitives

    with the_office() as office:
        number = client_id(office, code) or 0
        row = office.call(show_requisites, client_id=number)
        wanted = row.fields
        if genitive:
            suggested = asdict(office.call(suggest_genitives, client_id=number))
            wanted = replace(
                wanted, **{name: getattr(wanted, name) or value for name, value in suggested.items()}
            )
        wanted = _changed(wanted, values)
        if wanted != row.fields:
            row = office.call(set_requisites, client_id=number, version=row.version, fields=wanted)
    show_record(row, [(f.name, getattr(row.fields, f.name)) for f in fields(row.fields)], as_json=as_json)


def _row(office: "Office", code: str) -> "OwnEntityRow":
    from crm_tui.cli.doc_options import own_id
    from crm_tui.usecases.own_entities import list_own_entities

    number = own_id(office, code)
    return next(row for row in office.call(list_own_entities, with_inactive=True) if row.id == number)


def _show(row: "OwnEntityRow", as_json: bool) -> None:
    lines = [(f.name, getattr(row.fields, f.name)) for f in fields(row.fields)]
    show_record(row, [(_("firm"), row.id), *lines, (_("logo"), row.logo)], as_json=as_json)


def _changed(known: Any, values: list[str] | None) -> Any:
    """The fields with `name=value` set; Refused for an unknown name, telling those there are."""
    types = {f.name: f.type for f in fields(known)}
    said: dict[str, object] = {}
    for text in values or []:
        name, _sign, value = text.partition("=")
        if name not in types or not _sign:
            raise Refused(
                _("{text}: write NAME=VALUE with one of: {names}").format(text=text, names=", ".join(types))
            )
        said[name] = _flag(name, value) if types[name] is bool else value
    return replace(known, **said)


def _flag(name: str, value: str) -> bool:
    word = value.strip().lower()
    if word not in _TRUE | _FALSE:
        raise Refused(_("{name}: write yes or no").format(name=name))
    return word in _TRUE
