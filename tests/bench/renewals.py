"""The renewals job over many client services, 1 % of them due, beside one pass of SQL that writes the same.

The floor is one transaction, committed: an INSERT ... SELECT of those tasks, and the job's own lines of the
change log copied from a table (their contents and hashes cost it nothing).

python -m tests.bench --only renewals (200,000 services), or python -m tests.bench.renewals SERVICES
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from crm_tui.config import Settings
from crm_tui.domain.permissions import system_actor
from crm_tui.jobs.renewals import renewals
from crm_tui.store.demo import fill_demo
from crm_tui.store.engine import Store, open_store
from crm_tui.store.migrations import upgrade
from crm_tui.store.rows import insert_rows, table_of
from crm_tui.store.tables import ClientService
from crm_tui.usecases.office import Office
from tests.bench import BenchRow
from tests.bench.floor import seconds
from tools import postgres

SERVICES, CLIENTS = 200_000, 1_000
TODAY = date(2026, 3, 2)
AT_ONCE = 10_000
TRIES = 20
WRITTEN = ("task", "audit_log")
PASS = """
INSERT INTO task (uuid, client_id, service_id, assignee_id, department, kind, client_service_id, term_end,
                  reminded_on, title, text, due_on, stage, version, created_at)
SELECT {uuid}, cs.client_id, cs.service_id, cs.manager_id, 'dept_sales', 'renewal', cs.id, cs.valid_to,
       '2026-03-02', s.name, '', '2026-03-02', 'new', 1, '2026-03-02 07:00:00.000000'
FROM client_service cs JOIN service s ON s.id = cs.service_id
WHERE cs.ended_at IS NULL AND cs.valid_to BETWEEN '2026-01-01' AND '2026-03-12' AND s.has_term
  AND NOT EXISTS (SELECT 1 FROM task t WHERE t.client_service_id = cs.id AND t.term_end = cs.valid_to)
"""
LOG = "INSERT INTO audit_log SELECT * FROM bench_log"
HEAD = "UPDATE audit_head SET (last_id, hash) = (SELECT id, hash FROM audit_log ORDER BY id DESC LIMIT 1)"
UUID_OF = {"SQLite": "lower(hex(randomblob(16)))", "Postgres": "gen_random_uuid()"}


def rows(services: int = SERVICES) -> Iterator[BenchRow]:
    with tempfile.TemporaryDirectory() as name, postgres.server(durable=True) as server:
        addresses = {"SQLite": f"sqlite:///{Path(name) / 'crm.db'}"}
        if server:
            addresses["Postgres"] = postgres.address(server, "postgres")
        for engine, address in addresses.items():
            store = open_store(Settings(database_url=address))
            upgrade(store)
            _fill(store, services)
            office = Office(store=store, settings=store.settings, actor=system_actor("jobs"), clock=_clock)
            yield from _figures(engine, office, services)
            store.close()


def _figures(engine: str, office: Office, services: int) -> Iterator[BenchRow]:
    ours, idle, floor = list[float](), list[float](), list[float]()
    with office.store.engine.connect() as connection:
        before = {
            name: connection.execute(text(f"SELECT coalesce(max(id), 0) FROM {name}")).scalar()
            for name in WRITTEN
        }
    for n in range(TRIES + 1):
        words: list[str] = []
        ours.append(seconds(lambda: words.append(renewals(office, TODAY))))  # noqa: B023
        idle.append(seconds(lambda: renewals(office, TODAY)))
        assert f" {services // 100} " in f" {words[0]} ".replace(",", " "), words
        if not n:
            _keep_log(office.store, before["audit_log"])
        _forget(office.store, before)
        floor.append(_one_pass(office.store, engine))
        _forget(office.store, before)
    took, least = median(ours[1:]), median(floor[1:])
    holds = took <= 5 * least and took <= 10 * max(1.0, services / 1_000_000)
    about = f"renewals, {services:,} services, {services // 100:,} due, {engine}"
    yield BenchRow(about, took, least, "s", "<= 5x, 10 s", holds)
    yield BenchRow(f"renewals again, nothing to do, {engine}", median(idle[1:]), None, "s", "-", True)


def _clock() -> datetime:
    return datetime(2026, 3, 2, 7, tzinfo=UTC)


def _fill(store: Store, services: int) -> None:
    """A small demo office and many client services: every hundredth ends in ten days, the rest next year.

    Those that the demo itself sold are over.
    """
    fill_demo(store, clients=CLIENTS, seed=7, today=TODAY)
    names = ("uuid", "client_id", "service_id", "manager_id", "valid_from", "valid_to", "created_at")
    with store.engine.execution_options(write=True).begin() as connection:
        connection.execute(text("UPDATE client_service SET ended_at = created_at"))
        sold = connection.execute(text("SELECT id FROM service WHERE has_term ORDER BY id")).scalars().all()
        for first in range(0, services, AT_ONCE):
            made = []
            for number in range(first, min(first + AT_ONCE, services)):
                end = TODAY + timedelta(days=10 if number % 100 == 0 else 400 + number % 300)
                who = (uuid4(), number % CLIENTS + 1, sold[0], 4 + number % 6)
                made.append((*who, end - timedelta(days=364), end, _clock()))
            same: dict[str, Any] = {"version": 1, "note": "", "source": "typed"}
            insert_rows(connection, table_of(ClientService), names, made, **same)
    if not store.is_sqlite:
        with store.engine.begin() as connection:
            connection.execute(text("ANALYZE"))


def _one_pass(store: Store, engine: str) -> float:
    """Seconds of one transaction that writes the same tasks and lines of the log, and commits."""
    connection = store.engine.connect()
    driver: Any = connection.connection.driver_connection
    begun = time.perf_counter()
    if store.is_sqlite:
        driver.execute("BEGIN IMMEDIATE")
    for statement in (PASS.format(uuid=UUID_OF[engine]), LOG, HEAD):
        driver.execute(statement)
    driver.execute("COMMIT") if store.is_sqlite else driver.commit()
    took = time.perf_counter() - begun
    connection.close()
    return took


def _keep_log(store: Store, last: int) -> None:
    with store.engine.execution_options(write=True).begin() as connection:
        connection.execute(text(f"CREATE TABLE bench_log AS SELECT * FROM audit_log WHERE id > {last}"))


def _forget(store: Store, before: dict[str, Any]) -> None:
    """As before the job; the server tidies up, as it does by itself in the course of a day."""
    with store.engine.execution_options(write=True).begin() as connection:
        for name in WRITTEN:
            connection.execute(text(f"DELETE FROM {name} WHERE id > {before[name]}"))
        connection.execute(text(HEAD))
    if not store.is_sqlite:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE task, audit_log"))


if __name__ == "__main__":
    for row in rows(int(sys.argv[1]) if len(sys.argv) > 1 else SERVICES):
        print(row)
