"""Contacts: people (or nameless office numbers) that one or several clients share."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, bindparam, select
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.errors import FieldChange
from crm_tui.domain.kinds import PhoneKind
from crm_tui.domain.permissions import Permission
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, ClientContact, Contact, ContactPhone
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.call_client import OWNERS, PHONE, PLACE, numbers_of, show_client_on_calls
from crm_tui.usecases.parts.contact_keys import contact_columns
from crm_tui.usecases.parts.contact_rows import ContactRow, PhoneRow, phones_of
from crm_tui.usecases.parts.core import CLIENT, client_name, fetch, must
from crm_tui.usecases.parts.new_contacts import NewContact, NewPhone, new_contact
from crm_tui.usecases.parts.phones import link, put_phone, read_typed
from crm_tui.usecases.parts.versions import refuse_stale
from crm_tui.usecases.shapes import Named

__all__ = [
    "ContactCard",
    "ContactRow",
    "NewContact",
    "NewPhone",
    "PhoneRow",
    "add_contact",
    "add_phone",
    "clients_with_phone",
    "edit_contact",
    "link_contact",
    "place_contact",
    "remove_phone",
    "save_contact",
    "show_contact",
    "unlink_contact",
]


@dataclass(frozen=True, slots=True)
class ContactCard:
    """A contact with all his numbers and all the clients he stands for."""

    id: int
    full_name: str
    email: str
    note: str
    phones: tuple[PhoneRow, ...]
    clients: tuple[Named, ...]
    version: int


_CLIENTS_OF = (
    select(CLIENT.c.id, client_name().label("name"))
    .select_from(PLACE.join(CLIENT, CLIENT.c.id == PLACE.c.client_id))
    .where(
        PLACE.c.contact_id == bindparam("contact", type_=BigInteger),
        CLIENT.c.deleted_at.is_(None),
    )
    .order_by(CLIENT.c.sort_key, CLIENT.c.id)
    .limit(500)
)
_CLIENTS_WITH = (
    select(CLIENT.c.id, client_name().label("name"), CLIENT.c.sort_key)
    .select_from(OWNERS.join(CLIENT, CLIENT.c.id == PLACE.c.client_id))
    .where(PHONE.c.e164 == bindparam("number"), CLIENT.c.deleted_at.is_(None))
    .distinct()
    .order_by(CLIENT.c.sort_key, CLIENT.c.id)
    .limit(500)
)


@requires(Permission.CLIENTS_CLIENT_READ)
def show_contact(unit: Unit, *, contact_id: int) -> ContactCard:
    """A contact with his numbers and clients; NotFound when there is none."""
    return _card(unit, must(unit.session.get(Contact, contact_id), _("contact"), contact_id))


@requires(Permission.CLIENTS_CLIENT_READ)
def clients_with_phone(unit: Unit, *, number: str) -> tuple[Named, ...]:
    """All clients that have a number in any written form, each once."""
    found = read_typed(unit, number)
    return tuple(Named(row.id, row.name) for row in fetch(unit, _CLIENTS_WITH, number=found[0].e164))


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def add_contact(unit: Unit, *, client_id: int, contact: NewContact) -> ContactCard:
    """A new contact of a client with his numbers; Refused when there is neither name, number nor e-mail."""
    must(unit.session.get(Client, client_id), _("client"), client_id)
    row = new_contact(unit, client_id=client_id, contact=contact)
    show_client_on_calls(unit, numbers_of(unit, row.id or 0))
    unit.notify("clients", client_id)
    return _card(unit, row)


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def edit_contact(
    unit: Unit, *, contact_id: int, version: int, full_name: str, email: str = "", note: str = ""
) -> ContactCard:
    """Changes a contact for all his clients. ChangedMeanwhile when another saved it after `version`."""
    row = must(unit.lock(Contact, contact_id), _("contact"), contact_id)
    values = contact_columns(full_name, email, note)
    refuse_stale(
        unit, row, opened=version, mine={name: values[name] for name in ("full_name", "email", "note")}
    )
    unit.change(row, **values)
    return _told(unit, row)


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def save_contact(
    unit: Unit, *, client_id: int, contact_id: int, version: int, was: NewContact, typed: NewContact
) -> ContactCard:
    """A whole form of a contact at a client, at once: himself, his place there, numbers that came or went.

    `was` is what the form was opened with: what the person did not touch stays as others have it now.
    ChangedMeanwhile when he and another changed the same field; then nothing is written.
    """
    row = must(unit.lock(Contact, contact_id), _("contact"), contact_id)
    place = _place(unit, client_id, contact_id)
    values = contact_columns(typed.full_name, typed.email, typed.note)
    mine = {name: values[name] for name in ("full_name", "email", "note")}
    position = FieldChange("position", was=was.position, now=place.position, mine=typed.position)
    refuse_stale(unit, row, opened=version, mine=mine, beside=(position,))
    unit.change(row, **values)
    if typed.position != was.position or typed.main != was.main:
        _put_place(
            unit,
            place,
            position=typed.position if typed.position != was.position else place.position,
            main=typed.main if typed.main != was.main else place.main,
        )
    _change_phones(unit, contact_id, was, typed)
    return _told(unit, row)


def _change_phones(unit: Unit, contact_id: int, was: NewContact, typed: NewContact) -> None:
    before, after = ([one.as_typed for one in contact.phones] for contact in (was, typed))
    gone = set(before) - set(after)
    come = [phone for text in after if text not in before for phone in read_typed(unit, text)]
    numbers = set(numbers_of(unit, contact_id)) if gone or come else set()
    for use in phones_of(unit, [contact_id]).get(contact_id, ()) if gone else ():
        # A number that is only written in another way stays the same use of it.
        if use.as_typed in gone and use.e164 not in {phone.e164 for phone in come}:
            unit.remove(must(unit.lock(ContactPhone, use.id), _("phone"), use.id))
    for phone in come:
        use_now = put_phone(unit, contact_id, phone)
        unit.change(use_now, as_typed=phone.as_typed, extension=phone.extension)
    if gone or come:
        show_client_on_calls(unit, sorted(numbers | set(numbers_of(unit, contact_id))))


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def link_contact(unit: Unit, *, client_id: int, contact_id: int, position: str = "") -> ContactCard:
    """A contact stands for one more client; his numbers' unknown calls may find it."""
    row = must(unit.lock(Contact, contact_id), _("contact"), contact_id)
    must(unit.session.get(Client, client_id), _("client"), client_id)
    link(unit, client_id=client_id, contact_id=contact_id, position=position)
    show_client_on_calls(unit, numbers_of(unit, contact_id))
    return _told(unit, row)


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def place_contact(
    unit: Unit, *, client_id: int, contact_id: int, position: str, main: bool = False
) -> ContactCard:
    """The contact's position at a client; `main` puts him first there, before who was."""
    _put_place(unit, _place(unit, client_id, contact_id), position=position, main=main)
    return _told(unit, must(unit.session.get(Contact, contact_id), _("contact"), contact_id))


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def unlink_contact(unit: Unit, *, client_id: int, contact_id: int) -> ContactCard:
    """The contact no longer stands for a client; he himself, his numbers and old calls stay."""
    unit.remove(_place(unit, client_id, contact_id))
    show_client_on_calls(unit, numbers_of(unit, contact_id))
    unit.notify("clients", client_id)
    return _told(unit, must(unit.session.get(Contact, contact_id), _("contact"), contact_id))


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def add_phone(unit: Unit, *, contact_id: int, as_typed: str, kind: PhoneKind | None = None) -> ContactCard:
    """Puts the numbers in a typed text on a contact; Refused for what is no number. Old calls follow."""
    row = must(unit.lock(Contact, contact_id), _("contact"), contact_id)
    phones = read_typed(unit, as_typed)
    for phone in phones:
        put_phone(unit, contact_id, phone, kind)
    show_client_on_calls(unit, [phone.e164 for phone in phones if phone.e164])
    return _told(unit, row)


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def remove_phone(unit: Unit, *, phone_use_id: int) -> ContactCard:
    """Takes a number off a contact; it may now belong to one client only, and its unknown calls follow."""
    use = must(unit.lock(ContactPhone, phone_use_id), _("phone"), phone_use_id)
    numbers = [phone.e164 for phone in phones_of(unit, [use.contact_id]).get(use.contact_id, ())]
    unit.remove(use)
    show_client_on_calls(unit, numbers)
    return _told(unit, must(unit.session.get(Contact, use.contact_id), _("contact"), use.contact_id))


