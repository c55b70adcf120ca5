"""Stores for tests: a fresh one in milliseconds on either engine, made from one migrated template."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import text

from crm_tui.config import Settings
from crm_tui.store.engine import Store, open_store
from crm_tui.store.migrations import upgrade
from crm_tui.store.schema import seed
from crm_tui.store.task_stages import seed_stages
from tools import postgres

SERVER = "CRM_TUI_TEST_DATABASE_URL"
WORKER = f"crm_tui_test_{os.getpid()}"

CUT_OFF = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# Row by row with the foreign keys asleep: a TRUNCATE takes every table that points to a filled one along and
# makes the files of all their indexes anew. What a test filled by the thousand is truncated nevertheless.
EMPTY_ALL = """
DO $$
DECLARE one text; filled boolean; many boolean;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT tablename FROM pg_tables
             WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %1$I), EXISTS (SELECT 1 FROM %1$I OFFSET 2000)', one)
      INTO filled, many;
    IF many THEN
      EXECUTE format('TRUNCATE %I CASCADE', one);
    ELSIF filled THEN
      EXECUTE format('DELETE FROM %I', one);
    END IF;
  END LOOP;
  PERFORM setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
"""


class Compiled(dict[Any, Any]):
    """Compiled statements of all stores of a worker: to SQLAlchemy every store has a dialect of its own."""

    MOST = 3000

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        if len(self) >= self.MOST:
            self.clear()
        super().__setitem__((key[0].name, *key[1:]), compiled)


def sqlite_template(folder: Path) -> Path:
    """A migrated, empty SQLite file to be copied."""
    file = folder / "template.db"
    store = open_store(Settings(database_url=f"sqlite:///{file}"))
    upgrade(store)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return file


def sqlite_from(template: Path, file: Path) -> Store:
    """A new SQLite store."""
    shutil.copyfile(template, file)
    return open_store(Settings(database_url=f"sqlite:///{file}"))


@contextmanager
def postgres_server() -> Iterator[str | None]:
    """The address of the tests' server: the one `tools/run_tests.py` started, else one of our own."""
    if given := os.environ.get(SERVER):
        yield given
        return
    with postgres.server() as folder:
        yield postgres.address(folder, "postgres") if folder else None


@contextmanager
def postgres_database(server: str, name: str = WORKER, ctype: str = "C.UTF-8") -> Iterator[str]:
    """A migrated database of this worker's own; dropped at the end."""
    address = _database(server, name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_CTYPE '{ctype}'")
    store = open_store(Settings(database_url=address))
    upgrade(store)
    store.close()
    try:
        yield address
    finally:
        _cleaner(address).close()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def empty_postgres(address: str) -> None:
    """Makes the worker's database as if new; processes that a test left behind are cut off first."""
    with _cleaner(address).engine.begin() as connection:
        connection.execute(text(CUT_OFF))
        connection.execute(text(EMPTY_ALL))
        seed(connection)
        seed_stages(connection)


@cache
def _cleaner(address: str) -> Store:
    """Stays connected: a new connection would read the descriptions of all tables each time."""
    return open_store(Settings(database_url=address))


def _database(server: str, name: str) -> str:
    head, mark, options = server.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}{mark}{options}"
