"""The list of clients page by page, by key set: the millionth page costs what the first does."""

import json
from dataclasses import dataclass

from sqlmodel import Session

from crm_tui.domain.kinds import ClientKind
from crm_tui.store.quick import Quick
from crm_tui.store.search import KINDS
from crm_tui.store.search_sql import COLUMNS
from crm_tui.store.task_list import ids_in

Cursor = tuple[str, int]
"""A place in the list: (sort_key, id)."""
FIRST: Cursor = ("", 0)
LAST: Cursor = ("\U0010ffff", 0)


@dataclass(frozen=True, slots=True)
class ListedClient:
    """A client in the list."""

    id: int
    kind: ClientKind
    name: str
    legal_form: str
    tax_code: str
    region: str
    cursor: Cursor


_PAGE = (
    f"SELECT {COLUMNS} FROM client c WHERE c.deleted_at IS NULL AND (c.sort_key, c.id) {{0}} (:key, :id)"
    " ORDER BY c.sort_key {1}, c.id {1} LIMIT :limit"
)
AFTER = _PAGE.format(">", "ASC")
BEFORE = _PAGE.format("<", "DESC")


# The tags' own rows first, also where SQLite has no statistics: of the list in its order a rare tag has few.
_TAGGED = (
    f"SELECT {COLUMNS} FROM (SELECT DISTINCT client_id FROM client_tag WHERE tag_id IN ({{0}})) x"
    " CROSS JOIN client c WHERE c.id = x.client_id AND c.deleted_at IS NULL{1}"
    " AND (c.sort_key, c.id) {2} (:key, :id) ORDER BY c.sort_key {3}, c.id {3} LIMIT :limit"
)
_TOO = " AND EXISTS (SELECT 1 FROM client_tag y WHERE y.client_id = c.id AND y.tag_id IN ({0}))"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Only the clients with a tag of each of these groups, and these words (search keys) in their names."""

    tags: tuple[tuple[int, ...], ...]
    words: tuple[str, ...] = ()


def page_after(
    session: Session, cursor: Cursor = FIRST, limit: int = 50, narrowed: Narrowed | None = None
) -> list[ListedClient]:
    """The clients that follow the place, in Ukrainian order."""
    if narrowed is not None:
        return _tagged(session, narrowed, (">", "ASC"), cursor, limit)
    return _page(session, AFTER, cursor, limit)


def page_before(
    session: Session, cursor: Cursor = LAST, limit: int = 50, narrowed: Narrowed | None = None
) -> list[ListedClient]:
    """The clients that stand right before the place, in Ukrainian order too."""
    if narrowed is not None:
        return _tagged(session, narrowed, ("<", "DESC"), cursor, limit)[::-1]
    return _page(session, BEFORE, cursor, limit)[::-1]


def tagged_ids(session: Session, narrowed: Narrowed, limit: int) -> list[int]:
    """The numbers of those clients, at most so many."""
    return [one.id for one in page_after(session, FIRST, limit, narrowed)]


def _tagged(
    session: Session, narrowed: Narrowed, way: tuple[str, str], cursor: Cursor, limit: int
) -> list[ListedClient]:
    quick = Quick(session)
    first, *others = (ids_in(group) for group in narrowed.tags)
    find = "instr" if quick.is_sqlite else "strpos"
    said = [_TOO.format(one) for one in others]
    said += [f" AND {find}(c.search_key, :word{n}) > 0" for n in range(len(narrowed.words))]
    words = {f"word{n}": word for n, word in enumerate(narrowed.words)}
    return _page(session, _TAGGED.format(first, "".join(said), *way), cursor, limit, **words)


def _page(
    session: Session, statement: str, cursor: Cursor, limit: int, **values: object
) -> list[ListedClient]:
    found = Quick(session).rows(statement, key=cursor[0], id=cursor[1], limit=limit, **values)
    return [
        ListedClient(number, KINDS[kind], short or full, form, code or "", region or "", (order, number))
        for number, kind, short, full, form, code, region, order in found
    ]


# The last row of a client wins, so the best one comes last.
_OF_CLIENTS = {True: "IN (SELECT value FROM json_each(:ids))", False: "= ANY(:ids)"}
_PHONES = (
    "SELECT cc.client_id, p.e164 FROM client_contact cc"
    " JOIN contact_phone cp ON cp.contact_id = cc.contact_id JOIN phone p ON p.id = cp.phone_id"
    " WHERE cc.client_id {0}"
    " ORDER BY cc.client_id, cc.main, cc.id DESC, cp.id DESC"
)
_MANAGERS = (
    "SELECT cs.client_id, e.full_name FROM client_service cs JOIN employee e ON e.id = cs.manager_id"
    " WHERE cs.client_id {0} AND cs.ended_at IS NULL ORDER BY cs.client_id, cs.id"
)


_TAGS = (
    "SELECT x.client_id, t.name, t.sign, t.colour FROM client_tag x JOIN tag t ON t.id = x.tag_id"
    " WHERE x.client_id {0} AND t.retired_at IS NULL ORDER BY x.client_id, t.key"
)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside clients of a page: first number (E.164), a manager, tags (name, sign, colour)."""

    phones: dict[int, str]
    managers: dict[int, str]
    tags: dict[int, list[tuple[str, str | None, str]]]


def beside(session: Session, ids: list[int]) -> Beside:
    """That of these clients: three queries, whatever the length of the page."""
    quick = Quick(session)
    values = {"ids": json.dumps(ids) if quick.is_sqlite else ids}
    asked = (one.format(_OF_CLIENTS[quick.is_sqlite]) for one in (_PHONES, _MANAGERS, _TAGS))
    phones, managers, tagged = (quick.rows(one, **values) for one in asked)
    tags: dict[int, list[tuple[str, str | None, str]]] = {}
    for client, name, sign, colour in tagged:
        tags.setdefault(client, []).append((name, sign, colour))
    return Beside(dict(phones), dict(managers), tags)
