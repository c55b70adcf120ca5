"""All cards written out in their order, from one moment of the store, in bounded memory."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select, tuple_

from crm_tui.domain.permissions import Permission
from crm_tui.store.scope import Unit
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.call_client import PHONE, PLACE, USE
from crm_tui.usecases.parts.core import CLIENT, CONTACT, fetch
from crm_tui.usecases.parts.tag_rows import tags_of

AT_ONCE = 500
TAGS_APART = "; "
_FIELDS = (
    *("kind", "tax_code", "full_name", "short_name", "legal_form", "vat_number", "region", "legal_address"),
    *("mail_address", "email", "site", "head_name", "head_position", "note"),
)
_CARDS = (
    select(CLIENT.c.id, CLIENT.c.uuid, CLIENT.c.sort_key, *(CLIENT.c[name] for name in _FIELDS))
    .where(CLIENT.c.deleted_at.is_(None))
    .order_by(CLIENT.c.sort_key, CLIENT.c.id)
    .limit(AT_ONCE)
)
_LATER = _CARDS.where(tuple_(CLIENT.c.sort_key, CLIENT.c.id) > tuple_(bindparam("sort_key"), bindparam("id")))
_CONTACTS = (
    select(PLACE.c.client_id, PLACE.c.position, PLACE.c.main, CONTACT)
    .select_from(PLACE.join(CONTACT, CONTACT.c.id == PLACE.c.contact_id))
    .where(PLACE.c.client_id.in_(bindparam("clients", expanding=True)))
    .order_by(PLACE.c.id)
)
_PHONES = (
    select(USE.c.contact_id, PHONE.c.e164, USE.c.as_typed, USE.c.extension, USE.c.kind)
    .select_from(USE.join(PHONE, PHONE.c.id == USE.c.phone_id))
    .where(USE.c.contact_id.in_(bindparam("contacts", expanding=True)))
    .order_by(USE.c.id)
)


@requires(Permission.CLIENTS_CLIENT_EXPORT)
def export_clients(unit: Unit, *, write: Callable[[Mapping[str, Any]], None]) -> int:
    """Hands all live cards with contacts and tags to `write`, in Ukrainian order; answers how many."""
    written = 0
    for page in _pages(unit):
        ids = [row.id for row in page]
        contacts, tags = _contacts(unit, ids), tags_of(unit, ids)
        for row in page:
            names = TAGS_APART.join(tag.name for tag in tags.get(row.id, ()))
            write(_card(row, contacts.get(row.id, [])) | {"tags": names})
        written += len(page)
    unit.log_read("client", f"export:{written}")
    return written


def _pages(unit: Unit) -> Iterator[Sequence[Row[Any]]]:
    page = fetch(unit, _CARDS)
    while page:
        yield page
        page = fetch(unit, _LATER, sort_key=page[-1].sort_key, id=page[-1].id) if len(page) == AT_ONCE else []


def _card(row: Row[Any], contacts: list[dict[str, Any]]) -> dict[str, Any]:
    card = {name: row._mapping[name] or "" for name in _FIELDS}
    shown = dict.fromkeys(phone["as_typed"] for contact in contacts for phone in contact["phones"])
    return card | {
        "uuid": str(row.uuid),
        "kind": row.kind.value,
        "phones": ", ".join(shown),
        "contacts": contacts,
    }


def _contacts(unit: Unit, clients: list[int]) -> dict[int, list[dict[str, Any]]]:
    places = fetch(unit, _CONTACTS, clients=clients)
    phones: dict[int, list[dict[str, str]]] = {}
    for use in fetch(unit, _PHONES, contacts=list({place.id for place in places})) if places else []:
        phone = {
            "e164": use.e164,
            "as_typed": use.as_typed,
            "extension": use.extension,
            "kind": use.kind.value,
        }
        phones.setdefault(use.contact_id, []).append(phone)
    found: dict[int, list[dict[str, Any]]] = {}
    for place in places:
        contact = {name: getattr(place, name) for name in ("full_name", "position", "email", "note", "main")}
        one = {"uuid": str(place.uuid), **contact, "phones": phones.get(place.id, [])}
        found.setdefault(place.client_id, []).append(one)
    return found
