"""The list of clients page by page, by key set: the millionth page costs what the first does."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from crm_tui.domain.kinds import ClientKind
from crm_tui.store.search_sql import COLUMNS

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
AFTER = text(_PAGE.format(">", "ASC"))
BEFORE = text(_PAGE.format("<", "DESC"))


def page_after(session: Session, cursor: Cursor = FIRST, limit: int = 50) -> list[ListedClient]:
    """The clients that follow the place, in Ukrainian order."""
    return _page(session, AFTER, cursor, limit)


def page_before(session: Session, cursor: Cursor = LAST, limit: int = 50) -> list[ListedClient]:
    """The clients that stand right before the place, in Ukrainian order too."""
    return _page(session, BEFORE, cursor, limit)[::-1]


def _page(session: Session, statement: Any, cursor: Cursor, limit: int) -> list[ListedClient]:
    values = {"key": cursor[0], "id": cursor[1], "limit": limit}
    return [
        ListedClient(number, ClientKind(kind), short or full, form, code or "", region or "", (order, number))
        for number, kind, short, full, form, code, region, order in session.execute(statement, values)
    ]
