"""`python -m tests.pty.table` writes docs/keys.md: the daily jobs with their presses and bytes.

Bytes are the most of several days: a screen that opens may be painted in one piece or in two.
"""

import re
import tempfile
from pathlib import Path

from crm_tui.keys import key_word
from tests.pty.day import Day, Done, fresh_store, working_day
from tests.pty.jobs import JOBS, Job

FILE = Path(__file__).resolve().parents[2] / "docs" / "keys.md"
DAYS = 5
MORE = 1.1
"""So many times the bytes of the table are still no worse."""
ROW = re.compile(
    r"^\| (?P<name>[^|`]+) \| (?P<keys>`[^|]+`) \| (?P<presses>\d+) \| (?P<bytes>[\d,]+) \|$", re.MULTILINE
)
HEAD = """# Keys of the daily jobs

What each daily job takes, on a screen of 80x24: the keys beside the typed text, and the bytes that come to
the terminal from the first sign of it to its end (also those of the pop-up and of the typed letters). Every
row is a key script that the tests do in a real pseudo-terminal, with a pretended PBX and the real listener;
letters come from the Latin and from the Ukrainian layout.

A change that makes a job take other presses, or more than a tenth more bytes, fails the tests. If it is
meant so: `python -m tests.pty.table` writes this file anew. Milliseconds, beside their floor and over a slow
line: `python -m tests.bench --only keys`.

| job | keys | presses | bytes |
| --- | --- | ---: | ---: |
"""


def whole_day(day: Day) -> dict[str, Done]:
    """Does every job; of one done twice the one with more bytes."""
    found: dict[str, Done] = {}
    for job in JOBS:
        done = [day.do(job, layout) for layout in job.layouts]
        found[job.name] = max(done, key=lambda one: one.bytes)
    return found


def keys_of(job: Job) -> str:
    """The keys as the table writes them."""
    return " ".join(f"`{key_word(key)}`" for key in job.keys)


def table() -> dict[str, tuple[str, int, int]]:
    """(keys, presses, bytes) of each job as the file has them."""
    rows = ROW.finditer(FILE.read_text("utf-8"))
    return {
        row["name"]: (row["keys"], int(row["presses"]), int(row["bytes"].replace(",", ""))) for row in rows
    }


def main() -> None:
    most: dict[str, int] = {}
    for _day in range(DAYS):
        with (
            tempfile.TemporaryDirectory() as folder,
            fresh_store(Path(folder)) as store,
            working_day(store) as day,
        ):
            for name, done in whole_day(day).items():
                most[name] = max(most.get(name, 0), done.bytes)
    # Rounded up, so that a byte here or there makes no new table.
    rows = [
        f"| {job.name} | {keys_of(job)} | {len(job.keys)} | {-(-most[job.name] // 500) * 500:,} |\n"
        for job in JOBS
    ]
    FILE.write_text(HEAD + "".join(rows), "utf-8")


if __name__ == "__main__":
    main()
