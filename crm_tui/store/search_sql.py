"""The statements of search and of the list: few columns, one index each (held by an EXPLAIN test)."""

from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import Session

from crm_tui.domain.phone import e164
from crm_tui.store.text_index import has_trigrams

COLUMNS = "c.id, c.kind, c.short_name, c.full_name, c.legal_form, c.tax_code, c.region, c.sort_key"
_BY_CONTACT = (
    " JOIN client_contact cc ON cc.contact_id = k.id"
    " JOIN client c ON c.id = cc.client_id AND c.deleted_at IS NULL"
)
# The bounded part comes first and alone: a join must not tempt an engine to start elsewhere.
BY_NAME = (
    f"SELECT {COLUMNS} FROM client c WHERE c.search_key >= :low AND c.search_key < :high"
    " AND c.deleted_at IS NULL ORDER BY c.search_key, c.id LIMIT :limit"
)
BY_CODE = (
    f"SELECT {COLUMNS} FROM client c WHERE c.tax_code >= :low AND c.tax_code < :high"
    " AND c.deleted_at IS NULL ORDER BY c.tax_code, c.id LIMIT :limit"
)
BY_EMAIL = (
    f"SELECT {COLUMNS}, c.email FROM client c WHERE c.email >= :low AND c.email < :high AND c.email <> ''"
    " AND c.deleted_at IS NULL ORDER BY c.email, c.id LIMIT :limit"
)
BY_CONTACT = (
    f"SELECT {COLUMNS}, k.full_name FROM (SELECT id, full_name FROM contact WHERE search_key >= :low"
    f" AND search_key < :high ORDER BY search_key, id LIMIT :limit) k{_BY_CONTACT}"
)
BY_CONTACT_EMAIL = (
    f"SELECT {COLUMNS}, k.email FROM (SELECT id, email FROM contact WHERE email >= :low AND email < :high"
    f" AND email <> '' ORDER BY email, id LIMIT :limit) k{_BY_CONTACT}"
)
_BY_PHONE = (
    f"SELECT {COLUMNS}, p.e164 FROM (SELECT id, e164 FROM phone WHERE {{0}} >= :low AND {{0}} < :high"
    " ORDER BY {0} LIMIT :limit) p JOIN contact_phone cp ON cp.phone_id = p.id"
    " JOIN client_contact cc ON cc.contact_id = cp.contact_id"
    " JOIN client c ON c.id = cc.client_id AND c.deleted_at IS NULL"
)
BY_PHONE = _BY_PHONE.format("e164")
BY_LAST_DIGITS = _BY_PHONE.format("reversed")

_LAST = "\U0010ffff"
_ways: WeakKeyDictionary[Engine, str] = WeakKeyDictionary()


def prefix_range(prefix: str) -> tuple[str, str]:
    """[low, high) of everything that starts with the prefix, in byte order."""
    return prefix, prefix + _LAST


def phone_prefixes(typed: str, digits: str) -> list[str]:
    """The beginnings of E.164 numbers that the typed digits may mean, most likely first."""
    if whole := e164(typed):
        return [whole]
    if typed.startswith("+"):
        return [f"+{digits}"]
    if digits.startswith("380"):
        return [f"+{digits}"]
    if digits.startswith("80"):
        return [f"+3{digits}"]
    if digits.startswith("0"):
        return [f"+38{digits}"]
    return [f"+380{digits}"]


def containing(session: Session, table: str, pieces: list[str], limit: int) -> tuple[str, dict[str, Any]]:
    """The statement for all pieces somewhere in the name of a client or contact, in no order, bounded.

    The column after COLUMNS is the key in which the pieces were found.
    """
    values: dict[str, Any] = {"limit": limit}
    by = way(session)
    if by == "fts":
        values["match"] = " AND ".join(f'"{piece}"' for piece in pieces)
    elif by == "trigrams":
        values |= {f"p{number}": f"%{piece}%" for number, piece in enumerate(pieces)}
    else:
        values["match"] = " & ".join(f"{word}:*" for piece in pieces for word in piece.split())
    return _containing(by, table, len(pieces)), values


@lru_cache(maxsize=64)
def _containing(by: str, table: str, count: int) -> str:
    source, where = f"{table} t", "to_tsvector('simple', t.search_key) @@ to_tsquery('simple', :match)"
    if by == "fts":
        source, where = f"{table}_fts f JOIN {table} t ON t.id = f.rowid", f"{table}_fts MATCH :match"
    elif by == "trigrams":
        where = " AND ".join(f"t.search_key LIKE :p{number}" for number in range(count))
    found = f"FROM {source} WHERE {where}"
    if table == "client":
        columns = COLUMNS.replace("c.", "t.")
        return f"SELECT {columns}, t.search_key {found} AND t.deleted_at IS NULL LIMIT :limit"
    # Outer joins: a person of no client counts too, so that "too many" means the same on both engines.
    return (
        f"SELECT {COLUMNS}, k.search_key, k.full_name"
        f" FROM (SELECT t.id, t.search_key, t.full_name {found} LIMIT :limit) k"
        " LEFT JOIN client_contact cc ON cc.contact_id = k.id"
        " LEFT JOIN client c ON c.id = cc.client_id AND c.deleted_at IS NULL"
    )


def way(session: Session) -> str:
    """How a piece of a name is found in this store; asked once per engine."""
    engine = session.get_bind().engine
    if engine not in _ways:
        if engine.dialect.name == "sqlite":
            _ways[engine] = "fts"
        else:
            _ways[engine] = "trigrams" if has_trigrams(session.connection()) else "words"
    return _ways[engine]
