"""Figures of the use cases: who calls, and a saved talk; each beside the raw driver in the same run.

python -m tests.bench.office [CLIENTS]
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import quantiles
from threading import Thread
from typing import Any

from sqlalchemy import event, select, text

from crm_tui.domain.kinds import TalkKind
from crm_tui.store.demo import fill_demo
from crm_tui.store.engine import Store, open_store
from crm_tui.store.tables import Phone, Talk
from crm_tui.usecases import callers, sign_in, talk_drafts
from crm_tui.usecases.office import Office
from crm_tui.usecases.talks import TalkFields
from tests import stores
from tests.bench import BenchRow
from tools import postgres

ACCOUNT = "bench"
FIELDS = TalkFields(TalkKind.SUPPORT, client_id=1, text="Не друкує звіт, допоміг оновити довідник")
P95_GOAL_MS = {"sqlite": 2.0, "postgres": 6.0}
WRITERS, TALKS_EACH, DRAFTS_EACH = 20, 2, 4
"""Busier than people are: each keeps his draft every second and saves a talk every fifth."""


@contextmanager
def opened(clients: int) -> Iterator[dict[str, Store]]:
    """A demo office of this size on each engine that is here."""
    with tempfile.TemporaryDirectory() as folder, postgres.server(durable=True) as server:
        template = stores.sqlite_template(Path(folder))
        found = {"sqlite": stores.sqlite_from(template, Path(folder) / "crm.db")}
        for store in found.values():
            fill_demo(store, clients=clients, seed=1, today=date(2026, 3, 2), os_login=ACCOUNT)
        if server is None:
            yield found
            return
        with stores.postgres_database(postgres.address(server, "postgres")) as database:
            found["postgres"] = open_store(stores.Settings(database_url=database))
            fill_demo(found["postgres"], clients=clients, seed=1, today=date(2026, 3, 2), os_login=ACCOUNT)
            yield found
            found["postgres"].close()


def office_of(store: Store) -> Office:
    office = Office(store=store, settings=store.settings)
    return office.as_actor(office.call(sign_in.act_as, os_login=ACCOUNT))


def timed(act: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def p95(milliseconds: list[float]) -> float:
    return quantiles(milliseconds, n=20)[-1]


# --- who calls


def who_calls(store: Store, engine: str, *, times: int = 300) -> list[BenchRow]:
    """Known numbers, warm; the floor runs the very same statements through the driver alone."""
    office = office_of(store)
    numbers = some_numbers(store, times)
    said = {number: statements_of(store, lambda n=number: ask(office, n)) for number in numbers}  # type: ignore[misc]
    ours, floor = [], []
    with store.engine.connect() as connection:
        cursor = connection.connection.cursor()
        for number in numbers:
            floor.append(timed(lambda n=number: replay(cursor, said[n])))  # type: ignore[misc]
            ours.append(timed(lambda n=number: ask(office, n)))  # type: ignore[misc]
    goal = P95_GOAL_MS[engine]
    return [
        BenchRow(
            f"who calls, p95, {engine}", p95(ours), p95(floor), "ms", f"<= {goal:g} ms", p95(ours) <= goal
        ),
        BenchRow(f"who calls, median, {engine}", median(ours), median(floor), "ms", "-", holds=True),
    ]


def ask(office: Office, number: str) -> None:
    seen = office.call(callers.who_calls, number=number)
    assert seen.matches


def some_numbers(store: Store, wanted: int) -> list[str]:
    chance = random.Random(1)
    with store.engine.connect() as connection:
        last = connection.execute(text("SELECT max(id) FROM phone")).scalar_one()
        ids = [chance.randint(1, last) for _ in range(wanted)]
        table = Phone.__table__  # type: ignore[attr-defined]
        return [row.e164 for row in connection.execute(select(table.c.e164).where(table.c.id.in_(ids)))]


def statements_of(store: Store, act: Callable[[], object]) -> list[tuple[str, Any]]:
    """The statements an act sends, as the driver gets them."""
    said: list[tuple[str, Any]] = []

    def note(*told: Any) -> None:
        said.append((told[2], told[3]))

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(store.engine, "before_cursor_execute", note)
    return [one for one in said if one[0].lstrip().startswith("SELECT")]


def replay(cursor: Any, said: list[tuple[str, Any]]) -> None:
    for statement, values in said:
        cursor.execute(statement, values)
        cursor.fetchall()


# --- a saved talk


def saved_talks(store: Store, engine: str, *, times: int = 60) -> list[BenchRow]:
    """A draft becomes a record with its log entry, durable; the floor is one raw row in one raw commit."""
    office = office_of(store)
    ours = [timed(one) for one in [saving(office) for _ in range(times)]]
    floor = [timed(lambda: raw_talk(store)) for _ in range(times)]
    ratio = median(ours) / median(floor)
    waits, refused = at_human_pace(store)
    slowest = quantiles(waits, n=100)[-1]
    return [
        BenchRow(
            f"one saved talk, durable, {engine}", median(ours), median(floor), "ms", "<= 5x", ratio <= 5
        ),
        BenchRow(
            f"{WRITERS} writers at human pace, p99, {engine}",
            slowest,
            None,
            "ms",
            "<= 50 ms, 0 refused",
            slowest <= 50 and refused == 0,
        ),
    ]


def saving(office: Office) -> Callable[[], object]:
    draft = office.call(talk_drafts.start_talk, client_id=1)
    return lambda: office.call(talk_drafts.save_talk, talk_id=draft.id, fields=FIELDS)


def raw_talk(store: Store) -> None:
    """The newest talk's row once more, by the driver alone."""
    table = Talk.__table__  # type: ignore[attr-defined]
    names = [column.name for column in table.columns if column.name not in {"id", "uuid"}]
    columns = ", ".join(names)
    fresh = "lower(hex(randomblob(16)))" if store.is_sqlite else "gen_random_uuid()"
    connection = store.engine.raw_connection()
    try:
        cursor = connection.cursor()
        if store.is_sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        cursor.execute(f"INSERT INTO talk (uuid, {columns}) SELECT {fresh}, {columns} FROM talk WHERE id = 1")
        cursor.execute("COMMIT") if store.is_sqlite else connection.commit()
    finally:
        connection.close()


