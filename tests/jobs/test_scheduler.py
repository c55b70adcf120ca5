"""The scheduler: what is due is run and noted, one bad job never stops the rest, one holder at a time."""

import threading
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor, system_actor
from crm_tui.jobs import scheduler
from crm_tui.jobs.plan import Plan
from crm_tui.jobs.table import Job
from crm_tui.store import tables as t
from crm_tui.store.leases import acquire, lease_state
from crm_tui.usecases.job_runs import list_job_runs
from crm_tui.usecases.office import Office
from tests.conftest import Clock
from tests.factories import Make


@pytest.fixture
def jobs_office(office: Office) -> Office:
    return office.as_actor(system_actor("jobs"))


def job(name: str, act: Callable[[], str]) -> Job:
    def run(_office: Office, _today: date) -> str:
        return act()

    return Job(name, Plan(time(1, 30)), "", run)


def fail() -> str:
    raise ValueError("row 7 has no date")


def test_one_bad_job_never_stops_the_rest_and_its_reason_is_kept(jobs_office: Office) -> None:
    runs = scheduler.run_due(jobs_office, [job("bad", fail), job("good", lambda: "3 done")])
    assert [(run.name, run.failed, run.outcome) for run in runs] == [
        ("bad", True, "failed: row 7 has no date"),
        ("good", False, "3 done"),
    ]
    assert jobs_office.call(list_job_runs) == {run.name: run for run in runs}


def test_a_job_runs_once_a_night_and_a_failed_one_is_tried_again_after_an_hour(
    jobs_office: Office, clock: Clock
) -> None:
    table = [job("bad", fail), job("good", lambda: "done")]
    scheduler.run_due(jobs_office, table)
    clock.tick(60)
    assert scheduler.run_due(jobs_office, table) == []
    clock.tick(3600)
    assert [run.name for run in scheduler.run_due(jobs_office, table)] == ["bad"]
    clock.tick(24 * 3600)
    assert [run.name for run in scheduler.run_due(jobs_office, table)] == ["bad", "good"]


def test_a_week_of_silence_is_made_good_by_one_run(jobs_office: Office, clock: Clock) -> None:
    table = [job("good", lambda: "done")]
    scheduler.run_due(jobs_office, table)
    clock.tick(timedelta(days=7).total_seconds())
    assert len(scheduler.run_due(jobs_office, table)) == 1
    assert scheduler.run_due(jobs_office, table) == []


def test_a_failure_keeps_the_time_of_the_last_success(jobs_office: Office, clock: Clock) -> None:
    first = scheduler.run_job(jobs_office, job("night", lambda: "done"))
    clock.tick(24 * 3600)
    second = scheduler.run_job(jobs_office, job("night", fail))
    assert (second.failed, second.done_at) == (True, first.done_at)


def test_it_waits_for_the_lease_and_lets_it_go_at_the_end(
    jobs_office: Office, monkeypatch: pytest.MonkeyPatch, wait_for: Callable[..., None]
) -> None:
    monkeypatch.setattr(scheduler, "LOOK_SECONDS", 0.01)
    held = acquire(jobs_office.store, scheduler.LEASE, "another", seconds=0.3)
    assert held is not None
    stop = threading.Event()
    thread = threading.Thread(
        target=scheduler.run_for_ever, args=(jobs_office,), kwargs={"holder": "me", "stop": stop}
    )
    thread.start()

    def mine() -> bool:
        state = lease_state(jobs_office.store, scheduler.LEASE)
        return state is not None and state.holder == "me" and state.alive

    wait_for(mine)
    stop.set()
    thread.join(10)
    assert not mine()


def test_only_who_cares_for_the_store_sees_the_runs(office: Office, actors: dict[Role, Actor]) -> None:
    from crm_tui.domain.errors import Forbidden

    with pytest.raises(Forbidden):
        office.as_actor(actors[Role.OPERATOR]).call(list_job_runs)


def test_journal_keeps_its_days(jobs_office: Office, make: Make, clock: Clock) -> None:
    from crm_tui.jobs.work import trim_journal
    from crm_tui.usecases.store_care import count_journal

    line = make.save(t.JournalConnection(opened_at=clock.now))
    for days in (0, 89, 90, 91, 400):
        at = clock.now - timedelta(days=days)
        make.save(t.Journal(connection_id=line.id, at=at, packet="Event: Hangup"))
    outcome = trim_journal(jobs_office, scheduler.kyiv_today(jobs_office))
    assert outcome == "2 packets deleted"
    assert jobs_office.call(count_journal) == 3


def test_checkpoint_empties_the_log_of_a_sqlite_store(jobs_office: Office) -> None:
    from crm_tui.jobs.work import checkpoint

    outcome = checkpoint(jobs_office, scheduler.kyiv_today(jobs_office))
    if (file := jobs_office.store.path) is None:
        assert outcome == "nothing to do: the store is on a server"
    else:
        assert outcome == "done"
        assert file.with_name(file.name + "-wal").stat().st_size == 0
        with jobs_office.store.engine.connect() as connection:
            known = connection.exec_driver_sql("SELECT count(*) FROM sqlite_stat1").scalar_one()
        assert known, "the planner knows something of the indexes"
