from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain import kyiv
from crm_tui.domain.terms import TermState, days_left, term_state

FROM, TO = date(2026, 1, 10), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("on", "state", "left"),
    [
        (date(2026, 1, 9), TermState.UPCOMING, 356),
        (date(2026, 1, 10), TermState.ACTIVE, 355),
        (date(2026, 11, 30), TermState.ACTIVE, 31),
        (date(2026, 12, 1), TermState.ENDING, 30),
        (date(2026, 12, 31), TermState.ENDING, 0),
        (date(2027, 1, 1), TermState.EXPIRED, -1),
    ],
)
def test_the_state_of_a_term_on_a_day(on, state, left):
    assert (term_state(FROM, TO, on), days_left(TO, on)) == (state, left)


def test_open_terms_never_end():
    assert term_state(None, None, TO) is TermState.ACTIVE
    assert days_left(None, TO) is None
    assert term_state(TO, None, FROM) is TermState.UPCOMING


@pytest.mark.parametrize(
    "last_day", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25)]
)
def test_a_term_ends_at_kyiv_midnight_also_when_the_clocks_change(last_day):
    midnight = kyiv.day_borders(last_day)[1]
    before, after = midnight - timedelta(seconds=1), midnight
    assert term_state(None, last_day, kyiv.today(before)) is TermState.ENDING
    assert term_state(None, last_day, kyiv.today(after)) is TermState.EXPIRED
    assert before.astimezone(UTC) < datetime(2027, 1, 1, tzinfo=UTC)


@given(st.dates(), st.dates(), st.dates(), st.integers(0, 400))
def test_states_come_in_order_as_days_pass(valid_from, valid_to, on, ending_days):
    order = list(TermState)
    if on < date.max:
        today = term_state(valid_from, valid_to, on, ending_days=ending_days)
        tomorrow = term_state(valid_from, valid_to, on + timedelta(days=1), ending_days=ending_days)
        assert order.index(today) <= order.index(tomorrow)
