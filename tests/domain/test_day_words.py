"""Days said by a few keys, and the office's calendar."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.day_words import day_of
from crm_tui.domain.layout import UKRAINIAN_OF, other_layout
from crm_tui.domain.months import add_months
from crm_tui.domain.workdays import (
    DayKind,
    DayNote,
    Holiday,
    OfficeCalendar,
    WorkHours,
    day_note,
    easter,
    read_work_days,
    read_work_hours,
)
from crm_tui.store.holidays import shipped_holidays

MONDAY = date(2026, 3, 2)
DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))
PEACE = OfficeCalendar(shipped_holidays(), holidays_off=True)
WAR = OfficeCalendar(shipped_holidays())


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("+3", date(2026, 3, 5)),
        ("+3д", date(2026, 3, 5)),
        ("+ 2 т", date(2026, 3, 16)),
        ("+2n", date(2026, 3, 16)),  # т under the Latin layout
        ("+2w", date(2026, 3, 16)),
        ("+1м", date(2026, 4, 2)),
        ("+1v", date(2026, 4, 2)),
        ("+1міс.", date(2026, 4, 2)),
        ("+1р", date(2027, 3, 2)),
        ("+0", MONDAY),
        ("пн", date(2026, 3, 9)),  # the next one, not today
        ("вт", date(2026, 3, 3)),
        ("gy", date(2026, 3, 9)),
        ("c,", date(2026, 3, 7)),
        ("YL", date(2026, 3, 8)),
        ("Пʼятниця", date(2026, 3, 6)),
        ("п'ят", date(2026, 3, 6)),
        ("fri", date(2026, 3, 6)),
        ("сьогодні", MONDAY),
        ("завтра", date(2026, 3, 3)),
        ("зав", date(2026, 3, 3)),
        ("pfdnhf", date(2026, 3, 3)),
        ("післязавтра", date(2026, 3, 4)),
        ("tomorrow", date(2026, 3, 3)),
        ("15.04", date(2026, 4, 15)),
        ("15ю04", date(2026, 4, 15)),
        ("15.04.26", date(2026, 4, 15)),
        ("2026-04-15", date(2026, 4, 15)),
        ("27.02", date(2026, 2, 27)),  # a slip: shown as past
        ("15.01", date(2027, 1, 15)),  # long over: the next one
        ("29.02", None),  # neither this year nor the next
        ("31.04", None),
        ("+9999р", None),
        ("+99999", None),
        ("+", None),
        ("пнд", None),
        ("3", None),
        ("", None),
        ("дзвонити", None),
    ],
)
def test_a_day_is_said_by_a_few_keys(text, day):
    assert day_of(text, MONDAY) == day


def test_the_last_day_of_a_month_and_a_leap_day():
    assert day_of("+1м", date(2027, 1, 31)) == date(2027, 2, 28)
    assert day_of("+1м", date(2028, 1, 31)) == date(2028, 2, 29)
    assert day_of("29.02", date(2027, 11, 1)) == date(2028, 2, 29)
    with pytest.raises(OverflowError):
        add_months(date(9999, 12, 1), 1)


@given(DAYS, st.sampled_from(["пн", "вт", "ср", "чт", "пт", "сб", "нд", "завтра", "+2т", "+1м", "+5"]))
def test_the_same_keys_give_the_same_day_in_both_layouts(today, text):
    day = day_of(text, today)
    latin = other_layout(text)
    assert day is not None
    assert day > today
    assert day_of(latin, today) == day_of(latin.upper(), today) == day


@given(DAYS, DAYS)
def test_a_written_date_is_read_back(day, today):
    assert day_of(f"{day:%d.%m.%Y}", today) == day
    short = day_of(f"{day:%d.%m}", today)
    assert short is None or ((short.day, short.month) == (day.day, day.month) and (today - short).days <= 31)


@given(
    st.text(alphabet="".join(UKRAINIAN_OF) + "".join(UKRAINIAN_OF.values()) + "+0123456789 ./-", max_size=8)
)
def test_whatever_is_typed_is_a_day_or_none(text):
    assert day_of(text, MONDAY) is None or isinstance(day_of(text, MONDAY), date)


# --- the calendar


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2024, date(2024, 5, 5)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 12)),
        (2027, date(2027, 5, 2)),
        (2028, date(2028, 4, 16)),
        (2030, date(2030, 4, 28)),
        (2040, date(2040, 5, 6)),
    ],
)
def test_easter(year, day):
    assert easter(year) == day


@given(st.integers(1900, 2099))
def test_easter_is_a_spring_sunday(year):
    assert easter(year).weekday() == 6
    assert date(year, 4, 3) <= easter(year) <= date(year, 5, 10)


def test_holidays_of_a_year_of_peace():
    off = [day for n in range(365) if PEACE.off(day := date(2026, 1, 1) + timedelta(days=n))]
    on_weekdays = [day for day in off if day.weekday() < 5]
    assert [f"{day:%d.%m}" for day in on_weekdays] == [
        "01.01",
        "09.03",  # 8 March is a Sunday
        "13.04",  # after Easter
        "01.05",
        "08.05",
        "01.06",  # after Trinity
        "29.06",  # 28 June is a Sunday
        "15.07",
        "24.08",
        "01.10",
        "25.12",
    ]
    assert PEACE.off(date(2026, 4, 13)) == DayNote(DayKind.HOLIDAY_MOVED, "Великдень")
    assert PEACE.off(date(2026, 5, 1)) == DayNote(DayKind.HOLIDAY, "День праці")


def test_under_martial_law_holidays_are_working_days():
    assert WAR.off(date(2026, 5, 1)) is None
    assert WAR.off(date(2026, 4, 12)) == DayNote(DayKind.DAY_OFF)
    assert WAR.off(date(2026, 4, 13)) is None


def test_what_is_said_of_a_day():
    assert day_note(date(2026, 3, 1), WAR, today=MONDAY) == DayNote(DayKind.PAST)
    assert day_note(date(2026, 3, 7), WAR, today=MONDAY) == DayNote(DayKind.DAY_OFF)
    assert day_note(MONDAY, WAR, today=MONDAY) is None
    assert day_note(date(2026, 8, 24), PEACE, today=MONDAY) == DayNote(
        DayKind.HOLIDAY, "День Незалежності України"
    )


@given(DAYS, st.booleans(), st.sets(st.integers(0, 6), min_size=1))
def test_the_nearest_working_days_are_working_days(day, holidays_off, weekdays):
    calendar = OfficeCalendar(shipped_holidays(), WorkHours(frozenset(weekdays)), holidays_off)
    later, earlier = calendar.work_day_from(day), calendar.work_day_until(day)
    assert earlier <= day <= later
    assert calendar.off(later) is None is calendar.off(earlier)
    between = [earlier + timedelta(days=n) for n in range(1, (later - earlier).days)]
    assert all(calendar.off(one) for one in between if earlier < one < later and one != day) or later == day


def test_a_holiday_at_the_end_of_a_year_moves_into_the_next():
    calendar = OfficeCalendar((Holiday("Останній день", 12, 31),), holidays_off=True)
    assert date(2028, 12, 31).weekday() == 6
    assert calendar.off(date(2029, 1, 1)) == DayNote(DayKind.HOLIDAY_MOVED, "Останній день")


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 3, 2, 7, 0, tzinfo=UTC), True),  # 09:00
        (datetime(2026, 3, 2, 6, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 2, 16, 0, tzinfo=UTC), False),  # 18:00
        (datetime(2026, 3, 30, 6, 0, tzinfo=UTC), True),  # 09:00 in summer time
        (datetime(2026, 3, 7, 10, 0, tzinfo=UTC), False),
    ],
)
def test_the_office_is_open_by_the_clock_of_kyiv(moment, is_open):
    assert WAR.open_at(moment) is is_open


def test_settings_of_the_office_are_read():
    assert read_work_days("1-5") == frozenset(range(5))
    assert read_work_days("1, 3,6-7") == {0, 2, 5, 6}
    assert read_work_days("5-1") is None
    for wrong in ("", "0-5", "1-8", "пн-пт", "1-", "-"):
        assert read_work_days(wrong) is None, wrong
    assert read_work_hours("9-18") == read_work_hours("09:00 - 18:00") == (time(9), time(18))
    for wrong in ("", "9", "18-9", "9-25", "9:60-18", "²-9", "9-18-20"):
        assert read_work_hours(wrong) is None, wrong
