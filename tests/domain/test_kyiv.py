from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain import kyiv

DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 30))


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 23), 24), (date(2024, 2, 29), 24)],
)
def test_a_day_is_as_long_as_the_clocks_make_it(day, hours):
    start, end = kyiv.day_borders(day)
    assert end - start == timedelta(hours=hours)


@given(DAYS)
def test_days_follow_one_another_without_a_gap(day):
    start, end = kyiv.day_borders(day)
    assert kyiv.day_start(day + timedelta(days=1)) == end
    assert kyiv.today(start) == day == kyiv.today(end - timedelta(microseconds=1))
    assert kyiv.today(start - timedelta(microseconds=1)) == day - timedelta(days=1)
    assert start.tzinfo is UTC


@given(DAYS)
def test_a_month_is_all_its_days(day):
    start, end = kyiv.month_borders(day)
    assert start <= kyiv.day_start(day) < end
    assert kyiv.today(start).day == kyiv.today(end).day == 1


def test_moments_are_written_in_kyiv_time_across_both_changes():
    written = [
        kyiv.format_moment(datetime(2026, month, day, 0, 59, tzinfo=UTC) + timedelta(minutes=step))
        for month, day in ((3, 29), (10, 25))
        for step in (0, 1)
    ]
    assert written == ["29.03.2026 02:59", "29.03.2026 04:00", "25.10.2026 03:59", "25.10.2026 03:00"]
    assert kyiv.format_time(datetime(2026, 11, 23, 19, 5, tzinfo=UTC)) == "21:05"


@pytest.mark.parametrize(
    ("seconds", "written"), [(0, "0:00"), (9, "0:09"), (309.9, "5:09"), (3909, "1:05:09"), (-3, "0:00")]
)
def test_durations(seconds, written):
    assert kyiv.format_duration(seconds) == written


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("15.04", date(2026, 4, 15)),
        ("15.4.", date(2026, 4, 15)),
        ("15.04.2027", date(2027, 4, 15)),
        ("15.04.27", date(2027, 4, 15)),
        ("15/04/2027", date(2027, 4, 15)),
        (" 2027-04-15 ", date(2027, 4, 15)),
        ("29.02", None),
        ("29.02.2028", date(2028, 2, 29)),
        ("31.04", None),
        ("15", None),
        ("", None),
        ("завтра", None),
        ("15.04.202", None),
    ],
)
def test_typed_dates(typed, day):
    assert kyiv.parse_date(typed, today=date(2026, 11, 23)) == day


@given(DAYS)
def test_a_written_date_reads_back(day):
    assert kyiv.parse_date(kyiv.format_date(day), today=date(2026, 1, 1)) == day
    assert kyiv.parse_date(day.isoformat(), today=date(2026, 1, 1)) == day
