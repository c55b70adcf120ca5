"""A day in which listener, screens, store and PBX die at random moments: no call lost, none doubled.

The judges are all that the pretended PBX told, written down before it was told (`day_judge`), and its own
record, CEL, by which `pbx reconcile` adds what no listener heard (`day_record`).
"""

import random
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm_tui.store.engine import Store
from tests.pbx.day import Day
from tests.pbx.day_judge import Judge
from tests.pbx.day_record import RecordJudge
from tests.pbx.seeds import seed_of

Begin = Callable[..., Day]


@pytest.fixture
def begin(store: Store, tmp_path: Path) -> Iterator[Begin]:
    days: list[Day] = []

    def one(seed: int, calls: int, **options: float) -> Day:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        days.append(Day(store, tmp_path, random.Random(seed), calls, port, **options))
        return days[-1]

    yield one
    for day in days:
        day.nursery.close()


@pytest.mark.timeout(120)
def test_twenty_five_deaths_cost_no_call(begin):
    day = begin(seed_of("chaos"), calls=60, wait=0.07)
    day.run(kills=25, pause=0.15)
    heard = Judge(day)
    heard.see()
    whole = RecordJudge(day, heard)
    whole.see()
    assert whole.added, "nobody listened to the first call of the day"


@pytest.mark.heavy
@pytest.mark.timeout(1500)
def test_a_day_of_two_thousand_calls_and_a_thousand_deaths(begin):
    day = begin(seed_of("chaos at length"), calls=2000, wait=0.22)
    day.run(kills=1000, pause=0.35)
    judge = Judge(day)
    judge.see()
    whole = RecordJudge(day, judge)
    whole.see()
    assert judge.heard_whole, "the deaths were too dense to judge any call to the millisecond"
    found = f"{len(judge.truth)} calls, {len(judge.calls)} heard of, {judge.heard_whole} whole"
    made_good = f"{len(whole.added)} added, {whole.report.filled} completed from CEL"
    print(f"{found}; {made_good}; deaths: {day.done}")
