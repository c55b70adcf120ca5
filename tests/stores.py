"""Stores for tests: a fresh one in milliseconds on either engine, made from one migrated template."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

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
WHERE datname = current_database() AND pid <> pg_backend_pid() AND NOT pid = ANY(%s)
"""
TABLES = """
SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1
"""
SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
# Row by row with the foreign keys asleep: a TRUNCATE takes every table that points to a filled one along and
# makes the files of all their indexes anew. What a test filled by the thousand is truncated nevertheless.
EMPTY_TABLE = """
  IF EXISTS (SELECT 1 FROM {0}) THEN
    IF EXISTS (SELECT 1 FROM {0} OFFSET 2000) THEN TRUNCATE {0} CASCADE; ELSE DELETE FROM {0}; END IF;
  END IF;
"""
FIRST_NUMBER = "  IF (SELECT is_called FROM {0}) THEN PERFORM setval('{0}', 1, false); END IF;\n"
# Each table stands there by name: what the server would have to look up and plan anew for every test stays.
EMPTY_ALL = """
CREATE OR REPLACE FUNCTION pg_temp.empty_all() RETURNS void LANGUAGE plpgsql AS $$ BEGIN {body} END $$
"""


class Compiled(dict[Any, Any]):
    """Compiled statements of all stores of a worker."""

    MOST = 20_000

    def __setitem__(self, key: Any, compiled: Any) -> None:
        if len(self) >= self.MOST:
            self.clear()
        super().__setitem__(key, compiled)


class Engines:
    """Makes engines that share a dialect: to SQLAlchemy each has its own, and is taught all anew."""

    def __init__(self) -> None:
        self.options = {"compiled_cache": Compiled()}
        self.dialects: dict[str, Any] = {}

    def create(self, url: URL, **options: Any) -> Engine:
        made = create_engine(url, execution_options=self.options, **options)
        name = made.dialect.name
        if known := self.dialects.get(name):
            made.dialect = known
        else:
            # Only one that has been connected knows the ways of its server.
            event.listen(made, "connect", lambda *_: self.dialects.setdefault(name, made.dialect))
        return made


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
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


class PostgresStores:
    """New stores in one database, one at a time; connections stay from one to the next.

    A new connection is a new process of the server, which reads the descriptions of all tables first.
    """

    def __init__(self, address: str) -> None:
        self.settings = Settings(database_url=address)
        self._open()
        self._prepare()

    def new(self) -> Store:
        """The database as if new, under an engine of its own; what a test left behind is cut off first."""
        if self._kept.engine.pool.checkedout():
            self._reopen()
        try:
            self._empty()
        except psycopg.OperationalError:  # the test before cut all lines to the server
            self._emptier.close()
            self._prepare()
            self._empty()
        kept = self._kept.engine
        with kept.begin() as connection:
            seed(connection)
            seed_stages(connection)
        own = Engine(kept.pool, kept.dialect, kept.url, execution_options=kept.get_execution_options())
        return replace(self._kept, engine=own)

    def take_back(self, store: Store) -> None:
        """Its connections stay open, if the test has not closed the store itself."""
        if store.engine.pool is not self._kept.engine.pool:
            store.close()
            self._reopen()

    def close(self) -> None:
        self._kept.close()
        self._emptier.close()

    def _reopen(self) -> None:
        self._kept.close()
        self._open()

    def _open(self) -> None:
        self._pids: list[int] = []
        self._kept = open_store(self.settings)
        event.listen(self._kept.engine, "connect", self._note)

    def _note(self, connection: psycopg.Connection[Any], _entry: ConnectionPoolEntry) -> None:
        self._pids.append(connection.info.backend_pid)

    def _empty(self) -> None:
        with self._emptier.transaction():
            self._emptier.execute(CUT_OFF, [self._pids])
            self._emptier.execute("SELECT pg_temp.empty_all()")

    def _prepare(self) -> None:
        self._emptier = psycopg.connect(self.settings.database_url, autocommit=True)
        # For the whole session: a change of it forgets all plans.
        self._emptier.execute("SET session_replication_role = replica")
        tables = [name for (name,) in self._emptier.execute(TABLES)]
        sequences = [name for (name,) in self._emptier.execute(SEQUENCES)]
        body = "".join([*map(EMPTY_TABLE.format, tables), *map(FIRST_NUMBER.format, sequences)])
        self._emptier.execute(EMPTY_ALL.format(body=body))


def _database(server: str, name: str) -> str:
    head, mark, options = server.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}{mark}{options}"
