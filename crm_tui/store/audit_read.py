"""The change log's reading side: is the chain whole, what happened to a record, what was it once."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, and_, select, update
from sqlmodel import Session

from crm_tui.store.audit import HEAD_ID, Entry, decode, digest_of, encode, link_of
from crm_tui.store.engine import Store
from crm_tui.store.rows import table_of
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Audit, AuditHead, metadata

ERASED = "erase"
"""The change that a lawful erasure is logged as."""
MOST_PROBLEMS = 100
AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along the chain found. `head` may be kept elsewhere: a later log must still contain it."""

    rows: int
    erased: int
    head: str
    problems: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True)
class Change:
    """One logged change; `fields` maps a column to (old, new), None when its content was erased by law."""

    id: int
    at: datetime
    actor_login: str
    act: str
    change: str
    fields: dict[str, tuple[object, object]] | None


@dataclass(frozen=True, slots=True)
class AsOf:
    """A record at a past moment: None when there was none; `complete` is False past an erased content."""

    values: dict[str, object] | None
    complete: bool


@dataclass(slots=True)
class _Walk:
    """Where the walk along the chain stands."""

    last_id: int = 0
    last_hash: str = ""
    missing: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    def complain(self, problem: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    def step(self, row: Row[Any]) -> None:
        said = dict(row._mapping)
        if said["id"] != self.last_id + 1:
            self.complain(f"rows {self.last_id + 1}-{said['id'] - 1} are gone")
        if link_of(self.last_hash, said) != said["hash"]:
            self.complain(f"row {said['id']} was changed, or the one before it")
        if said["content"] is None:
            self.missing.add(str(said["id"]))
        elif digest_of(said["salt"], said["content"]) != said["digest"]:
            self.complain(f"the content of row {said['id']} was changed")
        if said["change"] == ERASED:
            self.erased.add(said["row_id"])
        self.last_id, self.last_hash = said["id"], said["hash"]


def verify(store: Store, progress: Callable[[int], None] = lambda _rows: None) -> Verdict:
    """Walks the whole chain, a portion at a time, and finds any changed, added or missing byte."""
    walk = _Walk()
    log, head_table = table_of(Audit), table_of(AuditHead)
    asked = select(log).order_by(log.c.id).execution_options(yield_per=AT_ONCE)
    with store.engine.connect() as connection:
        if not store.is_sqlite:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901
        with connection.begin():
            for number, row in enumerate(connection.execute(asked), 1):
                _try_step(walk, row)
                if number % AT_ONCE == 0:
                    progress(number)
            head = connection.execute(select(head_table).where(head_table.c.id == HEAD_ID)).first()
    if head is None or (head.last_id, head.hash) != (walk.last_id, walk.last_hash):
        walk.complain(
            "the log's end is not where its head says: the last rows are gone, or the head was changed"
        )
    for lost in sorted(walk.missing - walk.erased)[:MOST_PROBLEMS]:
        walk.complain(f"the content of row {lost} is gone, and no erasure says why")
    return Verdict(walk.last_id, len(walk.missing), walk.last_hash, tuple(walk.problems))


def _try_step(walk: _Walk, row: Row[Any]) -> None:
    try:
        walk.step(row)
    except (ValueError, TypeError, AttributeError) as error:  # a value that no program of ours wrote
        walk.complain(f"row {row.id} cannot be read: {error}")


def history(session: Session, table_name: str, row_id: object) -> list[Change]:
    """All logged changes of a record, oldest first (readings of it are left out)."""
    return list(_changes(session, table_name, str(row_id)))


def _changes(session: Session, table_name: str, row_id: str) -> Iterator[Change]:
    log = table_of(Audit)
    asked = (
        select(log)
        .where(and_(log.c.table_name == table_name, log.c.row_id == row_id, log.c.change != "read"))
        .order_by(log.c.id)
    )
    for row in session.execute(asked):
        fields = None
        if row.content is not None:
            pairs = json.loads(row.content)
            fields = {name: (decode(old), decode(new)) for name, (old, new) in pairs.items()}
        yield Change(row.id, row.at, row.actor_login, row.act, row.change, fields)


def row_as_of(session: Session, table_name: str, row_id: object, moment: datetime) -> AsOf:
    """The record as it stood at the moment: what is there now, with all later changes taken back."""
    values = _row_now(session, metadata.tables[table_name], str(row_id))
    complete = True
    for change in reversed(history(session, table_name, row_id)):
        if change.at <= moment:
            break
        if change.change == "insert":
            values = None
        elif change.fields is None:
            complete = False
        else:
            values = (values or {}) | {name: old for name, (old, _new) in change.fields.items()}
    return AsOf(values, complete)


def _row_now(session: Session, table: Table, row_id: str) -> dict[str, object] | None:
    keys = list(table.primary_key)
    parts = row_id.split("/") if len(keys) > 1 else [row_id]
    same = (
        key == (int(part) if key.type.python_type is int else part)
        for key, part in zip(keys, parts, strict=True)
    )
    row = session.execute(select(table).where(*same)).first()
    return None if row is None else {name: decode(encode(value)) for name, value in row._mapping.items()}


def erase(unit: Unit, audit_ids: Iterable[int]) -> int:
    """Erases contents of the log by law, logs it, and says how many; the chain stays valid."""
    log, erased = table_of(Audit), 0
    for number in sorted(set(audit_ids)):
        told = update(log).where(log.c.id == number, log.c.content.is_not(None))
        gone = unit.session.execute(told.values(salt=None, content=None))
        if getattr(gone, "rowcount", 0):
            unit.entries.append(Entry(ERASED, log.name, str(number), {}))
            erased += 1
    return erased
