"""A job runs once for each planned moment, also after days of silence and over both changes of the clock."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.jobs.plan import KYIV, Plan, is_due, last_moment

NIGHTLY = Plan(time(1, 30))
SUNDAYS = Plan(time(2, 15), weekday=6)
START = datetime(2024, 1, 1, tzinfo=UTC)
moments = st.integers(0, 16 * 366 * 86_400).map(lambda seconds: START + timedelta(seconds=seconds))


def kyiv(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=KYIV).astimezone(UTC)


def test_a_nightly_job_is_due_once_a_night() -> None:
    ran = kyiv("2026-03-02T01:30:05")
    assert not is_due(NIGHTLY, ran, kyiv("2026-03-03T01:29:59"))
    assert is_due(NIGHTLY, ran, kyiv("2026-03-03T01:30:00"))


def test_what_was_missed_is_caught_up_at_the_next_look() -> None:
    assert is_due(NIGHTLY, kyiv("2026-02-20T01:30:01"), kyiv("2026-03-02T15:00:00"))
    assert is_due(SUNDAYS, kyiv("2026-02-20T12:00:00"), kyiv("2026-03-02T15:00:00"))
    assert is_due(NIGHTLY, None, kyiv("2026-03-02T15:00:00"))


def test_a_run_by_hand_before_the_moment_does_not_replace_it() -> None:
    assert is_due(NIGHTLY, kyiv("2026-03-02T01:00:00"), kyiv("2026-03-02T01:31:00"))


@given(moments)
def test_the_last_moment_is_the_planned_hour_in_kyiv_at_most_a_day_ago(now: datetime) -> None:
    moment = last_moment(NIGHTLY, now)
    assert moment <= now < moment + timedelta(hours=25)
    assert moment.astimezone(KYIV).time() == time(1, 30)


@given(moments)
def test_a_weekly_moment_falls_on_its_day(now: datetime) -> None:
    moment = last_moment(SUNDAYS, now)
    assert moment <= now < moment + timedelta(days=7, hours=1)
    assert moment.astimezone(KYIV).weekday() == 6


@given(moments, st.lists(st.integers(1, 4000), max_size=30))
def test_however_often_one_looks_it_runs_once_for_a_moment(start: datetime, steps: list[int]) -> None:
    ran: datetime | None = None
    runs: list[datetime] = []
    now = start
    for minutes in steps:
        now += timedelta(minutes=minutes)
        if is_due(NIGHTLY, ran, now):
            runs.append(last_moment(NIGHTLY, now))
            ran = now
    assert len(runs) == len(set(runs))
