"""A morning's money: payments posted against open invoices, one payment's proposals, how right both are.

Of the payments a fifth has one or two slips; by --clients N there are 0.3 N open invoices and 0.1 N payments.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

from crm_tui.config import Settings
from crm_tui.domain.permissions import system_actor
from crm_tui.store.engine import Store, open_store
from crm_tui.store.migrations import upgrade
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.payment_run import post_all
from crm_tui.usecases.payment_matching import propose
from tests.bench import BenchRow
from tests.bench.ground import Ground
from tests.matching.corpus import make_corpus
from tests.matching.judging import judge_corpus
from tools import postgres

SLIPS = 0.2
GOAL_SECONDS, GOAL_MS = 60.0, 20.0
AT_GOAL = 100_000
"""Payments for which the goal in seconds is said."""
TRIES = 200


def rows(ground: Ground) -> Iterator[BenchRow]:
    with tempfile.TemporaryDirectory() as name, postgres.server(durable=True) as server:
        addresses = {"SQLite": f"sqlite:///{Path(name) / 'crm.db'}"}
        if server:
            addresses["Postgres"] = postgres.address(server, "postgres")
        for engine, address in addresses.items():
            store = open_store(Settings(database_url=address))
            upgrade(store)
            yield from _of_engine(engine, store, ground.clients)
            store.close()


def _of_engine(engine: str, store: Store, clients: int) -> Iterator[BenchRow]:
    payments = clients // 10
    corpus = make_corpus(store, clients=clients, invoices=clients * 3 // 10, payments=payments, share=SLIPS)
    office = Office(store=store, settings=store.settings, actor=system_actor("bench"))
    size = f"{payments:,} payments, {clients:,} clients, {engine}"
    ms = [_seconds(lambda n=n: office.call(propose, payment_id=n)) * 1000 for n in range(1, TRIES + 1)]
    p95 = quantiles(ms, n=20)[18]
    yield BenchRow(
        f"proposals of one payment, p95, {size}", p95, None, "ms", f"<= {GOAL_MS} ms", p95 <= GOAL_MS
    )
    score = judge_corpus(store, corpus)
    right = score.precision * 100
    yield BenchRow(f"posted rightly, {size}", right, None, "%", ">= 99.5 %", right >= 99.5)
    took = _seconds(lambda: post_all(office))
    goal = GOAL_SECONDS * max(payments, 1) / AT_GOAL
    yield BenchRow(f"posting of {size}", took, None, "s", f"<= {goal:.0f} s", took <= goal)


def _seconds(act: object) -> float:
    begun = time.perf_counter()
    act()  # type: ignore[operator]
    return time.perf_counter() - begun
