"""Terms are counted from the contract's first day: month ends, leap years, every day from 2024 to 2040."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.kinds import RenewalRule
from crm_tui.domain.renewals import ONE_DAY, Period, Renewed, number_of, renewed, term_end

YEAR, MONTH = Period(months=12), Period(months=1)
DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))
PERIODS = st.one_of(
    st.integers(1, 36).map(lambda n: Period(months=n)), st.integers(1, 400).map(lambda n: Period(days=n))
)


@pytest.mark.parametrize(
    ("anchor", "period", "ends"),
    [
        (date(2026, 1, 1), YEAR, ["31.12.2026", "31.12.2027", "31.12.2028"]),
        (date(2026, 3, 15), YEAR, ["14.03.2027", "14.03.2028", "14.03.2029"]),
        (date(2024, 2, 29), YEAR, ["28.02.2025", "28.02.2026", "28.02.2027", "28.02.2028", "28.02.2029"]),
        (date(2024, 3, 1), YEAR, ["28.02.2025", "28.02.2026", "28.02.2027", "29.02.2028"]),
        (date(2026, 1, 31), MONTH, ["28.02.2026", "30.03.2026", "30.04.2026", "30.05.2026", "30.06.2026"]),
        (date(2027, 11, 30), MONTH, ["29.12.2027", "29.01.2028", "29.02.2028", "29.03.2028"]),
        (date(2026, 11, 30), Period(months=3), ["28.02.2027", "29.05.2027", "29.08.2027", "29.11.2027"]),
        (date(2026, 1, 1), Period(days=30), ["30.01.2026", "01.03.2026", "31.03.2026"]),
        (date(2026, 1, 1), Period(days=1), ["01.01.2026", "02.01.2026"]),
    ],
)
def test_ends_of_the_terms_of_a_contract(anchor, period, ends):
    found = [f"{term_end(anchor, period, number):%d.%m.%Y}" for number in range(1, len(ends) + 1)]
    assert found == ends


def test_every_yearly_contract_of_2024_to_2040_ends_the_day_before_its_anniversary():
    """A second reckoning: the anniversary itself, and in a year without 29 February the first of March."""
    anchor = date(2024, 1, 1)
    while anchor <= date(2040, 12, 31):
        for number in range(1, 8):
            year = anchor.year + number
            leap_day = (anchor.month, anchor.day) == (2, 29) and monthrange(year, 2)[1] == 28
            anniversary = date(year, 3, 1) if leap_day else anchor.replace(year=year)
            assert term_end(anchor, YEAR, number) == anniversary - ONE_DAY
        anchor += ONE_DAY


@given(DAYS, PERIODS, st.integers(1, 40))
def test_terms_follow_one_another_and_none_is_empty(anchor, period, number):
    end, following = term_end(anchor, period, number), term_end(anchor, period, number + 1)
    assert anchor <= end < following
    if period.months:
        assert 27 * period.months < (following - end).days <= 31 * period.months
    else:
        assert (following - end).days == period.days
    assert number_of(anchor, period, end) == number


@given(DAYS, PERIODS, DAYS)
def test_a_day_between_two_ends_is_no_end(anchor, period, end):
    number = number_of(anchor, period, end)
    assert number is None or term_end(anchor, period, number) == end
    if end >= anchor and number is None:
        assert all(term_end(anchor, period, one) != end for one in range(1, 300 if period.months else 2))


@given(DAYS, PERIODS, st.integers(1, 60))
def test_renewed_in_time_the_contract_never_drifts(anchor, period, count):
    """However often it is renewed, the end is the one counted from the first day."""
    end = term_end(anchor, period, 1)
    for number in range(2, count + 2):
        term = renewed(anchor=anchor, valid_to=end, period=period, rule=RenewalRule.ANEW, on=end)
        assert (term.valid_from, term.anchor) == (end + ONE_DAY, anchor)
        end = term.valid_to
        assert end == term_end(anchor, period, number)


def test_after_a_gap_a_contract_begins_anew_unless_its_rule_says_otherwise():
    was = {"anchor": date(2025, 1, 31), "valid_to": date(2026, 1, 30), "period": YEAR, "on": date(2026, 3, 2)}
    assert renewed(**was, rule=RenewalRule.ANEW) == Renewed(
        date(2026, 3, 2), date(2027, 3, 1), date(2026, 3, 2)
    )
    assert renewed(**was, rule=RenewalRule.FROM_END) == Renewed(
        date(2026, 1, 31), date(2027, 1, 30), date(2025, 1, 31)
    )
    early = was | {"on": date(2025, 12, 1)}
    assert renewed(**early, rule=RenewalRule.ANEW) == renewed(**was, rule=RenewalRule.FROM_END)


def test_an_end_that_people_agreed_is_where_the_next_term_is_counted_from():
    term = renewed(
        anchor=date(2026, 1, 15),
        valid_to=date(2026, 12, 31),
        period=YEAR,
        rule=RenewalRule.ANEW,
        on=date(2026, 12, 1),
    )
    assert term == Renewed(date(2027, 1, 1), date(2027, 12, 31), date(2027, 1, 1))


def test_a_first_term_begins_on_the_day():
    term = renewed(
        anchor=None, valid_to=None, period=Period(days=10), rule=RenewalRule.ANEW, on=date(2028, 2, 25)
    )
    assert term == Renewed(date(2028, 2, 25), date(2028, 3, 5), date(2028, 2, 25))
    assert term.valid_to - term.valid_from == timedelta(days=9)
