"""Reminders of a term: read as typed, each due once, none lost."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.reminders import (
    later_reminders,
    parse_reminders,
    reminder_due,
    reminders_fit,
    reminders_text,
)

DAYS = st.sets(st.integers(0, 366), min_size=1, max_size=10)
DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("typed", "days"),
    [("60", (60,)), ("60, 30,7", (60, 30, 7)), ("7 30;60", (7, 30, 60)), (" 0 ", (0,))],
)
def test_days_as_typed(typed: str, days: tuple[int, ...]) -> None:
    assert parse_reminders(typed) == days


@pytest.mark.parametrize("typed", ["", ",", "-7", "7д", "1.5", "٣", "9999999", "60,,тиждень"])
def test_what_says_no_days(typed: str) -> None:
    assert parse_reminders(typed) is None


@given(DAYS)
def test_what_is_stored_is_read_again_the_earliest_first(days: set[int]) -> None:
    assert reminders_fit(days)
    assert list(later_reminders(reminders_text(days))) == sorted(days, reverse=True)


@pytest.mark.parametrize("days", [(), (7, 7), (-1,), (367,), tuple(range(11))])
def test_what_cannot_be_reminders(days: tuple[int, ...]) -> None:
    assert not reminders_fit(days)


@given(DAYS, st.integers(-400, 400), st.lists(st.integers(1, 60), max_size=20))
def test_whenever_one_looks_each_reminder_is_settled_once(days: set[int], end: int, gaps: list[int]) -> None:
    """Between two looks there is a reminder exactly when one of its days lies between them."""
    term_end, last = DAY + timedelta(days=end), DAY
    for gap in gaps:
        look = last + timedelta(days=gap)
        fell = {n for n in days if last < term_end - timedelta(days=n) <= look}
        due = reminder_due(term_end, days, reminded_on=last, today=look)
        assert due == min(fell, default=None)
        if due is not None:
            assert reminder_due(term_end, days, reminded_on=look, today=look) is None
        last = look
