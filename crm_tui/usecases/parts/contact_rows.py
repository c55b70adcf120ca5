"""Contacts of a client as rows, with their numbers."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, bindparam, func, select

from crm_tui.domain.kinds import PhoneKind
from crm_tui.store.scope import Unit
from crm_tui.usecases.parts.call_client import PHONE, PLACE, USE
from crm_tui.usecases.parts.core import CONTACT, fetch


@dataclass(frozen=True, slots=True)
class PhoneRow:
    """A contact's use of a number: `id` is the use (to remove it), `as_typed` what a person wrote."""

    id: int
    e164: str
    as_typed: str
    kind: PhoneKind
    extension: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact at one client: position and `main` are of that place; `shared` counts all his clients."""

    id: int
    full_name: str
    position: str
    main: bool
    email: str
    note: str
    phones: tuple[PhoneRow, ...]
    shared: int
    version: int


_OTHER = PLACE.alias("other_place")
_CONTACTS = (
    select(
        *(CONTACT.c[name] for name in ("id", "full_name", "email", "note", "version")),
        PLACE.c.position,
        PLACE.c.main,
        select(func.count())
        .select_from(_OTHER)
        .where(_OTHER.c.contact_id == CONTACT.c.id)
        .scalar_subquery()
        .label("shared"),
    )
    .select_from(PLACE.join(CONTACT, CONTACT.c.id == PLACE.c.contact_id))
    .where(PLACE.c.client_id == bindparam("client", type_=BigInteger))
    .order_by(PLACE.c.main.desc(), CONTACT.c.sort_key, CONTACT.c.id)
    .limit(200)
)
_PHONES = (
    select(USE.c.contact_id, USE.c.id, PHONE.c.e164, USE.c.as_typed, USE.c.kind, USE.c.extension)
    .select_from(USE.join(PHONE, PHONE.c.id == USE.c.phone_id))
    .where(USE.c.contact_id.in_(bindparam("contacts", expanding=True)))
    .order_by(USE.c.id)
)


def phones_of(unit: Unit, contact_ids: list[int]) -> dict[int, tuple[PhoneRow, ...]]:
    """The numbers of these contacts, in the order they were put down."""
    found: dict[int, tuple[PhoneRow, ...]] = {}
    for row in fetch(unit, _PHONES, contacts=contact_ids) if contact_ids else []:
        one = PhoneRow(row.id, row.e164, row.as_typed, row.kind, row.extension)
        found[row.contact_id] = (*found.get(row.contact_id, ()), one)
    return found


def contact_rows(unit: Unit, client_id: int) -> tuple[ContactRow, ...]:
    """The contacts of a client, the main one first (two queries)."""
    rows = fetch(unit, _CONTACTS, client=client_id)
    phones = phones_of(unit, [row.id for row in rows])
    return tuple(
        ContactRow(
            id=row.id,
            full_name=row.full_name,
            position=row.position,
            main=row.main,
            email=row.email,
            note=row.note,
            phones=phones.get(row.id, ()),
            shared=row.shared,
            version=row.version,
        )
        for row in rows
    )
