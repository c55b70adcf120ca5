"""The list of clients and the search over it; it does not care how many there are."""

from dataclasses import dataclass
from functools import lru_cache

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import ClientKind, TagColour
from crm_tui.domain.permissions import Permission
from crm_tui.domain.phone import display_phone
from crm_tui.domain.search_key import search_key
from crm_tui.domain.sort_key import sort_key
from crm_tui.domain.tags import tags_sought
from crm_tui.i18n import _
from crm_tui.store import client_list, search
from crm_tui.store.client_list import Cursor
from crm_tui.store.scope import Unit
from crm_tui.store.search import Why
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.tag_rows import begun_tags
from crm_tui.usecases.shapes import TagMark

__all__ = [
    "ClientPage",
    "ClientRow",
    "Cursor",
    "Found",
    "Why",
    "client_ids",
    "list_clients",
    "search_clients",
]

LONGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client in a list, light: the first phone and the manager of one of his services, if any.

    `matched` is the number, address or contact a search found him by, `why` the kind of it.
    """

    id: int
    kind: ClientKind
    name: str
    legal_form: str
    tax_code: str
    region: str
    phone: str
    manager: str
    tags: tuple[TagMark, ...]
    cursor: Cursor
    why: Why | None = None
    matched: str = ""


@dataclass(frozen=True, slots=True)
class ClientPage:
    """Rows in Ukrainian order; `more` says whether the list goes on in the asked direction."""

    rows: tuple[ClientRow, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, best reasons first; `more`: type more to see the rest."""

    rows: tuple[ClientRow, ...]
    more: bool


@requires(Permission.CLIENTS_CLIENT_READ)
def list_clients(
    unit: Unit,
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
    start_with: str = "",
    wanted: str = "",
    limit: int = 100,
) -> ClientPage:
    """A page by name: after a row's cursor, before one, from the names not before `start_with`, or the top.

    `before=client_list.LAST` gives the end of the list. Costs the same at any depth. `wanted`
    (`#vip ромашка`) leaves those with all its tags (half a word will do) and its words in their names;
    NotFound without any such tag.
    """
    limit = max(1, min(limit, LONGEST_PAGE))
    narrowed = _narrowed(unit, wanted)
    if before is not None:
        found = client_list.page_before(unit.session, before, limit + 1, narrowed)
        more, page = len(found) > limit, found[-limit:]
    else:
        place = after or (sort_key(start_with), 0)
        found = client_list.page_after(unit.session, place, limit + 1, narrowed)
        more, page = len(found) > limit, found[:limit]
    beside = _beside(unit, [one.id for one in page])
    rows = (
        ClientRow(
            id=one.id,
            kind=one.kind,
            name=one.name,
            legal_form=one.legal_form,
            tax_code=one.tax_code,
            region=one.region,
            phone=display_phone(number) if (number := beside.phones.get(one.id)) else "",
            manager=beside.managers.get(one.id, ""),
            tags=tuple(_mark(*tag) for tag in beside.tags.get(one.id, ())),
            cursor=one.cursor,
        )
        for one in page
    )
    return ClientPage(tuple(rows), more)


@requires(Permission.CLIENTS_CLIENT_READ)
def search_clients(unit: Unit, *, text: str, limit: int = 20) -> Found:
    """Clients by any part of the name, code, phone, e-mail or contact, in either keyboard layout."""
    hits = search.search_clients(unit.session, text, max(1, min(limit, LONGEST_PAGE)))
    beside = _beside(unit, [one.id for one in hits.rows])
    rows = (
        ClientRow(
            id=one.id,
            kind=one.kind,
            name=one.name,
            legal_form=one.legal_form,
            tax_code=one.tax_code,
            region=one.region,
            phone=display_phone(number) if (number := beside.phones.get(one.id)) else "",
            manager=beside.managers.get(one.id, ""),
            tags=tuple(_mark(*tag) for tag in beside.tags.get(one.id, ())),
            cursor=(one.sort_key, one.id),
            why=one.why,
            matched=one.matched,
        )
        for one in hits.rows
    )
    return Found(tuple(rows), hits.more)


@requires(Permission.CLIENTS_CLIENT_READ)
def client_ids(unit: Unit, *, wanted: str, limit: int) -> tuple[int, ...]:
    """The numbers of all whom a search line finds, at most `limit` of those with its tags.

    Refused when a search without tags finds more than it can tell of: nobody is left out without a word.
    """
    narrowed = _narrowed(unit, wanted)
    if narrowed is not None:
        return tuple(client_list.tagged_ids(unit.session, narrowed, limit))
    found = search.search_clients(unit.session, wanted, LONGEST_PAGE)
    if found.more:
        raise Refused(_("More than {n} clients are found: type more").format(n=LONGEST_PAGE))
    return tuple(one.id for one in found.rows)


def _narrowed(unit: Unit, wanted: str) -> client_list.Narrowed | None:
    tags, rest = tags_sought(wanted)
    if not tags:
        return None
    found = tuple(begun_tags(unit, tag) for tag in tags)
    return client_list.Narrowed(found, tuple(search_key(word) for word in rest.split()))


@lru_cache(maxsize=1024)
def _mark(name: str, sign: str | None, colour: str) -> TagMark:
    """A page names few tags, many times over."""
    return TagMark(name, sign or "", TagColour(colour))


def _beside(unit: Unit, ids: list[int]) -> client_list.Beside:
    return client_list.beside(unit.session, ids) if ids else client_list.Beside({}, {}, {})
