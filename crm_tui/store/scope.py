"""Units of work: `read_scope` looks, `write_scope` is one transaction = rows + audit + bus notes.

Inside a `write_scope` records are changed through the unit (`add`, `change`, `remove`), never by bulk
UPDATE or DELETE, so that no change escapes the log. The caller owns the transaction; use cases never commit.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Row as DbRow
from sqlalchemy import Table, Update, bindparam, insert, inspect, update
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session, SQLModel

from crm_tui.config import Settings
from crm_tui.domain.permissions import Actor
from crm_tui.store import audit, bus
from crm_tui.store.engine import Store
from crm_tui.store.quick import connection_of
from crm_tui.store.rows import table_of

Row = TypeVar("Row", bound=SQLModel)
SECRET_COLUMNS = {"password_hash", "content"}
"""Columns whose values never stand in the log; that they changed does. (A stored file has its hash there.)"""
HIDDEN = ("(hidden)", "(hidden)")


@dataclass(slots=True)
class Unit:
    """One unit of work: the session, who acts, when, and what is to be told to others after the commit."""

    session: Session
    actor: Actor
    now: datetime
    settings: Settings
    is_sqlite: bool
    entries: list[audit.Entry] = field(default_factory=list)
    notes: list[bus.Note] = field(default_factory=list)

    def add(self, row: Row) -> Row:
        """Writes a new record (its id is known afterwards) and logs it."""
        self.session.add(row)
        self.session.flush()
        self.log_insert(row)
        return row

    def insert(self, model: type[SQLModel], **values: Any) -> DbRow[Any]:
        """Writes a new record, logs it and gives its columns; an object (`add`) costs three times as much."""
        row = connection_of(self.session).execute(_insert(table_of(model)), values).one()
        self.log_new(model, row)
        return row

    def log_insert(self, row: SQLModel) -> None:
        """Logs a record that was made past `add`, in a savepoint of its own."""
        self._log("insert", row, {name: (None, value) for name, value in _values(row).items()})

    def log_new(self, model: type[SQLModel], row: DbRow[Any]) -> None:
        """Logs a row (all its columns) that is a record from now on: one just written, a draft just saved."""
        content = {name: (None, value) for name, value in row._mapping.items()}
        self._log_as("insert", table_of(model).name, str(row.id), content)

    def change(self, row: Row, **values: Any) -> bool:
        """Sets columns of a record and logs old and new; `version` grows by one. False: nothing differed."""
        before = {name: getattr(row, name) for name in values}
        changed = {name: (before[name], value) for name, value in values.items() if before[name] != value}
        if not changed:
            return False
        if (version := getattr(row, "version", None)) is not None:
            changed["version"] = (version, version + 1)
        for name, (_old, new) in changed.items():
            setattr(row, name, new)
        self.session.add(row)
        self.session.flush()
        self._log("update", row, changed)
        return True

    def change_row(self, model: type[SQLModel], row: DbRow[Any], **values: Any) -> bool:
        """As `change`, of a record without a version read as columns: an object costs twice as much."""
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not changed:
            return False
        table = table_of(model)
        connection_of(self.session).execute(_update(table), {"row_id": row.id, **changed})
        content = {name: (getattr(row, name), value) for name, value in changed.items()}
        self._log_as("update", table.name, str(row.id), content)
        return True

    def remove(self, row: SQLModel) -> None:
        """Deletes a record and logs all that it held."""
        self._log("delete", row, {name: (value, None) for name, value in _values(row).items()})
        self.session.delete(row)
        self.session.flush()

    def log_read(self, table_name: str, row_id: object) -> None:
        """Logs that the actor looked at what is not his own."""
        self.entries.append(audit.Entry("read", table_name, str(row_id), {}))

    def lock(self, model: type[Row], row_id: object) -> Row | None:
        """The record, held against other writers until the transaction ends."""
        return self.session.get(model, row_id, with_for_update=True, populate_existing=True)

    def notify(self, topic: str, *ids: object) -> None:
        """Tells other processes, after the commit, to look again at these records."""
        self.notes.append(bus.Note(topic, tuple(str(one) for one in ids)))

    def _log(self, change: str, row: SQLModel, content: dict[str, tuple[Any, Any]]) -> None:
        mapper = inspect(type(row))
        key = "/".join(str(value) for value in mapper.primary_key_from_instance(row))
        self._log_as(change, str(mapper.local_table.name), key, content)

    def _log_as(self, change: str, table: str, key: str, content: dict[str, tuple[Any, Any]]) -> None:
        content = {name: HIDDEN if name in SECRET_COLUMNS else pair for name, pair in content.items()}
        self.entries.append(audit.Entry(change, table, key, content))


@lru_cache(maxsize=256)
def _insert(table: Table) -> ReturningInsert[Any]:
    return insert(table).returning(table)


@lru_cache(maxsize=256)
def _update(table: Table) -> Update:
    return update(table).where(table.c.id == bindparam("row_id"))


def _values(row: SQLModel) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}


@contextmanager
def read_scope(store: Store, actor: Actor, *, now: datetime | None = None) -> Iterator[Unit]:
    """A unit that only looks; what it logged of reads is written in a transaction of its own."""
    connection = store.engine.connect()
    if not store.is_sqlite:
        connection = connection.execution_options(postgresql_readonly=True)
    # The connection begins, not the session: what asks past the session then never pays for its transaction.
    with connection:
        transaction = connection.begin()
        with Session(connection, expire_on_commit=False) as session:
            unit = Unit(session, actor, now or datetime.now(UTC), store.settings, store.is_sqlite)
            yield unit
            session.expunge_all()
        if store.is_sqlite:
            transaction.rollback()
        else:
            # After a ROLLBACK psycopg forgets its prepared statements, and each look is planned anew: the
            # pop-up's queries took 13 ms instead of 3. The transaction is read-only, so nothing is written.
            transaction.commit()
    if unit.entries:
        with write_scope(store, actor, act="read", now=unit.now) as log:
            log.entries = unit.entries


@contextmanager
def write_scope(store: Store, actor: Actor, *, act: str, now: datetime | None = None) -> Iterator[Unit]:
    """One transaction: the rows, their audit, the bus notes; all or nothing.

    `act` is the name of what the person did; it stands in the log.
    """
    connection = store.engine.connect().execution_options(write=True)
    with connection, connection.begin(), Session(connection, expire_on_commit=False) as session:
        unit = Unit(session, actor, now or datetime.now(UTC), store.settings, store.is_sqlite)
        yield unit
        session.flush()
        audit.append(
            connection, unit.entries, at=unit.now, actor_id=actor.id, actor_login=actor.login, act=act
        )
        bus.announce_inside(store, connection, unit.notes)
    bus.announce_after(store, unit.notes)
