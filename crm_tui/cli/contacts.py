"""`crm-tui contacts`: people and their numbers; one person may stand for several clients."""

from typing import Annotated

import typer

from crm_tui.cli.options import Json, noun
from crm_tui.cli.output import Column, print_json, show_record, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.kinds import PhoneKind
from crm_tui.i18n import _

app = noun()
Contact = Annotated[int, typer.Argument(metavar="ID", help=_("The contact's number."))]
Code = Annotated[str, typer.Argument(metavar="CODE", help=_("Tax code, or #id."))]


@app.command("list", help=_("Contacts of a client."))
def list_(code: Code, as_json: Json = False) -> None:
    from crm_tui.cli.card import contact_columns
    from crm_tui.usecases.client_card import show_client
    from crm_tui.usecases.lookup import client_by_code

    with the_office() as office:
        card = office.call(show_client, client_id=office.call(client_by_code, code=code).id)
    show_rows(card.contacts, contact_columns(), as_json=as_json)


@app.command("show", help=_("A contact with all his numbers and clients."))
def show(contact: Contact, as_json: Json = False) -> None:
    from crm_tui.usecases.contacts import show_contact

    with the_office() as office:
        card = office.call(show_contact, contact_id=contact)
    _print(card, as_json)


@app.command("find", help=_("All clients that have a number, in whatever form it is written."))
def find(number: str, as_json: Json = False) -> None:
    from crm_tui.usecases.contacts import clients_with_phone

    with the_office() as office:
        rows = office.call(clients_with_phone, number=number)
    columns = (Column(_("no."), lambda row: row.id, right=True), Column(_("client"), lambda row: row.name))
    show_rows(rows, columns, as_json=as_json)


@app.command("add", help=_("Add a contact to a client; a number alone is enough."))
def add(
    code: Code,
    name: Annotated[str, typer.Option("--name", help=_("Who it is."))] = "",
    phone: Annotated[list[str] | None, typer.Option("--phone", help=_("A number; may be repeated."))] = None,
    position: Annotated[str, typer.Option("--position", help=_("What he is there."))] = "",
    email: Annotated[str, typer.Option("--email", help=_("His e-mail."))] = "",
    main: Annotated[bool, typer.Option("--main", help=_("He stands first."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.contacts import NewContact, NewPhone, add_contact
    from crm_tui.usecases.lookup import client_by_code

    new = NewContact(
        full_name=name, position=position, email=email, phones=tuple(map(NewPhone, phone or ())), main=main
    )
    with the_office() as office:
        client = office.call(client_by_code, code=code)
        card = office.call(add_contact, client_id=client.id, contact=new)
    _print(card, as_json)


@app.command("phone", help=_("Put a number on a contact."))
def phone(
    contact: Contact,
    number: str,
    kind: Annotated[PhoneKind | None, typer.Option(help=_("What kind of number; else guessed."))] = None,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.contacts import add_phone

    with the_office() as office:
        card = office.call(add_phone, contact_id=contact, as_typed=number, kind=kind)
    _print(card, as_json)


@app.command("link", help=_("Let a contact stand for one more client."))
def link(
    contact: Contact,
    code: Code,
    position: Annotated[str, typer.Option("--position", help=_("What he is there."))] = "",
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.contacts import link_contact
    from crm_tui.usecases.lookup import client_by_code

    with the_office() as office:
        client = office.call(client_by_code, code=code)
        card = office.call(link_contact, client_id=client.id, contact_id=contact, position=position)
    _print(card, as_json)


def _print(card: object, as_json: bool) -> None:
    from crm_tui.usecases.contacts import ContactCard

    if as_json or not isinstance(card, ContactCard):
        print_json(card)
        return
    lines = (
        (_("contact"), f"#{card.id} {card.full_name}"),
        (_("e-mail"), card.email),
        (_("phones"), [one.as_typed for one in card.phones]),
        (_("clients"), card.clients),
        (_("note"), card.note),
    )
    show_record(card, lines, as_json=False)
