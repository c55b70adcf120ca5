"""Figures of keys: the cursor and a page in a real terminal, and the same over a slow line."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from tests.bench import BenchRow
from tests.bench.ground import Ground
from tests.bench.screen import LIST, at_work
from tests.bench.seat import LINES, Watch, seat, sit_down
from tests.pty.day import SIZE, fresh_store, working_day
from tests.pty.harness import Line, Terminal
from tests.pty.jobs import JOBS

TIMES = 25
SLOW = Line(round_trip=0.3, bits=256_000)
DAYS = 3
A_PRESS, A_PAGE = 150, 400
"""Milliseconds: a window that opens, near; a page beyond the round trip, over the slow line."""
MOST = {"down": 640, "pagedown": 11_600, "letter": 800}


def rows(ground: Ground) -> Iterator[BenchRow]:
    """The rows of `goals.md` about keys in the list of all clients, near and far."""
    url = sit_down(next(ground.offices())[1].store)
    yield from _near(url)
    yield from _far(url)
    yield from _jobs()


def _jobs() -> Iterator[BenchRow]:
    """The daily jobs: milliseconds from a press to its last byte, all presses and the slowest of them."""
    with Terminal(LINES, size=SIZE) as bare:
        bare.wait("00000001")
        page = median(bare.press("pagedown").last_ms for _ in range(TIMES))
    near, far = _days(Line()), _days(SLOW)
    for name, days in near.items():
        ours, floor = median(map(sum, days)), page * len(days[0])
        worst = median(map(max, days))
        goal = f"a press <= {A_PRESS}"
        yield BenchRow(f"{name[:36]}: presses", ours, floor, "ms", goal, worst <= A_PRESS)
    line = SLOW.round_trip * 1000
    for name, days in far.items():
        worst, most = median(map(max, days)), line + A_PAGE
        yield BenchRow(f"slow line, {name[:32]}", worst, line, "ms", f"a press <= {most:g}", worst <= most)


def _days(line: Line) -> dict[str, list[tuple[float, ...]]]:
    """Of each job, day by day, how long each press took."""
    found: dict[str, list[tuple[float, ...]]] = {}
    for _ in range(DAYS):
        with (
            tempfile.TemporaryDirectory() as folder,
            fresh_store(Path(folder)) as store,
            working_day(store, line) as day,
        ):
            for job in JOBS:
                found.setdefault(job.name, []).append(day.do(job, job.layouts[0]).ms)
    return found


def _near(url: str) -> Iterator[BenchRow]:
    """To the end of the first burst: the pane beside the list waits until the cursor has rested."""
    with seat(url, command=LINES) as floor, seat(url) as ours:
        floor.until("00000001")
        _open_clients(ours)
        for key, times in (("down", TIMES), ("pagedown", TIMES)):
            ms, least, sent = [], [], []
            for _ in range(times):
                least.append(floor.press(key).burst_ms)
                answer = ours.press(key)
                ms.append(answer.burst_ms)
                sent.append(answer.bytes)
            mine, other = median(ms), median(least)
            yield BenchRow(f"{key}: key to last byte", mine, other, "ms", "<= 1.2x", mine <= 1.2 * other)
            yield _bytes(key, max(sent))


def _far(url: str) -> Iterator[BenchRow]:
    trip = SLOW.round_trip * 1000
    with seat(url, line=SLOW) as screen:
        _open_clients(screen)
        for key, more in (("down", 30), ("pagedown", 400)):
            yield from _over_the_line(screen, key, lambda key=key: screen.press(key), trip + more)  # type: ignore[misc]
        screen.press("insert", "tab", quiet=1.5)
        yield from _over_the_line(screen, "letter", lambda: screen.type("ф"), trip + 30)


def _over_the_line(screen: Watch, key: str, act: Callable[[], object], most: float) -> Iterator[BenchRow]:
    answers = [act() for _ in range(TIMES)]
    ms = median(answer.burst_ms for answer in answers)  # type: ignore[attr-defined]
    line = SLOW.round_trip * 1000
    yield BenchRow(f"slow line, {key}", ms, line, "ms", f"<= {most:g} ms", ms <= most)
    if key == "letter":
        yield _bytes(key, max(answer.bytes for answer in answers))  # type: ignore[attr-defined]


def _bytes(key: str, sent: float) -> BenchRow:
    return BenchRow(f"{key}: bytes, the worst", sent, None, "bytes", f"<= {MOST[key]:,}", sent <= MOST[key])


def _open_clients(screen: Watch) -> None:
    at_work(screen)
    screen.send("alt+2")
    screen.until(LIST)
    screen.settle(0.6)
    screen.forget()
