"""The cards of a chunk of a list, written at once: clients, contacts, places, numbers and their uses."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import SQLModel

from crm_tui.domain.search_key import search_key
from crm_tui.domain.sort_key import sort_key
from crm_tui.domain.tags import tag_key
from crm_tui.domain.tax_code import read_tax_code
from crm_tui.domain.vat_number import read_vat_number
from crm_tui.exchange.client_list import ListedClient, ListedContact
from crm_tui.store.bulk import add_many, find_many, next_ids, ordered_uuids
from crm_tui.store.scope import Unit
from crm_tui.store.tables import (
    Call,
    Client,
    ClientContact,
    ClientFieldSource,
    ClientTag,
    Contact,
    ContactPhone,
    ImportRow,
    Phone,
)
from crm_tui.usecases.parts.call_client import OWNERS, PHONE, PLACE, show_client_on_calls
from crm_tui.usecases.parts.core import CONTACT, fetch
from crm_tui.usecases.parts.field_sources import EVERY_FIELD
from crm_tui.usecases.parts.import_same import source_of
from crm_tui.usecases.parts.tag_rows import made_tag

IMPORTED = "import"
_CLIENT = (
    *("id", "uuid", "kind", "tax_code", "full_name", "short_name", "legal_form", "vat_number", "region"),
    *("legal_address", "mail_address", "email", "site", "head_name", "head_position", "note"),
    *("search_key", "sort_key"),
)
_CONTACT = ("id", "uuid", "full_name", "email", "note", "search_key", "sort_key")
_SAME_PERSON = (
    select(PHONE.c.e164, CONTACT.c.search_key, CONTACT.c.id)
    .select_from(OWNERS.join(CONTACT, CONTACT.c.id == PLACE.c.contact_id))
    .where(PHONE.c.e164.in_(bindparam("numbers", expanding=True)), CONTACT.c.search_key != "")
)


@dataclass(slots=True)
class _Made:
    """Rows of one chunk, gathered before they are written."""

    contacts: list[tuple[Any, ...]] = field(default_factory=list)
    places: dict[tuple[int, int], tuple[Any, ...]] = field(default_factory=dict)
    uses: dict[tuple[int, str], tuple[Any, ...]] = field(default_factory=dict)
    shared: set[int] = field(default_factory=set)
    """Contacts that were there before this chunk."""
    books: dict[int, dict[str, list[int]]] = field(default_factory=dict)
    """By client: the ids of what is undone with it."""

    def note(self, client: int, kind: str, row_id: int) -> None:
        self.books.setdefault(client, {}).setdefault(kind, []).append(row_id)


def write_cards(unit: Unit, run_id: int, source: str, clients: Sequence[ListedClient]) -> None:
    """Writes the cards, their log and the import's book; calls nobody knew find their client."""
    ids = list(next_ids(unit, Client, len(clients)))
    uuids = ordered_uuids(unit.now, len(clients))
    rows = [_client(number, uuid, one) for number, uuid, one in zip(ids, uuids, clients, strict=True)]
    add_many(unit, Client, _CLIENT, rows, created_at=unit.now, created_by_id=unit.actor.id)
    numbered = list(zip(ids, clients, strict=True))
    made = _contacts(unit, numbered)
    add_many(unit, Contact, _CONTACT, made.contacts, created_at=unit.now)
    _numbered(unit, ClientContact, ("client_id", "contact_id", "position", "main"), made.places.values())
    _uses(unit, made)
    _tags(unit, numbered)
    _book(unit, numbered, made, run_id=run_id, source=source)
    numbers = {number for _contact, number in made.uses}
    waiting = {
        row[0] for row in find_many(unit, Call, "e164", numbers, give=("client_id",)) if row[1] is None
    }
    show_client_on_calls(unit, waiting)
    unit.notify("clients")


def _client(number: int, uuid: Any, one: ListedClient) -> tuple[Any, ...]:
    draft = one.draft
    code = read_tax_code(draft.tax_code).code
    vat_number = read_vat_number(draft.vat_number, code).number if draft.vat_number else None
    head = (number, one.uuid or uuid, draft.kind, code or None, draft.full_name, draft.short_name)
    places = (draft.region or None, draft.legal_address, draft.mail_address, draft.email, draft.site)
    rest = (draft.head_name, draft.head_position, draft.note, one.search_key, one.sort_key)
    return (*head, one.legal_form, vat_number, *places, *rest)


