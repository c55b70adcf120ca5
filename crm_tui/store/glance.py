"""A glance into the store by the driver itself: the first rows stand there before SQLAlchemy is imported.

It only looks. Where anything is not as it should be (no store, another release, a server that is away) it
says nothing: the full opening, which follows it, finds the words.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from crm_tui.domain.permissions import Actor
from crm_tui.store.revision import SCHEMA

if TYPE_CHECKING:
    from crm_tui.store.scope import Unit

Rows = list[tuple[Any, ...]]
CONNECT_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Glance:
    """A unit of work that can only look; `ask` runs a statement with `:name` parameters."""

    ask: Callable[..., Rows]
    actor: Actor
    now: datetime


def rows_of(unit: "Unit | Glance", statement: str, **values: Any) -> Rows:
    """The rows of one of our own statements, whichever way the store was opened."""
    if isinstance(unit, Glance):
        return unit.ask(statement, **values)
    from crm_tui.store.quick import Quick

    return Quick(unit.session).rows(statement, **values)


@contextmanager
def glancing(database_url: str) -> Iterator[Callable[..., Rows] | None]:
    """How to ask the store as long as the block runs; None for a store of another release.

    Raises what the driver raises, also ImportError and ValueError for an address it does not take.
    """
    if database_url.startswith("sqlite:///"):
        yield from _at_sqlite(database_url.removeprefix("sqlite:///"))
    else:
        yield from _at_postgres(re.sub(r"^postgres(ql)?(\+psycopg)?:", "postgresql:", database_url))


def _at_sqlite(path: str) -> Iterator[Callable[..., Rows] | None]:
    # Read-only: the last connection that may write would write the log back when it closes.
    with closing(sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True, isolation_level=None)) as driver:

        def ask(statement: str, **values: Any) -> Rows:
            return driver.execute(statement, values).fetchall()

        yield ask if _is_ours(ask) else None


def _at_postgres(address: str) -> Iterator[Callable[..., Rows] | None]:
    import psycopg

    options = "-c default_transaction_read_only=on"
    with psycopg.connect(address, connect_timeout=CONNECT_SECONDS, options=options) as driver:

        def ask(statement: str, **values: Any) -> Rows:
            named: Any = re.sub(r"(?<!:):([a-z]\w*)", r"%(\1)s", statement)
            return driver.execute(named, values).fetchall()

        yield ask if _is_ours(ask) else None


def _is_ours(ask: Callable[..., Rows]) -> bool:
    return ask("SELECT version_num FROM alembic_version") == [(SCHEMA,)]
