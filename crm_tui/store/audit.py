"""The change log's writing side: contents, digests and the one chain of hashes.

A row's digest is SHA-256 over its salt and its content; the chain runs over the digests, so a content can be
erased by law (its digest stays) and the chain is still valid. The chain's head is locked last.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from crm_tui.store.quick import say
from crm_tui.store.rows import insert_rows, table_of
from crm_tui.store.tables import Audit

HEAD_ID = 1
_OWN = ("id", "change", "table_name", "row_id", "digest", "hash", "salt", "content")
_HEAD = "SELECT last_id, hash FROM audit_head"
_LOCK_HEAD = {"sqlite": _HEAD, "postgresql": f"{_HEAD} FOR UPDATE"}
_MOVE_HEAD = {
    "sqlite": "UPDATE audit_head SET last_id = ?, hash = ?",
    "postgresql": "UPDATE audit_head SET last_id = %s, hash = %s",
}
_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_AS_IT_IS = {str, int, bool, type(None)}
READERS: dict[str, Callable[[str], object]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "uuid": UUID,
}


class Entry(NamedTuple):
    """One changed record: `content` maps a column to [old, new], or is that as `content_json` writes it."""

    change: str
    table_name: str
    row_id: str
    content: dict[str, tuple[Any, Any]] | str


def encode(value: object) -> Any:
    """A column's value as JSON that keeps its type, so a row can be rebuilt as of any past moment."""
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, UUID):
        return {"uuid": str(value)}
    return str(value) if isinstance(value, str) else value  # a kind is a str of its own


def decode(value: Any) -> object:
    """The value that `encode` wrote."""
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return READERS[kind](text)
    return value


def content_json(entry: Entry) -> str:
    if isinstance(entry.content, str):
        return entry.content
    pairs = {name: [encode(old), encode(new)] for name, (old, new) in entry.content.items()}
    return _WRITER.encode(pairs)


def digest_of(salt: str, content: str) -> str:
    return hashlib.sha256(f"{salt}\n{content}".encode()).hexdigest()


def link_of(previous: str, row: dict[str, Any]) -> str:
    """The chain's next hash: over the former hash and all that the row says, with the content's digest."""
    said = _said(row["at"], row["actor_id"], row["actor_login"], row["act"])
    return _link(previous, row["id"], said, *(row[name] for name in _OWN[1:5]))


def append(
    connection: Connection,
    entries: list[Entry],
    *,
    at: datetime,
    actor_id: int | None,
    actor_login: str,
    act: str,
) -> None:
    """Adds the entries to the chain. Locks the head until the transaction ends, so call it last."""
    if not entries:
        return
    engine = connection.dialect.name
    last_id, last_hash = say(connection, _LOCK_HEAD[engine], ()).fetchone()
    rows, said = [], _said(at, actor_id, actor_login, act)
    salts = secrets.token_hex(16 * len(entries))
    for number, entry in enumerate(entries):
        last_id += 1
        salt, content = salts[32 * number : 32 * number + 32], content_json(entry)
        change, table_name, row_id, _content = entry
        digest = digest_of(salt, content)
        last_hash = _link(last_hash, last_id, said, change, table_name, row_id, digest)
        rows.append((last_id, change, table_name, row_id, digest, last_hash, salt, content))
    same = {"at": at, "actor_id": actor_id, "actor_login": actor_login, "act": act}
    insert_rows(connection, table_of(Audit), _OWN, rows, **same)
    say(connection, _MOVE_HEAD[engine], (last_id, last_hash))


def _said(at: datetime, actor_id: int | None, actor_login: str, act: str) -> str:
    return f"{at.timestamp():.6f}\x1f{actor_id}\x1f{actor_login}\x1f{act}"


def _link(previous: str, number: int, said: str, *own: str) -> str:
    return hashlib.sha256("\x1f".join((previous, str(number), said, *own)).encode()).hexdigest()
