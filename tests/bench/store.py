"""Figures of the store: search as one types, who calls, lists, the bus, the demo (writing: `talks.py`)."""

import random
import threading
import time
from collections.abc import Callable, Iterator

from sqlalchemy import text

from crm_tui.domain.clients import ClientDraft
from crm_tui.domain.layout import other_layout
from crm_tui.store.bus import subscribe
from crm_tui.store.scope import write_scope
from crm_tui.usecases.callers import who_calls
from crm_tui.usecases.clients import list_clients, search_clients
from crm_tui.usecases.duplicate_list import list_duplicates
from crm_tui.usecases.duplicates import SameBy, duplicates_of
from crm_tui.usecases.office import Office
from tests.bench import BenchRow
from tests.bench.floor import ours_and_floor, p50, p95, seconds
from tests.bench.ground import Ground

QUERIES, CALLS = 300, 200
NEAR_BEFORE, NEAR = 40, 60
MOST = {"SQLite": 10.0, "Postgres": 16.0}
MOST_CALLER = {"SQLite": 2.0, "Postgres": 6.0}


def rows(ground: Ground) -> Iterator[BenchRow]:
    """The store's rows of `goals.md`, on each engine."""
    for engine, office in ground.offices():
        yield from _search(engine, office, ground.clients)
        yield from _near(engine, office, ground.clients)
        yield from _callers(engine, office, ground.clients)
        yield from _lists(engine, office)
        yield from _bus(engine, office)
        made = ground.folder / f"filled-{engine}-{ground.clients}"
        if made.exists():
            took = float(made.read_text())
            yield BenchRow(f"demo office made, {engine}", took, None, "s", "<= 360 s", took <= 360)


def _chosen(office: Office, clients: int, count: int) -> list[tuple[str, str, str, str]]:
    """(name, code, number, contact) of some clients, the same every time."""
    chance = random.Random(5)
    asked = text(
        "SELECT c.short_name, c.tax_code, p.e164, k.full_name FROM client c"
        " JOIN client_contact cc ON cc.client_id = c.id JOIN contact k ON k.id = cc.contact_id"
        " JOIN contact_phone cp ON cp.contact_id = k.id JOIN phone p ON p.id = cp.phone_id"
        " WHERE c.id = :id LIMIT 1"
    )
    with office.store.engine.connect() as connection:
        ids = [chance.randrange(1, clients + 1) for _ in range(count)]
        return [tuple(connection.execute(asked, {"id": one}).one()) for one in ids]  # type: ignore[misc]


def typed(office: Office, clients: int) -> Iterator[str]:
    """What people type: beginnings as they grow, pieces, two words, codes, numbers, the wrong layout."""
    chance = random.Random(9)
    for name, code, number, contact in _chosen(office, clients, QUERIES):
        word = chance.choice(name.lower().split())
        start = chance.randrange(max(1, len(word) - 3))
        yield chance.choice(
            [
                name.lower()[: chance.randint(2, 10)],
                name.lower()[: chance.randint(2, 10)],
                word,
                word[start : start + chance.randint(3, 6)],
                " ".join(reversed(name.lower().split()[:2])),
                contact.lower()[: chance.randint(4, 14)],
                code[: chance.randint(3, 10)],
                f"0{number[4:]}"[: chance.randint(4, 10)],
                number[-chance.randint(4, 7) :],
                other_layout(name.lower()[: chance.randint(4, 9)]),
            ]
        )


def _search(engine: str, office: Office, clients: int) -> Iterator[BenchRow]:
    acts: list[Callable[[], object]] = [
        lambda one=one: office.call(search_clients, text=one)  # type: ignore[misc]
        for one in typed(office, clients)
    ]
    ours, floor = ours_and_floor(office.store, acts)
    ratio, most = p50(ours) / p50(floor), MOST[engine]
    goal = "<= 1 ms, <= 1.5x" if engine == "SQLite" else "<= 1.5x"
    fits = ratio <= 1.5 and (engine != "SQLite" or p50(ours) <= 1)
    yield BenchRow(f"search, p50, {engine}", p50(ours), p50(floor), "ms", goal, fits)
    yield BenchRow(
        f"search, p95, {engine}", p95(ours), p95(floor), "ms", f"<= {most:g} ms", p95(ours) <= most
    )


def _near(engine: str, office: Office, clients: int) -> Iterator[BenchRow]:
    """A name with a slip, never asked before, as when a card is added; other names were asked meanwhile."""
    names = [name[:2] + name[3:] for name, *_rest in _chosen(office, clients, NEAR_BEFORE + NEAR)]
    figures = [
        1000 * seconds(lambda one=name: office.call(duplicates_of, draft=_draft(one)))  # type: ignore[misc]
        for name in names
    ][NEAR_BEFORE:]
    yield BenchRow(f"near names, p50, {engine}", p50(figures), None, "ms", "-", holds=True)
    yield BenchRow(f"near names, p95, {engine}", p95(figures), None, "ms", "<= 50 ms", p95(figures) <= 50)


def _draft(name: str) -> ClientDraft:
    return ClientDraft(full_name=name)


def _lists(engine: str, office: Office) -> Iterator[BenchRow]:
    """The first page of all clients, and the pass over all of them for near names."""
    ours, floor = ours_and_floor(office.store, [lambda: office.call(list_clients, limit=50)] * 20)
    yield BenchRow(f"first page, p50, {engine}", p50(ours), p50(floor), "ms", "-", holds=True)
    took = seconds(lambda: office.call(list_duplicates, by=SameBy.NAME))
    yield BenchRow(f"duplicates by name, all clients, {engine}", took, None, "s", "-", holds=True)


def _callers(engine: str, office: Office, clients: int) -> Iterator[BenchRow]:
    acts: list[Callable[[], object]] = [
        lambda one=number: office.call(who_calls, number=one)  # type: ignore[misc]
        for _name, _code, number, _contact in _chosen(office, clients, CALLS)
    ]
    ours, floor = ours_and_floor(office.store, acts)
    most = MOST_CALLER[engine]
    yield BenchRow(f"who calls, p50, {engine}", p50(ours), p50(floor), "ms", "-", holds=True)
    yield BenchRow(
        f"who calls, p95, {engine}", p95(ours), p95(floor), "ms", f"<= {most:g} ms", p95(ours) <= most
    )


def _bus(engine: str, office: Office) -> Iterator[BenchRow]:
    heard, when = threading.Event(), [0.0]

    def hear(_notes: object) -> None:
        when[0] = time.perf_counter()
        heard.set()

    line = subscribe(office.store, ["bench"], hear)
    figures = []
    for _ in range(60):
        heard.clear()
        with write_scope(office.store, office.actor, act="bench") as unit:
            unit.notify("bench", 1)
            begun = time.perf_counter()
        heard.wait(5)
        figures.append(1000 * (when[0] - begun))
    line.close()
    yield BenchRow(
        f"end of a write to its listener, p95, {engine}", p95(figures), None, "ms", "-", holds=True
    )
