"""Periods: by a word, as typed, cut into stretches that together are the whole."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.periods import (
    DAY,
    PERIODS,
    Period,
    Span,
    cut,
    end_of,
    label,
    parse_period,
    period_of,
    start_of,
)

TODAY = date(2026, 11, 27)  # a Friday
DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("today", (2026, 11, 27), (2026, 11, 27)),
        ("yesterday", (2026, 11, 26), (2026, 11, 26)),
        ("this-week", (2026, 11, 23), (2026, 11, 29)),
        ("last-week", (2026, 11, 16), (2026, 11, 22)),
        ("this-month", (2026, 11, 1), (2026, 11, 30)),
        ("last-month", (2026, 10, 1), (2026, 10, 31)),
        ("this-quarter", (2026, 10, 1), (2026, 12, 31)),
        ("last-quarter", (2026, 7, 1), (2026, 9, 30)),
        ("last-year", (2025, 1, 1), (2025, 12, 31)),
        ("03.2026", (2026, 3, 1), (2026, 3, 31)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2026", (2026, 1, 1), (2026, 12, 31)),
        ("2026-Q2", (2026, 4, 1), (2026, 6, 30)),
        ("Q4 2026", (2026, 10, 1), (2026, 12, 31)),
        ("1.03-15.03", (2026, 3, 1), (2026, 3, 15)),
        ("01.03.2026 – 15.03.2026", (2026, 3, 1), (2026, 3, 15)),
        ("2026-03-01-2026-03-15", (2026, 3, 1), (2026, 3, 15)),
        ("2026-03-15", (2026, 3, 15), (2026, 3, 15)),
        ("15.03", (2026, 3, 15), (2026, 3, 15)),
    ],
)
def test_a_period_as_people_type_it(
    typed: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert parse_period(typed, today=TODAY) == Period(date(*first), date(*last))


@pytest.mark.parametrize(
    "typed", ["", "13.2026", "2026-00", "31.02", "15.03-1.03", "колись", "2026-Q5", "-", "0000"]
)
def test_what_is_no_period(typed: str) -> None:
    assert parse_period(typed, today=TODAY) is None


@given(first=DAYS, length=st.integers(0, 500), span=st.sampled_from(Span))
def test_stretches_are_the_whole_period_once(first: date, length: int, span: Span) -> None:
    period = Period(first, first + length * DAY)
    parts = cut(period, span)
    assert [parts[0].first, parts[-1].last] == [period.first, period.last]
    for one, following in pairwise(parts):
        assert following.first == one.last + DAY
    assert {start_of(one.first, span) for one in parts} == {start_of(one.last, span) for one in parts}
    assert len({label(one, span) for one in parts}) == len(parts)


@given(day=DAYS, word=st.sampled_from(PERIODS))
def test_a_word_means_whole_stretches(day: date, word: str) -> None:
    period = period_of(word, today=day)
    assert period.last >= period.first
    if word.startswith(("this", "last")):
        span = Span(word.removeprefix("this-").removeprefix("last-"))
        assert period == Period(start_of(period.first, span), end_of(period.first, span))
        assert day >= period.first
        assert (day <= period.last) == word.startswith("this")
