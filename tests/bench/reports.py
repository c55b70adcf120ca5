"""Figures of reports on a year of a million talks: activity of all people, and the rows behind its cells."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from crm_tui.domain.kinds import TalkKind
from crm_tui.domain.periods import Period
from crm_tui.reports.activity import activity, activity_rows
from crm_tui.reports.parts.axes import Axis
from crm_tui.store.demo.load import bulk_connection, finish, write
from crm_tui.usecases.office import Office
from tests.bench import BenchRow
from tests.bench.floor import in_turn, p50, p95, together
from tests.bench.ground import TODAY, Ground, settled

CLIENTS, TALKS, AT_ONCE = 5_001, 1_000_000, 50_000
ASKED, CELLS, EACH_CELL = 20, 100, 3
NAMES = (
    *("id", "uuid", "kind", "state", "direction", "client_id", "service_id", "author_id", "result", "text"),
    *("started_at", "talk_ms", "saved_at", "updated_at", "version"),
)
YEAR = Period(TODAY - timedelta(days=365), TODAY - timedelta(days=1))
MOST, MOST_OF_ROWS = 100.0, 20.0


def rows(ground: Ground) -> Iterator[BenchRow]:
    """The row of `goals.md` about activity, on each engine; the floor is the same SQL by the raw driver.

    The office is one of its own: few clients, and a million talks in one year.
    """
    own = Ground(CLIENTS, folder=ground.folder)
    try:
        for engine, office in own.offices():
            _fill(office)
            settled(office, "talk", "talk_day", "talk_month", "talk_day_change")
            yield from _figures(engine, office)
    finally:
        own.close()


def _figures(engine: str, office: Office) -> Iterator[BenchRow]:
    for words, across in (("by month", Axis.MONTH), ("by service", Axis.SERVICE)):

        def asked(across: Axis = across) -> object:
            return office.call(activity, period=YEAR, across=across)

        (ours,), (floor,) = in_turn(office.store, [asked], ASKED)
        took = p50(ours)
        act = f"a year of all people {words}, {engine}"
        goal = f"<= {MOST:g} ms" if across is Axis.MONTH else "-"
        yield BenchRow(act, took, p50(floor), "ms", goal, took <= MOST or goal == "-")
    ours, floor = map(together, in_turn(office.store, list(_cells(office)), EACH_CELL))
    yield BenchRow(f"rows of a cell, p50, {engine}", p50(ours), p50(floor), "ms", "-", holds=True)
    worst = p95(ours)
    act = f"rows of a cell, p95, {engine}"
    yield BenchRow(act, worst, p95(floor), "ms", f"<= {MOST_OF_ROWS:g} ms", worst <= MOST_OF_ROWS)


def _fill(office: Office) -> None:
    """A million talks of the year, by the demo's people, about all its services; kept for the next time."""
    with office.store.engine.connect() as connection:
        first, services = (
            connection.exec_driver_sql(asked).scalar()
            for asked in ("SELECT max(id) FROM talk", "SELECT count(*) FROM service")
        )
    if first is None or services is None or first > TALKS:
        return
    chance = random.Random(5)
    with bulk_connection(office.store) as connection:
        for begin in range(0, TALKS, AT_ONCE):
            made = [_talk(first + n + 1, services, chance) for n in range(begin, begin + AT_ONCE)]
            write(connection, {"talk": NAMES}, {"talk": made})
        finish(connection, ["talk"])


def _talk(number: int, services: int, chance: random.Random) -> tuple[object, ...]:
    day = YEAR.first + timedelta(days=chance.randrange(365))
    at = f"{day} {chance.randint(6, 15):02}:{chance.randrange(60):02}:00.000000"
    kind = "sale" if chance.random() < 0.35 else "support"
    client, service = chance.randint(1, CLIENTS), 1 + int(chance.random() ** 3 * services)
    said = (client, service, chance.randint(1, 10), "", "Питали про звіт", at, chance.randrange(900_000))
    return (number, f"{chance.getrandbits(128):032x}", kind, "saved", "in", *said, at, at, 1)


def _cells(office: Office) -> Iterator[Callable[[], object]]:
    """The first page of random cells of all shapes: a person's month, a service's year, a rare pair ..."""
    chance = random.Random(3)
    shapes = [
        (Axis.MANAGER, Axis.MONTH, ""),
        (Axis.SERVICE, Axis.QUARTER, ""),
        (Axis.MANAGER, Axis.SERVICE, "kind=sale"),
        (Axis.KIND, Axis.WEEK, ""),
        (Axis.DAY, None, f"kind={TalkKind.SUPPORT}"),
    ]
    made = [
        office.call(activity, period=YEAR, by=by, across=across, only=only) for by, across, only in shapes
    ]
    for _ in range(CELLS):
        report = chance.choice(made)
        line = chance.choice((*report.lines, report.total))
        behind: Any = chance.choice([one for one in line.behind if one is not None])  # type: ignore[union-attr]
        yield lambda behind=behind: office.call(activity_rows, behind=behind)  # type: ignore[misc]
