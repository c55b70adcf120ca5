"""The daily jobs take the presses and the bytes that `docs/keys.md` says."""

from pathlib import Path

from tests import stores
from tests.pty.day import Done, working_day
from tests.pty.jobs import JOBS
from tests.pty.table import MORE, keys_of, table, whole_day


def a_day(template: Path, file: Path) -> dict[str, Done]:
    store = stores.sqlite_from(template, file)
    with working_day(store) as day:
        done = whole_day(day)
    store.close()
    return done


def test_each_job_takes_the_presses_and_bytes_of_the_table(sqlite_template: Path, tmp_path: Path) -> None:
    known = table()
    done = a_day(sqlite_template, tmp_path / "first.db")
    assert {name: one.presses for name, one in done.items()} == {
        name: presses for name, (_keys, presses, _bytes) in known.items()
    }
    if worse(done):
        # On a busy machine a screen may be painted once more; what became worse is so the next day too.
        again = a_day(sqlite_template, tmp_path / "second.db")
        done = {name: min(one, again[name], key=lambda day: day.bytes) for name, one in done.items()}
    assert worse(done) == {}


def worse(done: dict[str, Done]) -> dict[str, int]:
    """The jobs that took more than a tenth more bytes than the table says."""
    known = table()
    return {name: one.bytes for name, one in done.items() if one.bytes > MORE * known[name][2]}


def test_the_table_has_every_job_with_its_keys() -> None:
    found = {name: keys for name, (keys, *_rest) in table().items()}
    assert found == {job.name: keys_of(job) for job in JOBS}


def test_a_whole_call_takes_at_most_five_presses_and_a_new_card_twelve() -> None:
    most = {
        "an unknown caller gets a card": 12,
        "issue a set and print three papers": 7,
        "a bank's file taken in, the one in doubt posted": 6,
    }
    assert [job.name for job in JOBS if len(job.keys) > most.get(job.name, 5)] == []
