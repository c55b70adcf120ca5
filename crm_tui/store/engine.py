"""Opening a store: the engine with the settings that `store-facts` measured, for SQLite and Postgres."""

import sqlite3
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from crm_tui.config import Settings
from crm_tui.domain.errors import Refused

BUSY_TIMEOUT_MS = 10_000
CACHE_KB, SCREEN_CACHE_KB = 4000, 1000
"""Of each SQLite connection. A screen has three, and on a million clients it searches no slower with 1 MB."""


@dataclass(frozen=True, slots=True)
class Store:
    """An opened store: where it is and how to talk to it; `path` is the file of a SQLite store."""

    engine: Engine
    settings: Settings
    path: Path | None

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        self.engine.dispose()


def open_store(settings: Settings, *, cache_kb: int = CACHE_KB) -> Store:
    """Opens the store that the settings name; makes no tables (see `migrations`).

    Raises Refused for an address that is neither SQLite nor Postgres.
    """
    try:
        url = make_url(settings.database_url)
    except ArgumentError:
        raise Refused("database_url is not an address; use sqlite:///FILE or postgresql://...") from None
    if url.drivername in {"postgres", "postgresql"}:
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise Refused(
            f"database_url: {url.drivername} is not supported; use sqlite:///FILE or postgresql://..."
        )
    path = None
    if url.drivername == "sqlite":
        if url.database and url.database != ":memory:":
            path = Path(url.database)
            path.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url)
        event.listen(engine, "connect", partial(_prepare_sqlite, cache_kb))
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(url, pool_pre_ping=True, pool_size=4, max_overflow=8)
    return Store(engine=engine, settings=settings, path=path)


def _prepare_sqlite(cache_kb: int, connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # None hands BEGIN to us: pysqlite's own deferred BEGIN loses 93 % of contended writes.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
        "synchronous=FULL",
        f"cache_size=-{cache_kb}",
        "journal_size_limit=67108864",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options: dict[str, Any] = dict(connection.get_execution_options())
    if options.get("write"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        # Never refused, as it locks nothing; by the driver alone, for each key press of a search begins so.
        driver: Any = connection.connection.driver_connection
        driver.execute("BEGIN")
