"""The change log's writing side: contents, digests and the one chain of hashes.

A row's digest is SHA-256 over its salt and its content; the chain runs over the digests, so a content can be
erased by law (its digest stays) and the chain is still valid. The chain's head is locked last.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlmodel import Session

from crm_tui.store.tables import Audit, AuditContent, AuditHead

HEAD_ID = 1
READERS: dict[str, Callable[[str], object]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "uuid": UUID,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One changed record: `content` maps a column to [old, new]."""

    change: str
    table_name: str
    row_id: str
    content: dict[str, tuple[Any, Any]]


def encode(value: object) -> Any:
    """A column's value as JSON that keeps its type, so a row can be rebuilt as of any past moment."""
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, UUID):
        return {"uuid": str(value)}
    return str(value) if isinstance(value, str) else value


def decode(value: Any) -> object:
    """The value that `encode` wrote."""
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return READERS[kind](text)
    return value


def content_json(entry: Entry) -> str:
    pairs = {name: [encode(old), encode(new)] for name, (old, new) in entry.content.items()}
    return json.dumps(pairs, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(salt: str, content: str) -> str:
    return hashlib.sha256(f"{salt}\n{content}".encode()).hexdigest()


def link_of(previous: str, row: dict[str, Any]) -> str:
    """The chain's next hash: over the former hash and all that the row says, with the content's digest."""
    at: datetime = row["at"]
    said = [
        previous,
        str(row["id"]),
        f"{at.timestamp():.6f}",
        str(row["actor_id"]),
        row["actor_login"],
        row["act"],
    ]
    said += [row["change"], row["table_name"], row["row_id"], row["digest"]]
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


def append(
    session: Session, entries: list[Entry], *, at: datetime, actor_id: int | None, actor_login: str, act: str
) -> None:
    """Adds the entries to the chain. Locks the head until the transaction ends, so call it last."""
    if not entries:
        return
    table = AuditHead.__table__  # type: ignore[attr-defined]
    head = session.execute(select(table.c.last_id, table.c.hash).with_for_update()).one()
    rows, contents = [], []
    last_id, last_hash = head.last_id, head.hash
    for entry in entries:
        last_id += 1
        salt, content = secrets.token_hex(16), content_json(entry)
        row: dict[str, Any] = {
            "id": last_id,
            "at": at,
            "actor_id": actor_id,
            "actor_login": actor_login,
            "act": act,
            "change": entry.change,
            "table_name": entry.table_name,
            "row_id": entry.row_id,
            "digest": digest_of(salt, content),
        }
        last_hash = row["hash"] = link_of(last_hash, row)
        rows.append(row)
        contents.append({"audit_id": last_id, "salt": salt, "content": content})
    session.execute(insert(Audit), rows)
    session.execute(insert(AuditContent), contents)
    session.execute(update(AuditHead).values(last_id=last_id, hash=last_hash))
