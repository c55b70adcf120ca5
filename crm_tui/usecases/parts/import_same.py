"""Which lines of a list are there already: by their own number, by tax code, by name (X1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select

from crm_tui.domain.phone import display_phone
from crm_tui.domain.tax_code import read_tax_code
from crm_tui.exchange.client_list import ListedClient
from crm_tui.i18n import _
from crm_tui.store.bulk import find_many
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, ImportRow, Phone
from crm_tui.usecases.parts.call_client import OWNERS, PHONE, PLACE
from crm_tui.usecases.parts.core import CLIENT, client_name, fetch

OWN_IDS = "clients"
"""The source of ids that mean the same in every list: our UUIDs and the hash of a line's content."""
_NUMBERS = (
    select(PHONE.c.e164, CLIENT.c.id, client_name().label("name"))
    .select_from(OWNERS.join(CLIENT, CLIENT.c.id == PLACE.c.client_id))
    .where(PHONE.c.e164.in_(bindparam("numbers", expanding=True)), CLIENT.c.deleted_at.is_(None))
    .order_by(CLIENT.c.id)
)


def source_of(client: ListedClient, source: str) -> str:
    """The namespace of a line's id: the list's own, or ours."""
    return OWN_IDS if client.uuid or client.external_id.startswith("content:") else source


@dataclass(slots=True)
class Seen:
    """What a list has brought so far: lines by their ids, tax codes, names and numbers."""

    ids: set[tuple[str, str]] = field(default_factory=set)
    codes: dict[str, str] = field(default_factory=dict)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)

    def sameness(self, client: ListedClient) -> str:
        """Whose double the line is, in words; empty when it is nobody's. The line is seen from now on."""
        code, name = read_tax_code(client.draft.tax_code).code, client.search_key
        owner = self.codes.get(code) if code else None
        if owner:
            return _("same tax code as {owner}").format(owner=owner)
        other = self.names.get(name)
        if other and not (code and other[0] and code != other[0]):
            return _("same name as {owner}").format(owner=other[1])
        here = _("line {line}").format(line=client.line)
        if code:
            self.codes[code] = here
        self.names.setdefault(name, (code, here))
        return ""

    def shared_numbers(self, client: ListedClient) -> list[str]:
        """Numbers of the line that another client has too, in words; an accountant of both is no double."""
        here, told = _("line {line}").format(line=client.line), []
        for e164 in dict.fromkeys(phone.e164 for contact in client.contacts for phone in contact.phones):
            owner = self.numbers.setdefault(e164, here)
            if owner != here:
                number = display_phone(e164)
                told.append(_("number {number} is also of {owner}").format(number=number, owner=owner))
        return told


def already_there(unit: Unit, clients: Sequence[ListedClient], source: str) -> set[tuple[str, str]]:
    """The ids of these lines that an import brought, or that are cards of this store."""
    ids: dict[str, list[str]] = {}
    for client in clients:
        ids.setdefault(source_of(client, source), []).append(client.external_id)
    found = {
        (space, external_id)
        for space, wanted in ids.items()
        for (external_id,) in find_many(unit, ImportRow, "external_id", wanted, give=(), source=space)
    }
    uuids = [client.uuid for client in clients if client.uuid]
    return found | {(OWN_IDS, str(uuid)) for uuid, _id in find_many(unit, Client, "uuid", uuids)}


def look_up(unit: Unit, seen: Seen, clients: Iterable[ListedClient]) -> None:
    """Adds to what was seen the cards of the store with the same codes, names and numbers."""
    listed = list(clients)
    codes = [read_tax_code(client.draft.tax_code).code for client in listed]
    shown = ("id", "short_name", "full_name", "deleted_at", "tax_code")
    for code, *row in find_many(unit, Client, "tax_code", filter(None, codes), give=shown):
        if row[3] is None:
            seen.codes[code] = f"{row[1] or row[2]} ({row[0]})"
    numbers = {phone.e164 for client in listed for contact in client.contacts for phone in contact.phones}
    known = [number for number, _id in find_many(unit, Phone, "e164", numbers)]
    for owned in fetch(unit, _NUMBERS, numbers=known) if known else ():
        seen.numbers.setdefault(owned.e164, f"{owned.name} ({owned.id})")
    names = (client.search_key for client in listed)
    for name, *row in find_many(unit, Client, "search_key", names, give=shown):
        if row[3] is None:
            seen.names[name] = (row[4] or "", f"{row[1] or row[2]} ({row[0]})")
