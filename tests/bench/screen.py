"""Figures of the screen: its start, a list of a million rows, memory, rest."""

from collections.abc import Iterator
from statistics import median

from crm_tui.config import Settings
from crm_tui.store.engine import open_store
from crm_tui.store.migrations import upgrade
from crm_tui.store.schema import SchemaState, schema_state
from tests.bench import BenchRow
from tests.bench.ground import Ground
from tests.bench.seat import BARE, Watch, seat, sit_down

STARTS = 20
TASKS, DAY, LIST, NOBODY = "Done", ".2026", "00+", "Nobody found"
"""A key of the first workspace, what its rows have, the head of the list of clients, that list empty."""


def rows(ground: Ground) -> Iterator[BenchRow]:
    """The rows of `goals.md` about the start, the million and the rest; on SQLite, as an office begins."""
    url = sit_down(next(ground.offices())[1].store)
    yield from _start(url)
    yield from _million(url, _empty_office(ground), ground.clients)
    yield from _memory_and_rest(url, ground.clients)


def _start(url: str) -> Iterator[BenchRow]:
    bare, first, real = [], [], []
    for _ in range(STARTS):
        with seat(url, command=BARE) as floor:
            bare.append(floor.painted())
        with seat(url) as ours:
            first.append(ours.painted())
            real.append(_tasks_are_there(ours))
    floor_ms = median(bare)
    for act, figures, most in (("first paint", first, 1.25), ("first real rows", real, 3.0)):
        ms = median(figures)
        yield BenchRow(f"crm-tui: {act}", ms, floor_ms, "ms", f"<= {most:g}x", ms <= most * floor_ms)


def _tasks_are_there(screen: Watch) -> float:
    """Milliseconds from the start to the first rows of the store."""
    return (screen.until(DAY) - screen.started) * 1000


def _million(url: str, empty: str, clients: int) -> Iterator[BenchRow]:
    ready: dict[str, list[float]] = {url: [], empty: []}
    key: dict[str, list[float]] = {url: [], empty: []}
    memory: dict[str, list[float]] = {url: [], empty: []}
    for _ in range(STARTS):
        for place, words in ((url, LIST), (empty, NOBODY)):
            with seat(place) as screen:
                at_work(screen)
                worked = screen.since_start()
                pressed = screen.send("alt+2")
                opened = (screen.until(words) - pressed) * 1000
                ready[place].append(worked + opened)
                key[place].append(opened)
                # What is imported after the first rows must be there in both, else it counts for the list.
                screen.settle(2.0)
                memory[place].append(screen.memory_mb)
    ours, floor = median(ready[url]), median(ready[empty])
    yield BenchRow(f"a list of {clients:,} rows, ready", ours, floor, "ms", "<= 1.1x", ours <= 1.1 * floor)
    ours, floor = median(key[url]), median(key[empty])
    yield BenchRow("the same, from the key that opens it", ours, floor, "ms", "-", holds=True)
    ours, floor = median(memory[url]), median(memory[empty])
    yield BenchRow("the same, memory", ours, floor, "MB", "<= + 5 MB", ours <= floor + 5)


def _memory_and_rest(url: str, clients: int) -> Iterator[BenchRow]:
    with seat(url, command=BARE) as bare:
        bare.until("Bare")
        bare.settle(0.5)
        floor = bare.memory_mb
    with seat(url) as screen:
        at_work(screen)
        for keys in (["alt+2"], ["pagedown"] * 20, ["enter"], ["escape"], ["alt+3"], ["alt+1"]):
            screen.press(*keys, quiet=0.5)
        ours = screen.memory_mb
        words = f"memory of an operator's process, {clients:,}"
        yield BenchRow(words, ours, floor, "MB", "<= 80 MB", ours <= 80)
        screen.settle(0.5)
        before = screen.written
        screen.settle(5.0)
        idle = (screen.written - before) / 5
        yield BenchRow("idle screen", idle, None, "bytes/s", "0", idle == 0)


def at_work(screen: Watch) -> None:
    """Waits until the first workspace has opened and nothing more comes."""
    screen.until(TASKS)
    # The first rows come by a glance; a key pressed before the office is open would wait for its imports.
    screen.settle(2.0)
    screen.forget()


def _empty_office(ground: Ground) -> str:
    """An office of nobody yet, beside the big one."""
    file = ground.folder / "empty" / "crm.db"
    store = open_store(Settings(database_url=f"sqlite:///{file}"))
    if schema_state(store) is not SchemaState.CURRENT:
        upgrade(store)
        with store.engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO employee (id, login, full_name, active, failed_tries, version, created_at)"
                " VALUES (1, 'olena', 'Олена Коваль', 1, 0, 1, '2026-03-02 10:00:00.000000')"
            )
            connection.exec_driver_sql("INSERT INTO employee_role (employee_id, role) VALUES (1, 'admin')")
    url = sit_down(store)
    store.close()
    return url