def _put_place(unit: Unit, place: ClientContact, *, position: str, main: bool) -> None:
    if main:
        others = unit.session.exec(
            select_rows(ClientContact).where(
                col(ClientContact.client_id) == place.client_id, col(ClientContact.main).is_(True)
            )
        )
        for other in others.all():
            if other.id != place.id:
                unit.change(other, main=False)
    unit.change(place, position=clean(position).strip(), main=main)


def _place(unit: Unit, client_id: int, contact_id: int) -> ClientContact:
    statement = select_rows(ClientContact).where(
        col(ClientContact.client_id) == client_id, col(ClientContact.contact_id) == contact_id
    )
    return must(unit.session.exec(statement).first(), _("contact"), contact_id)


def _told(unit: Unit, row: Contact) -> ContactCard:
    card = _card(unit, row)
    unit.notify("clients", *(client.id for client in card.clients))
    return card


def _card(unit: Unit, row: Contact) -> ContactCard:
    number = row.id or 0
    return ContactCard(
        id=number,
        full_name=row.full_name,
        email=row.email,
        note=row.note,
        phones=phones_of(unit, [number]).get(number, ()),
        clients=tuple(Named(one.id, one.name) for one in fetch(unit, _CLIENTS_OF, contact=number)),
        version=row.version,
    )
