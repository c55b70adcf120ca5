"""Which lines of a list are there already: by their own number, by tax code, by name (X1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select

from crm_tui.domain.tax_code import read_tax_code
from crm_tui.exchange.client_list import ListedClient
from crm_tui.i18n import _
from crm_tui.store.bulk import find_many
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, ImportRow
from crm_tui.usecases.parts.core import core, fetch

IMPORT_ROW = core(ImportRow)
OWN_IDS = "clients"
"""The source of ids that mean the same in every list: our UUIDs and the hash of a line's content."""
_TAKEN = select(IMPORT_ROW.c.external_id).where(
    IMPORT_ROW.c.source == bindparam("source"),
    IMPORT_ROW.c.external_id.in_(bindparam("ids", expanding=True)),
)


def source_of(client: ListedClient, source: str) -> str:
    """The namespace of a line's id: the list's own, or ours."""
    return OWN_IDS if client.uuid or client.external_id.startswith("content:") else source


@dataclass(slots=True)
class Seen:
    """What a list has brought so far: lines by their ids, tax codes and names."""

    ids: set[tuple[str, str]] = field(default_factory=set)
    codes: dict[str, str] = field(default_factory=dict)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)

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


def already_there(unit: Unit, clients: Sequence[ListedClient], source: str) -> set[tuple[str, str]]:
    """The ids of these lines that an import brought, or that are cards of this store."""
    ids: dict[str, list[str]] = {}
    for client in clients:
        ids.setdefault(source_of(client, source), []).append(client.external_id)
    found = {
        (space, row.external_id)
        for space, wanted in ids.items()
        for row in fetch(unit, _TAKEN, source=space, ids=wanted)
    }
    uuids = [client.uuid for client in clients if client.uuid]
    return found | {(OWN_IDS, str(uuid)) for uuid, _id in find_many(unit, Client, "uuid", uuids)}


def look_up(unit: Unit, seen: Seen, clients: Iterable[ListedClient]) -> None:
    """Adds to what was seen the cards of the store with the same codes and names."""
    listed = list(clients)
    codes = [read_tax_code(client.draft.tax_code).code for client in listed]
    shown = ("id", "short_name", "full_name", "deleted_at", "tax_code")
    for code, *row in find_many(unit, Client, "tax_code", filter(None, codes), give=shown):
        if row[3] is None:
            seen.codes[code] = f"{row[1] or row[2]} ({row[0]})"
    names = (client.search_key for client in listed)
    for name, *row in find_many(unit, Client, "search_key", names, give=shown):
        if row[3] is None:
            seen.names[name] = (row[4] or "", f"{row[1] or row[2]} ({row[0]})")
