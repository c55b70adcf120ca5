"""The register of 300,000 КЕП sets: shipped filters and others, pages and totals, beside raw SQL."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import text

from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.store.demo import kep, people
from crm_tui.store.demo.load import finish, write
from crm_tui.store.demo.part import Plan
from crm_tui.usecases.kep_register import kep_page, kep_totals
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.filter_lists import KEP, LISTS
from tests.bench import BenchRow
from tests.bench.floor import in_turn, p50, p95, together
from tests.bench.ground import SEED, TODAY, Ground, noon, settled

SHIPPED = [one.text for one in LISTS[KEP].shipped]
SETS, AT_ONCE = 300_000, 20_000
TRIES = 20
OTHERS = (
    "оплачено=2026-01 менеджер=anna,taras",
    "(борг=документи або борг=генерація) і не область=Львівська",
    "сума>=1000 діє-до=сьогодні..+60 прро=ні",
    "клієнт=ромашка",
    "власник=Шевченко підпис=керівник",
    "не документи=порожньо і коробка=1..3",
)
_CLIENTS = "SELECT id, kind, short_name, head_name FROM client WHERE id > :last ORDER BY id LIMIT :most"


def rows(ground: Ground) -> Iterator[BenchRow]:
    """First pages and totals of shipped filters, then any others, on each engine."""
    for engine, office in ground.offices():
        sets = _fill(office)
        desk = replace(office, actor=Actor(3, "anna", "", frozenset({Role.MANAGER})), clock=noon)
        for what, ask, goal in (("first page", _page, 50), ("totals", _totals, 500)):
            ours, floor = in_turn(office.store, [partial(ask, desk, said) for said in SHIPPED], TRIES)
            mine, theirs = p95(together(ours)), p95(together(floor))
            about = f"{what}, shipped, p95, {sets:,} sets, {engine}"
            yield BenchRow(about, mine, theirs, "ms", f"<= {goal} ms", mine <= goal)
            worst = max(range(len(SHIPPED)), key=lambda place: p50(ours[place]))
            mine, theirs = p50(ours[worst]), p50(floor[worst])
            about = f"slowest of them: {SHIPPED[worst] or 'all'}, {engine}"
            yield BenchRow(about, mine, theirs, "ms", "-", holds=True)
        for what, ask in (("page", _page), ("totals", _totals)):
            ours, floor = in_turn(office.store, [partial(ask, desk, said) for said in OTHERS], TRIES)
            for said, took, least in zip(OTHERS, ours, floor, strict=True):
                mine, theirs = p50(took), p50(least)
                about = f"{what}: {said}, {engine}"
                yield BenchRow(about, mine, theirs, "ms", "<= 1.5x", mine <= 1.5 * theirs)


def _page(desk: Office, said: str) -> object:
    return desk.call(kep_page, wanted=said)


def _totals(desk: Office, said: str) -> object:
    return desk.call(kep_totals, wanted=said)


def _fill(office: Office) -> int:
    """Brings the sets up to their number; what is there stays. How many there are."""
    plan = Plan(0, SEED, TODAY, len(people.PEOPLE), ())
    with office.store.engine.connect().execution_options(write=True) as connection, connection.begin():
        many, number, last = connection.execute(
            text("SELECT count(*), coalesce(max(id), 0), coalesce(max(client_id), 0) FROM kep_set")
        ).one()
        if not connection.execute(text("SELECT 1 FROM kep_set_kind LIMIT 1")).first():
            write(connection, kep.COLUMNS, kep.kinds_and_boxes(plan))
        while many < SETS:
            found = connection.execute(text(_CLIENTS), {"last": last, "most": AT_ONCE}).all()
            last = found[-1][0] if len(found) == AT_ONCE else 0
            made: Any = kep.kep_sets(plan, [kep.Signer(*row) for row in found], number + 1).rows
            write(connection, kep.COLUMNS, made)
            many, number = many + len(made["kep_set"]), number + len(made["kep_set"])
        if not office.store.is_sqlite:
            finish(connection, list(kep.COLUMNS))
    settled(office)
    return int(many)