def _contacts(unit: Unit, clients: list[tuple[int, ListedClient]]) -> _Made:
    """New contacts with their places; one that is known (by UUID, or by name and number) is shared."""
    listed = [contact for _number, one in clients for contact in one.contacts]
    known = {
        row[0]: row[1] for row in find_many(unit, Contact, "uuid", (one.uuid for one in listed if one.uuid))
    }
    people = _people(unit, listed)
    ids, uuids = iter(next_ids(unit, Contact, len(listed))), iter(ordered_uuids(unit.now, len(listed)))
    made = _Made(shared={*known.values(), *people.values()})
    for client, one in clients:
        for contact in one.contacts:
            key = search_key(contact.full_name)
            number = known.get(contact.uuid) if contact.uuid else _known_person(people, contact, key)
            if number is None:
                number, uuid = next(ids), contact.uuid or next(uuids)
                row = (number, uuid, contact.full_name, contact.email, contact.note, key)
                made.contacts.append((*row, sort_key(contact.full_name)))
                made.note(client, "contacts", number)
                if contact.uuid:
                    known[contact.uuid] = number
            made.places.setdefault((client, number), (client, number, contact.position, contact.main))
            for phone in contact.phones:
                use = (client, phone.kind, phone.as_typed, phone.extension)
                made.uses.setdefault((number, phone.e164), use)
                people.setdefault((phone.e164, key), number)
    return made


def _people(unit: Unit, listed: list[ListedContact]) -> dict[Any, int]:
    numbers = list({phone.e164 for one in listed if not one.uuid for phone in one.phones})
    found = find_many(unit, Phone, "e164", numbers) if numbers else []
    if not found:
        return {}
    rows = fetch(unit, _SAME_PERSON, numbers=[row[0] for row in found])
    return {(row.e164, row.search_key): row.id for row in rows}


def _known_person(people: dict[Any, int], contact: ListedContact, key: str) -> int | None:
    places = ((phone.e164, key) for phone in contact.phones) if key else ()
    return next((people[place] for place in places if place in people), None)


def _uses(unit: Unit, made: _Made) -> None:
    """The numbers that are new in the store, and the uses that their contacts do not have yet."""
    numbers = list(dict.fromkeys(e164 for _contact, e164 in made.uses))
    known = {row[0]: row[1] for row in find_many(unit, Phone, "e164", numbers)}
    new = [number for number in numbers if number not in known]
    fresh = dict(zip(new, next_ids(unit, Phone, len(new)), strict=True)) if new else {}
    add_many(
        unit, Phone, ("id", "e164", "reversed"), [(one, e164, e164[::-1]) for e164, one in fresh.items()]
    )
    known |= fresh
    there = set(find_many(unit, ContactPhone, "contact_id", made.shared, give=("phone_id",)))
    wanted = [
        (contact, known[e164], e164, *use)
        for (contact, e164), use in made.uses.items()
        if (contact, known[e164]) not in there
    ]
    rows = [(contact, phone, *typed) for contact, phone, _e164, _client, *typed in wanted]
    ids = _numbered(unit, ContactPhone, ("contact_id", "phone_id", "kind", "as_typed", "extension"), rows)
    for use_id, (contact, phone, e164, client, *_typed) in zip(ids, wanted, strict=True):
        if contact in made.shared:
            made.note(client, "uses", use_id)
        if fresh.pop(e164, None):
            made.note(client, "phones", phone)


def _tags(unit: Unit, clients: list[tuple[int, ListedClient]]) -> None:
    """The tags of the lines; one that there is not is made, as the import has been allowed to."""
    names = {tag_key(name): name for _client, one in clients for name in one.tags}
    tags = {key: made_tag(unit, names[key]) for key in sorted(names)}
    rows = [(client, tags[tag_key(name)]) for client, one in clients for name in one.tags]
    ids = next_ids(unit, ClientTag, len(rows)) if rows else []
    numbered = [(one, *row) for one, row in zip(ids, rows, strict=True)]
    names_of = ("id", "client_id", "tag_id")
    add_many(unit, ClientTag, names_of, numbered, author_id=unit.actor.id, at=unit.now)


def _numbered(
    unit: Unit, model: type[SQLModel], names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
) -> Sequence[int]:
    all_rows = list(rows)
    ids = next_ids(unit, model, len(all_rows)) if all_rows else []
    add_many(unit, model, ("id", *names), [(one, *row) for one, row in zip(ids, all_rows, strict=True)])
    return ids


def _book(
    unit: Unit, clients: list[tuple[int, ListedClient]], made: _Made, *, run_id: int, source: str
) -> None:
    """What each line became, so that it is known next time and can be undone; no part of the log."""
    ids = next_ids(unit, ImportRow, len(clients))
    rows = [
        (
            row_id,
            source_of(one, source),
            one.external_id,
            one.line,
            client,
            json.dumps(made.books.get(client, {})),
        )
        for row_id, (client, one) in zip(ids, clients, strict=True)
    ]
    names = ("id", "source", "external_id", "line", "client_id", "made")
    add_many(unit, ImportRow, names, rows, run_id=run_id, logged=False)
    sources = [(client, EVERY_FIELD) for client, _one in clients]
    same = {"source": IMPORTED, "at": unit.now, "employee_id": unit.actor.id}
    add_many(unit, ClientFieldSource, ("client_id", "field"), sources, logged=False, **same)