def at_human_pace(store: Store) -> tuple[list[float], int]:
    """Many people typing and saving talks: how long each act waited, and how many were refused."""
    waits: list[float] = []
    refused: list[BaseException] = []

    def person(number: int) -> None:
        chance = random.Random(number)
        office = office_of(store)
        time.sleep(chance.random())
        for _ in range(TALKS_EACH):
            draft = office.call(talk_drafts.start_talk, client_id=number + 1)
            typed = {"talk_id": draft.id, "fields": replace(FIELDS, client_id=number + 1)}
            for act in [talk_drafts.save_draft] * DRAFTS_EACH + [talk_drafts.save_talk]:
                time.sleep(chance.uniform(0.5, 1.5))
                try:
                    waits.append(timed(lambda: office.call(act, **typed)))  # noqa: B023
                except Exception as error:
                    refused.append(error)

    people = [Thread(target=person, args=(number,)) for number in range(WRITERS)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    return waits, len(refused)


def median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def rows(*, clients: int = 100_000) -> list[BenchRow]:
    """All figures of this room, on each engine that is here."""
    found: list[BenchRow] = []
    with opened(clients) as both:
        for engine, store in both.items():
            found += who_calls(store, engine)
            found += saved_talks(store, engine)
            if store.is_sqlite:
                store.close()
    return found


if __name__ == "__main__":
    for row in rows(clients=int(sys.argv[1]) if len(sys.argv) > 1 else 100_000):
        beside = f"{row.floor:8.3f} {row.ratio:5.1f}x" if row.floor and row.ratio else " " * 15
        print(f"{row.act:45} {row.ours:8.3f} {beside} {row.unit} {row.goal} {'' if row.holds else 'NOT MET'}")
