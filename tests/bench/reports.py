"""Figures of reports: activity of all people over a year, and the rows behind its cells."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from crm_tui.domain.kinds import TalkKind
from crm_tui.domain.periods import Period
from crm_tui.reports.activity import activity, activity_rows
from crm_tui.reports.parts.axes import Axis
from crm_tui.usecases.office import Office
from tests.bench import BenchRow
from tests.bench.floor import ours_and_floor, p50, p95
from tests.bench.ground import TODAY, Ground

ASKED, CELLS = 20, 100
YEAR = Period(TODAY - timedelta(days=365), TODAY - timedelta(days=1))
MOST, MOST_OF_ROWS = 100.0, 20.0


def rows(ground: Ground) -> Iterator[BenchRow]:
    """The row of `goals.md` about activity, on each engine; the floor is the same SQL by the raw driver."""
    for engine, office in ground.offices():
        for words, asked in (("by month", Axis.MONTH), ("by service", Axis.SERVICE)):
            acts: list[Callable[[], object]] = [
                lambda asked=asked: office.call(activity, period=YEAR, across=asked)  # type: ignore[misc]  # noqa: B023
            ] * ASKED
            ours, floor = ours_and_floor(office.store, acts)
            took = p50(ours)
            yield BenchRow(
                f"a year of all people {words}, {engine}", took, p50(floor), "ms", "<= 100 ms", took <= MOST
            )
        ours, floor = ours_and_floor(office.store, list(_cells(office)))
        yield BenchRow(f"rows of a cell, p50, {engine}", p50(ours), p50(floor), "ms", "-", holds=True)
        worst = p95(ours)
        yield BenchRow(
            f"rows of a cell, p95, {engine}", worst, p95(floor), "ms", "<= 20 ms", worst <= MOST_OF_ROWS
        )


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
