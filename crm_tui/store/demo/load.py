"""Bulk loading of an empty store: one transaction, indexes made afterwards, each engine's quickest way."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, text

from crm_tui.store import talk_days
from crm_tui.store.demo.part import Rows
from crm_tui.store.engine import Store
from crm_tui.store.tables import metadata
from crm_tui.store.text_index import create_triggers, drop_triggers, rebuild

LARGE = 20_000
"""From so many clients on, making the indexes afterwards is worth it."""

Progress = Callable[[str, int, int], None]
"""Told of the step (`rows`, `indexes`, `search`), how much is done, of how much."""


@contextmanager
def bulk_connection(store: Store) -> Iterator[Connection]:
    """A connection in one transaction that may be slow to undo but is quick to write; nobody else writes.

    SQLite leaves the write-ahead log meanwhile: what is appended to an empty file needs no journal, and a
    kill still leaves the store as it was.
    """
    connection = store.engine.connect().execution_options(write=True)
    try:
        if store.is_sqlite:
            for pragma in (
                "journal_mode=DELETE",
                "synchronous=NORMAL",
                "foreign_keys=OFF",
                "cache_size=-400000",
            ):
                _driver(connection).execute(f"PRAGMA {pragma}")
        with connection.begin():
            talk_days.drop_triggers(connection)
            if store.is_sqlite:
                drop_triggers(connection)
            else:
                connection.execute(text("SET LOCAL timezone = 'UTC'"))
                connection.execute(text("SET LOCAL maintenance_work_mem = '256MB'"))
            yield connection
        if store.is_sqlite:
            driver = _driver(connection)
            for pragma in ("journal_mode=WAL", "analysis_limit=1000", "optimize=0x10002"):
                driver.execute(f"PRAGMA {pragma}")
        else:
            with connection.begin():
                connection.execute(text("ANALYZE"))
    finally:
        connection.invalidate()  # its settings must not go back to the pool
        connection.close()


def write(connection: Connection, columns: dict[str, tuple[str, ...]], rows: Rows) -> None:
    """Writes rows whose values are already as both engines take them.

    A column that the demo does not name takes the plain default of its table, so a new one does not break it.
    """
    driver = _driver(connection)
    for table, names in columns.items():
        if not rows[table]:
            continue
        if defaults := _defaults(table, names):
            names = (*names, *defaults)  # noqa: PLW2901  # the same table, all its columns
            rows[table] = [(*row, *defaults.values()) for row in rows[table]]
        quoted = ", ".join(f'"{name}"' for name in names)
        if connection.dialect.name == "sqlite":
            marks = ", ".join("?" * len(names))
            driver.executemany(f'INSERT INTO "{table}" ({quoted}) VALUES ({marks})', rows[table])
        else:
            with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({quoted}) FROM STDIN') as copy:
                for row in rows[table]:
                    copy.write_row(row)


def _defaults(table: str, names: tuple[str, ...]) -> dict[str, Any]:
    """The plain defaults of the columns that must have a value and are not among the named ones."""
    found = {}
    for column in metadata.tables[table].columns:
        default: Any = column.default
        if column.name not in names and not column.nullable and default is not None and default.is_scalar:
            found[column.name] = getattr(default.arg, "value", default.arg)
    return found


def finish(connection: Connection, tables: list[str]) -> None:
    """Brings the search index, the sums by day and, on Postgres, the counters of ids up to the rows."""
    talk_days.rebuild(connection)
    talk_days.create_triggers(connection)
    if connection.dialect.name == "sqlite":
        rebuild(connection)
        create_triggers(connection)
        return
    with_ids = connection.execute(
        text(
            "SELECT table_name FROM information_schema.columns"
            " WHERE column_name = 'id' AND column_default LIKE 'nextval%'"
        )
    ).scalars()
    for table in set(with_ids) & set(tables):
        highest = f'SELECT coalesce(max(id), 1) FROM "{table}"'
        connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), ({highest}))"))


def take_indexes(connection: Connection, tables: list[str]) -> list[str]:
    """Drops the tables' indexes (and Postgres' foreign keys); gives the statements that bring them back."""
    return (_take_sqlite if connection.dialect.name == "sqlite" else _take_postgres)(connection, tables)


def _take_sqlite(connection: Connection, tables: list[str]) -> list[str]:
    found = connection.exec_driver_sql(
        "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).all()
    back = []
    for name, table, made in found:
        if table in tables:
            connection.exec_driver_sql(f'DROP INDEX "{name}"')
            back.append(made)
    return back


def _take_postgres(connection: Connection, tables: list[str]) -> list[str]:
    back: list[str] = []
    keys = connection.execute(
        text(
            "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f' AND conrelid::regclass::text = ANY(:tables)"
        ),
        {"tables": tables},
    ).all()
    for name, table, made in keys:
        connection.execute(text(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"'))
        back.append(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {made}')
    indexes = connection.execute(
        text(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
            " AND tablename = ANY(:tables)"
            " AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname AND contype <> 'f')"
        ),
        {"tables": tables},
    ).all()
    for name, made in indexes:
        connection.execute(text(f'DROP INDEX "{name}"'))
        back.insert(0, made)
    return back


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
