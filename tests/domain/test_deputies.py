"""Who does the work of whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.deputies import stands_in_for, who_acts

OFFICE = range(1, 7)


@pytest.mark.parametrize(
    ("away", "acts"),
    [
        ({}, 1),
        ({1: 2}, 2),
        ({1: None}, None),
        ({1: 2, 2: 3}, 3),  # the deputy is away, too
        ({1: 2, 2: 1}, None),  # two who stand in for one another, both away
        ({1: 2, 2: 3, 3: 2}, None),
        ({1: 1}, None),
        ({1: 9}, None),  # who left stands in for nobody
        ({2: 3}, 1),
    ],
)
def test_the_chain_of_deputies(away, acts):
    assert who_acts(1, away, OFFICE) == acts


def test_who_left_is_followed_to_his_deputy_while_his_absence_lasts():
    assert who_acts(9, {9: 2}, OFFICE) == 2
    assert who_acts(9, {}, OFFICE) is None


@given(st.dictionaries(st.integers(1, 8), st.none() | st.integers(1, 8)))
def test_work_always_comes_to_somebody_present_or_to_nobody(away):
    for person in range(1, 9):
        acting = who_acts(person, away, OFFICE)
        assert acting is None or (acting in OFFICE and acting not in away)
        if acting is not None and acting != person and person in away:
            assert person in stands_in_for(acting, away, OFFICE)
