"""The renewals job over many client services, 1 % of them due, beside one INSERT ... SELECT of those tasks.

python -m tests.bench --only renewals (200,000 services), or python -m tests.bench.renewals SERVICES
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
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
from tools import postgres

SERVICES, CLIENTS = 200_000, 1_000
TODAY = date(2026, 3, 2)
AT_ONCE = 10_000
PASS = """
INSERT INTO task (uuid, client_id, service_id, assignee_id, department, kind, client_service_id, term_end,
                  title, text, due_on, stage, version, created_at)
SELECT {uuid}, cs.client_id, cs.service_id, cs.manager_id, 'dept_sales', 'renewal', cs.id, cs.valid_to,
       s.name, '', '2026-03-02', 'new', 1, '2026-03-02 07:00:00.000000'
FROM client_service cs JOIN service s ON s.id = cs.service_id
WHERE cs.ended_at IS NULL AND cs.valid_to BETWEEN '2026-01-01' AND '2026-03-12' AND s.has_term
  AND NOT EXISTS (SELECT 1 FROM task t WHERE t.client_service_id = cs.id AND t.term_end = cs.valid_to)
"""
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
            floor = _one_pass(store, engine)
            office = Office(store=store, settings=store.settings, actor=system_actor("jobs"), clock=_clock)
            began = time.perf_counter()
            words = renewals(office, TODAY)
            took = time.perf_counter() - began
            began = time.perf_counter()
            again = renewals(office, TODAY)
            idle = time.perf_counter() - began
            assert f" {services // 100} " in f" {words} ".replace(",", " "), (words, again)
            holds = took <= 5 * floor and took <= 10 * max(1.0, services / 1_000_000)
            yield BenchRow(
                f"renewals, {services:,} services, {engine}", took, floor, "s", "<= 5x, 10 s", holds
            )
            yield BenchRow(f"renewals again, nothing to do, {engine}", idle, None, "s", "-", True)
            store.close()


def _clock() -> datetime:
    return datetime(2026, 3, 2, 7, tzinfo=UTC)


def _fill(store: Store, services: int) -> None:
    """A small demo office and many client services: every hundredth ends in ten days, the rest next year."""
    fill_demo(store, clients=CLIENTS, seed=7, today=TODAY)
    names = ("uuid", "client_id", "service_id", "manager_id", "valid_from", "valid_to", "created_at")
    with store.engine.execution_options(write=True).begin() as connection:
        connection.execute(text("DELETE FROM client_service_term"))
        connection.execute(text("DELETE FROM client_service"))
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


class _Undone(Exception):  # noqa: N818
    """The floor's rows are not kept."""


def _one_pass(store: Store, engine: str) -> float:
    took = 0.0
    statement = text(PASS.format(uuid=UUID_OF[engine]))
    for _try in range(3):
        with suppress(_Undone), store.engine.execution_options(write=True).begin() as connection:
            began = time.perf_counter()
            connection.execute(statement)
            took = time.perf_counter() - began
            raise _Undone
    return took


if __name__ == "__main__":
    for row in rows(int(sys.argv[1]) if len(sys.argv) > 1 else SERVICES):
        print(row)
