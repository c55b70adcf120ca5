"""Which schema a store has. The start only compares one word; the work is done by `migrations.upgrade`."""

from datetime import UTC, datetime
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import Connection, DateTime, column, insert, inspect, select, table

from crm_tui.store.engine import Store
from crm_tui.store.revision import SCHEMA

__all__ = ["SCHEMA", "STORE_ID", "SchemaState", "schema_state", "schema_version", "seed"]

STORE_ID = "store_id"


class SchemaState(StrEnum):
    """How a store's schema stands to this program."""

    EMPTY = "empty"
    CURRENT = "current"
    OLD = "old"
    """An earlier release's: `upgrade` brings it here."""
    UNKNOWN = "unknown"
    """A later release's, or another program's tables: this program must not touch it."""


def schema_version(connection: Connection) -> str | None:
    """The revision that the store names; None when it names none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    versions = table("alembic_version", column("version_num"))
    found: str | None = connection.execute(select(versions.c.version_num)).scalar()
    return found


def schema_state(store: Store) -> SchemaState:
    """Compares the store's revision with the program's own; reads nothing else."""
    with store.engine.connect() as connection:
        version = schema_version(connection)
        if version == SCHEMA:
            return SchemaState.CURRENT
        if version is None:
            tables = inspect(connection).get_table_names()
            return SchemaState.UNKNOWN if tables else SchemaState.EMPTY
    return SchemaState.OLD if version < SCHEMA else SchemaState.UNKNOWN


def seed(connection: Connection) -> None:
    """The rows that every store has: the audit's head, the PBX's state, the store's own id."""
    rows: dict[str, dict[str, object]] = {
        "audit_head": {"id": 1, "last_id": 0, "hash": ""},
        "pbx_status": {"id": 1, "state": "down", "detail": "", "since": datetime.now(UTC)},
        "setting": {"key": STORE_ID, "value": str(uuid4())},
    }
    for name, values in rows.items():
        columns = (column(key, DateTime(timezone=True) if key == "since" else None) for key in values)
        connection.execute(insert(table(name, *columns)).values(values))
