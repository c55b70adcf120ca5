"""The daily jobs take the presses and the bytes that `docs/keys.md` says."""

from crm_tui.store.engine import Store
from tests.pty.day import working_day
from tests.pty.jobs import JOBS
from tests.pty.table import MORE, keys_of, table, whole_day


def test_each_job_takes_the_presses_and_bytes_of_the_table(sqlite_store: Store) -> None:
    known = table()
    with working_day(sqlite_store) as day:
        done = whole_day(day)
    assert {name: one.presses for name, one in done.items()} == {
        name: presses for name, (_keys, presses, _bytes) in known.items()
    }
    worse = {name: one.bytes for name, one in done.items() if one.bytes > MORE * known[name][2]}
    assert worse == {}


def test_the_table_has_every_job_with_its_keys() -> None:
    assert {job.name: keys_of(job) for job in JOBS} == {
        name: keys for name, (keys, *_rest) in table().items()
    }


def test_a_whole_call_takes_at_most_five_presses_and_a_new_card_twelve() -> None:
    most = {"an unknown caller gets a card": 12}
    assert [job.name for job in JOBS if len(job.keys) > most.get(job.name, 5)] == []
