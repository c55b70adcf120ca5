"""The first page of the task queue among 100,000 open tasks, beside its own SQL by the raw driver."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.filter_lists import LISTS, TASKS
from crm_tui.usecases.task_queue import task_page
from tests.bench import BenchRow
from tests.bench.floor import in_turn, p50, p95, together
from tests.bench.ground import TODAY, Ground, noon, settled

SHIPPED = [one.text for one in LISTS[TASKS].shipped]
OPEN_TASKS = 100_000
TRIES = 20
OTHERS = (
    "хто=я до=+3 статус=новий",
    "відділ=продаж,супровід від=сьогодні",
    "вид=вручну до=-3",
    "статус=пропозиція хто=інші",
)
_COUNT = "SELECT count(*) FROM task WHERE done_at IS NULL"
_MORE = (
    "INSERT INTO task (uuid, client_id, author_id, assignee_id, department, kind, title, text, due_on, stage,"
    " version, created_at)"
    " SELECT {uuid}, c.id, 1 + c.id / 7 % 9, CASE WHEN c.id % 10 = 0 THEN NULL ELSE 1 + c.id % 9 END,"
    " CASE c.id % 3 WHEN 0 THEN 'dept_sales' WHEN 1 THEN 'dept_support' ELSE 'dept_kep' END,"
    " 'by_hand', 'bench', '', {day}, 'new', 1, {now} FROM client c WHERE c.id > 3 LIMIT {many}"
)
_SQLITE = {"uuid": "lower(hex(randomblob(16)))", "day": f"date('{TODAY}', (c.id % 60 - 20) || ' days')"}
_POSTGRES = {"uuid": "gen_random_uuid()", "day": f"date '{TODAY}' + (c.id % 60 - 20)::int"}


def rows(ground: Ground) -> Iterator[BenchRow]:
    """Shipped filters, then others, on each engine."""
    for engine, office in ground.offices():
        about = f"{_fill(office):,} open tasks, {ground.clients:,} clients, {engine}"
        desk = replace(office, actor=Actor(2, "bench", "", frozenset({Role.HEAD})), clock=noon)
        said = [text if text != "відділ=мій" else "відділ=продаж" for text in SHIPPED]
        ours, floor = in_turn(office.store, [partial(_page, desk, text) for text in said], TRIES)
        mine, theirs = p95(together(ours)), p95(together(floor))
        yield BenchRow(f"queue, shipped, p95, {about}", mine, theirs, "ms", "<= 5 ms", mine <= 5)
        worst = max(range(len(said)), key=lambda place: p50(ours[place]))
        mine, theirs = p50(ours[worst]), p50(floor[worst])
        yield BenchRow(f"slowest of them: {said[worst]}, {engine}", mine, theirs, "ms", "-", holds=True)
        ours, floor = in_turn(office.store, [partial(_page, desk, text) for text in OTHERS], TRIES)
        for text, took, least in zip(OTHERS, ours, floor, strict=True):
            mine, theirs = p50(took), p50(least)
            yield BenchRow(f"tasks: {text}, {engine}", mine, theirs, "ms", "<= 2x", mine <= 2 * theirs)


def _page(desk: Office, text: str) -> object:
    return desk.call(task_page, wanted=text)


def _fill(office: Office) -> int:
    """Brings the open tasks up to their number, several of a client in a small office; how many there are."""
    connection = office.store.engine.connect()
    driver: Any = connection.connection.driver_connection
    ways = _SQLITE if office.store.is_sqlite else _POSTGRES
    now = "datetime('now')" if office.store.is_sqlite else "now()"
    while (many := OPEN_TASKS - (there := driver.execute(_COUNT).fetchone()[0])) > 0:
        driver.execute(_MORE.format(**ways, now=now, many=many))
    if not office.store.is_sqlite:
        driver.commit()
    connection.close()
    settled(office, "task", "client", "contact", "contact_phone", "phone")
    return int(there)
