"""`crm-tui clients`: find, show, add and edit cards (many at once: `clients_bulk`)."""

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli import clients_bulk, clients_fill
from crm_tui.cli.options import Json, Limit, noun
from crm_tui.cli.output import Column, print_json, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import ClientKind
from crm_tui.domain.tags import tags_sought
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.domain.clients import ClientDraft
    from crm_tui.usecases.client_edit import ClientSaved

app = noun()
clients_bulk.register(app)
app.command("fill", help=_("Fill cards from certificates; what a person typed waits for --yes."))(
    clients_fill.fill
)
Code = Annotated[str, typer.Argument(metavar="CODE", help=_("Tax code, or #id."))]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FIELD=VALUE", help=_("Any field; may be repeated.")),
]


@app.command("find", help=_("Search by any part of name, code, phone, e-mail or contact."))
def find(
    text: Annotated[
        str, typer.Argument(help=_("Part of anything, or #tag; nothing lists all by name."))
    ] = "",
    as_json: Json = False,
    limit: Limit = 20,
) -> None:
    from crm_tui.screens.client_words import tag_words
    from crm_tui.usecases.clients import list_clients, search_clients

    with the_office() as office:
        if tags_sought(text)[0]:
            rows = office.call(list_clients, wanted=text, limit=limit).rows
        elif text.strip():
            rows = office.call(search_clients, text=text, limit=limit).rows
        else:
            rows = office.call(list_clients, limit=limit).rows
    columns = (
        Column(_("code"), lambda row: row.tax_code or f"#{row.id}"),
        Column(_("client"), lambda row: f"{row.name} {row.legal_form}".strip()),
        Column(_("region"), lambda row: row.region),
        Column(_("phone"), lambda row: row.phone),
        Column(_("manager"), lambda row: row.manager),
        Column(_("tags"), lambda row: " ".join(map(tag_words, row.tags))),
        Column(_("found by"), lambda row: row.matched),
    )
    show_rows(rows, columns, as_json=as_json, without=("cursor",))


@app.command("show", help=_("All that the office knows of a client."))
def show(code: Code, as_json: Json = False) -> None:
    from crm_tui.cli.card import print_card
    from crm_tui.usecases.attachments import client_attachments
    from crm_tui.usecases.client_card import show_client
    from crm_tui.usecases.lookup import client_by_code

    with the_office() as office:
        client_id = office.call(client_by_code, code=code).id
        card = office.call(show_client, client_id=client_id)
        files = () if as_json else office.call(client_attachments, client_id=client_id)
    if as_json:
        print_json(card)
    else:
        print_card(card, files)


@app.command("add", help=_("Make a card; what looks like a card that is there is refused."))
def add(
    name: Annotated[str, typer.Argument(help=_("Full name, as in the register."))],
    code: Annotated[str, typer.Option("--code", help=_("ЄДРПОУ, РНОКПП or passport."))] = "",
    kind: Annotated[ClientKind | None, typer.Option(help=_("By law; else guessed."))] = None,
    phone: Annotated[list[str] | None, typer.Option("--phone", help=_("A number; may be repeated."))] = None,
    contact: Annotated[str, typer.Option("--contact", help=_("Whose numbers they are."))] = "",
    values: Set = None,
    anyway: Annotated[bool, typer.Option("--anyway", help=_("Make it all the same."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.domain.clients import ClientDraft, kind_by_code
    from crm_tui.usecases.client_edit import NewContact, NewPhone, add_client
    from crm_tui.usecases.duplicates import duplicates_of

    numbers = tuple(phone or ())
    guessed = kind or (kind_by_code(code) if code else ClientKind.LEGAL_ENTITY)
    draft = _with(ClientDraft(kind=guessed, full_name=name, tax_code=code, phones=numbers), values)
    person = NewContact(full_name=contact, phones=tuple(map(NewPhone, numbers)), main=True)
    with the_office() as office:
        if not anyway and (same := office.call(duplicates_of, draft=draft)):
            found = ", ".join(f"#{one.client.id} {one.client.name} ({one.why.value})" for one in same)
            raise Refused(_("it may be there already: {found}; --anyway makes it").format(found=found))
        saved = office.call(add_client, draft=draft, contacts=(person,) if contact else ())
    _tell(saved, as_json)


@app.command("edit", help=_("Change fields of a card, for example --set email=office@firm.ua."))
def edit(code: Code, values: Set = None, as_json: Json = False) -> None:
    from crm_tui.usecases.client_card import show_client
    from crm_tui.usecases.client_edit import edit_client
    from crm_tui.usecases.lookup import client_by_code

    with the_office() as office:
        card = office.call(show_client, client_id=office.call(client_by_code, code=code).id)
        draft = _with(card.fields, values)
        saved = office.call(edit_client, client_id=card.id, version=card.version, draft=draft)
    _tell(saved, as_json)


@app.command("warn", help=_("Put a warning on a card; a pinned one shows when the client calls."))
def warn(
    code: Code, text: str, pinned: Annotated[bool, typer.Option(help=_("Show it when he calls."))] = True
) -> None:
    from crm_tui.usecases.lookup import client_by_code
    from crm_tui.usecases.warnings import add_warning

    with the_office() as office:
        client = office.call(client_by_code, code=code)
        rows = office.call(add_warning, client_id=client.id, text=text, pinned=pinned)
    for row in rows:
        typer.echo(f"{row.id}: {row.text}")


@app.command("unwarn", help=_("End a warning by its number."))
def unwarn(warning: Annotated[int, typer.Argument(metavar="ID")]) -> None:
    from crm_tui.usecases.warnings import end_warning

    with the_office() as office:
        office.call(end_warning, warning_id=warning)


def _with(draft: "ClientDraft", values: list[str] | None) -> "ClientDraft":
    """The fields with `FIELD=VALUE` put in; Refused for a field that a card does not have."""
    known = {field.name for field in fields(draft)} - {"phones"}
    changed: dict[str, object] = {}
    for pair in values or ():
        name, mark, value = pair.partition("=")
        if not mark or name not in known:
            choices = ", ".join(sorted(known))
            raise Refused(
                _("{pair} is not FIELD=VALUE; fields: {choices}").format(pair=pair, choices=choices)
            )
        changed[name] = _kind(value) if name == "kind" else value
    return replace(draft, **changed)  # type: ignore[arg-type]


def _kind(text: str) -> ClientKind:
    try:
        return ClientKind(text)
    except ValueError:
        raise Refused(_("kind is one of: {choices}").format(choices=", ".join(ClientKind))) from None


def _tell(saved: "ClientSaved", as_json: bool) -> None:
    if as_json:
        print_json(saved)
        return
    typer.echo(f"#{saved.id}")
    for doubt in saved.doubts:
        typer.echo(f"  {doubt.field}: {doubt.text}", err=True)
