"""Those in whose name all the pieces stand: for search and for near names, and when that is too many.

Postgres finds every such row before it gives the first: for a piece of a hundredth of a million names it
took 15-30 ms to learn that it says nothing. A sample of the names, kept in memory, says so in 0.1 ms. SQLite
stops by itself.
"""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import Session

from crm_tui.store import search_sql as sql
from crm_tui.store.quick import Quick

TOO_MANY = 201
"""A piece of text found this often is no answer: the person should type more."""
SIZE = 2_000
"""Names of a sample."""
SMALL = 50_000
"""A table with smaller numbers is asked itself."""
SURE = 5
"""So many times more than too many must be expected, ..."""
SEEN = 8
"""... and so many seen: chance does not do that."""
RENEWED_SECONDS = 600


@dataclass(frozen=True, slots=True)
class _Sample:
    """Some search keys; each stands for `weight` rows."""

    keys: Sequence[str]
    weight: float
    taken: float


_samples: WeakKeyDictionary[Engine, dict[str, _Sample]] = WeakKeyDictionary()


def having(session: Session, table: str, pieces: list[str]) -> Sequence[Any] | None:
    """The rows of `search_sql.containing`; None when there are too many."""
    if surely_too_many(session, table, pieces):
        return None
    statement, values = sql.containing(session, table, pieces, TOO_MANY)
    found = Quick(session).rows(statement, **values)
    return None if len(found) >= TOO_MANY else found


def surely_too_many(session: Session, table: str, pieces: list[str]) -> bool:
    """Whether the sample leaves no doubt; False says nothing."""
    if sql.way(session) != "trigrams":
        return False
    samples = _samples.setdefault(session.get_bind().engine, {})
    sample = samples.get(table)
    if sample is None or time.monotonic() - sample.taken > RENEWED_SECONDS:
        sample = samples[table] = _take(session, table)
    needed = max(SEEN, SURE * TOO_MANY / sample.weight)
    seen = 0
    for key in sample.keys:
        if all(piece in key for piece in pieces):
            seen += 1
            if seen >= needed:
                return True
    return False


def _take(session: Session, table: str) -> _Sample:
    """By random numbers, so that cards of one kind made in a row weigh no more than others."""
    quick = Quick(session)
    last = quick.rows(f"SELECT coalesce(max(id), 0) FROM {table}")[0][0]
    if last < max(SMALL, SIZE):
        return _Sample((), 1, time.monotonic())
    ids = random.Random(last).sample(range(1, last + 1), SIZE)  # noqa: S311  # nothing secret
    live = " AND deleted_at IS NULL" if table == "client" else ""
    rows = quick.rows(f"SELECT search_key FROM {table} WHERE id = ANY(:ids){live}", ids=ids)
    return _Sample([row[0] for row in rows], last / SIZE, time.monotonic())
