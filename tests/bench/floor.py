"""The floor of a query: the same SQL with the same values, by the raw driver and nothing else."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import contextmanager
from statistics import median, quantiles
from typing import Any

from sqlalchemy import event

from crm_tui.store.engine import Store
from crm_tui.store.quick import Quick, _for_postgres

WARMING = 6
"""Tries before those that count: psycopg prepares a statement at its sixth."""
Said = list[tuple[str, Any]]


@contextmanager
def overheard(store: Store):  # type: ignore[no-untyped-def]
    """The list of what is said to the engine meanwhile, through SQLAlchemy and past it."""
    said: Said = []
    quickly = Quick.rows

    def quick(self: Quick, statement: str, **values: Any) -> Any:
        said.append((statement if self.is_sqlite else _for_postgres(statement), values))
        return quickly(self, statement, **values)

    def note(_conn: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        said.append((statement, values))

    Quick.rows = quick  # type: ignore[method-assign]
    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        Quick.rows = quickly  # type: ignore[method-assign]
        event.remove(store.engine, "before_cursor_execute", note)


def seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def repeated(driver: Any, said: Said) -> None:
    """Says the same once more in one transaction, and fetches every row.

    It ends as ours does: after a ROLLBACK psycopg would forget its prepared statements and plan each anew.
    """
    is_sqlite = isinstance(driver, sqlite3.Connection)
    cursor = driver.cursor()
    if is_sqlite:
        cursor.execute("BEGIN")
    for statement, values in said:
        cursor.execute(statement, values)
        if cursor.description:
            cursor.fetchall()
    cursor.close()
    (driver.rollback if is_sqlite else driver.commit)()


def ours_and_floor(store: Store, acts: list[Callable[[], object]]) -> tuple[list[float], list[float]]:
    """Milliseconds of each reading act and of its SQL by the raw driver; the better of two tries of each."""
    ours, floor = [], []
    connection = store.engine.connect()
    driver = connection.connection.driver_connection
    for act in acts:
        with overheard(store) as said:
            act()
        ours.append(1000 * min(seconds(act) for _ in range(2)))
        floor.append(1000 * min(seconds(lambda: repeated(driver, said)) for _ in range(2)))
    connection.close()
    return ours, floor


def in_turn(
    store: Store, acts: list[Callable[[], object]], tries: int, *, warming: int = WARMING
) -> tuple[list[list[float]], list[list[float]]]:
    """Milliseconds of each try of each reading act, and of its SQL by the raw driver right after it.

    Every try counts, after the one in which the SQL is overheard and those for warmth.
    """
    connection = store.engine.connect()
    driver = connection.connection.driver_connection
    said = []
    for act in acts:
        with overheard(store) as one:
            act()
        said.append(one)
    ours: list[list[float]] = [[] for _ in acts]
    floor: list[list[float]] = [[] for _ in acts]
    for n in range(tries + warming):
        for place, act in enumerate(acts):
            took = seconds(act), seconds(lambda: repeated(driver, said[place]))  # noqa: B023
            if n >= warming:
                ours[place].append(1000 * took[0])
                floor[place].append(1000 * took[1])
    connection.close()
    return ours, floor


def together(tries: list[list[float]]) -> list[float]:
    """The figures of all acts."""
    return [one for figures in tries for one in figures]


def p50(figures: list[float]) -> float:
    return median(figures)


def p95(figures: list[float]) -> float:
    return quantiles(figures, n=20)[-1]


def p99(figures: list[float]) -> float:
    return quantiles(figures, n=100)[-1]
