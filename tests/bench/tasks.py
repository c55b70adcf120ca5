"""The first page of the task queue among 100,000 open tasks, beside its own SQL by the raw driver."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.filter_lists import LISTS, TASKS
from crm_tui.usecases.task_queue import task_page
from tests.bench import BenchRow
from tests.bench.floor import ours_and_floor, p50, p95
from tests.bench.ground import Ground

SHIPPED = [one.text for one in LISTS[TASKS].shipped]
OPEN_TASKS = 100_000
TRIES = 8
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
_SQLITE = {"uuid": "lower(hex(randomblob(16)))", "day": "date('now', (c.id % 60 - 20) || ' days')"}
_POSTGRES = {"uuid": "gen_random_uuid()", "day": "current_date + (c.id % 60 - 20)::int"}


def rows(ground: Ground) -> Iterator[BenchRow]:
    """Shipped filters, then others, on each engine."""
    for engine, office in ground.offices():
        _fill(office)
        person = Actor(2, "bench", "", frozenset({Role.HEAD}))
        desk = replace(office, actor=person)
        shipped = [partial(_page, desk, text) for text in SHIPPED if text != "відділ=мій"]
        shipped.append(partial(_page, desk, "відділ=продаж"))
        ours, floor = ours_and_floor(office.store, shipped * TRIES)
        mine = p95(ours)
        yield BenchRow(
            f"first page of tasks, shipped, p95, {engine}", mine, p95(floor), "ms", "<= 5 ms", mine <= 5
        )
        for text in OTHERS:
            acts: list[Callable[[], object]] = [partial(_page, desk, text)] * TRIES
            ours, floor = ours_and_floor(office.store, acts)
            mine, theirs = p50(ours), p50(floor)
            yield BenchRow(f"tasks: {text}, {engine}", mine, theirs, "ms", "<= 2x", mine <= 2 * theirs)


def _page(desk: Office, text: str) -> object:
    return desk.call(task_page, wanted=text)


def _fill(office: Office) -> None:
    """Brings the open tasks up to their number; what is there stays."""
    connection = office.store.engine.connect()
    driver: Any = connection.connection.driver_connection
    many = OPEN_TASKS - driver.execute(_COUNT).fetchone()[0]
    if many > 0:
        ways = _SQLITE if office.store.is_sqlite else _POSTGRES
        now = "datetime('now')" if office.store.is_sqlite else "now()"
        driver.execute(_MORE.format(**ways, now=now, many=many))
        if not office.store.is_sqlite:
            driver.execute("ANALYZE task")
            driver.commit()
    connection.close()
