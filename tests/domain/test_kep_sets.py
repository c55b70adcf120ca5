"""The state of a set from its facts; its debts; its identifier for payments."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.kep_sets import (
    KepDuty,
    KepFacts,
    KepState,
    closed_on,
    debts_of,
    kep_ref,
    read_kep_ref,
    state_of,
)

DAY = date(2026, 3, 2)
LATER = DAY + timedelta(days=5)
days = st.none() | st.dates(DAY, date(2026, 12, 31))
facts = st.builds(
    KepFacts,
    issued_on=st.just(DAY),
    paid_on=days,
    ordered_on=days,
    generated_on=days,
    documents_on=days,
    cancelled_on=days,
)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (KepFacts(DAY), KepState.ISSUED),
        (KepFacts(DAY, documents_on=DAY), KepState.ISSUED),
        (KepFacts(DAY, paid_on=DAY), KepState.PAID),
        (KepFacts(DAY, ordered_on=LATER), KepState.ORDERED),
        (KepFacts(DAY, generated_on=DAY), KepState.GENERATED),
        (KepFacts(DAY, generated_on=DAY, documents_on=DAY), KepState.DOCUMENTS),
        (KepFacts(DAY, paid_on=DAY, generated_on=DAY), KepState.GENERATED),
        (KepFacts(DAY, paid_on=DAY, generated_on=DAY, documents_on=LATER), KepState.CLOSED),
        (KepFacts(DAY, paid_on=DAY, cancelled_on=LATER), KepState.CANCELLED),
    ],
)
def test_the_state_follows_from_the_facts_in_any_order(told: KepFacts, state: KepState) -> None:
    assert state_of(told) is state


def test_a_set_is_closed_on_the_day_of_what_came_last() -> None:
    assert closed_on(KepFacts(DAY, paid_on=LATER, generated_on=DAY, documents_on=DAY)) == LATER
    assert closed_on(KepFacts(DAY, paid_on=LATER, generated_on=DAY)) is None


@given(told=facts)
def test_closed_owes_nothing_and_whoever_owes_is_not_closed(told: KepFacts) -> None:
    state, debts = state_of(told), debts_of(told)
    assert (state is KepState.CLOSED) == (closed_on(told) is not None)
    if state in {KepState.CLOSED, KepState.CANCELLED}:
        assert not debts
    if told.cancelled_on is None:
        assert (KepDuty.DOCUMENTS in debts) == (
            told.documents_on is None and (told.paid_on or told.generated_on) is not None
        )
        assert (KepDuty.GENERATION in debts) == (told.paid_on is not None and told.generated_on is None)
        assert (KepDuty.PAYMENT in debts) == (told.generated_on is not None and told.paid_on is None)


@given(number=st.integers(1, 10**9), before=st.text("оплата №,. ", max_size=20), after=st.text(max_size=0))
def test_the_identifier_is_read_out_of_a_purpose(number: int, before: str, after: str) -> None:
    assert read_kep_ref(f"{before} {kep_ref(number)} без ПДВ{after}") == number
    latin = kep_ref(number).replace("КЕП", "KEП")
    assert read_kep_ref(latin.lower()) == number


@given(number=st.integers(1, 10**9), data=st.data())
def test_one_wrong_digit_makes_it_none(number: int, data: st.DataObject) -> None:
    said = kep_ref(number)
    place = data.draw(st.integers(4, len(said) - 1))
    wrong = data.draw(st.sampled_from([one for one in "0123456789" if one != said[place]]))
    assert read_kep_ref(said[:place] + wrong + said[place + 1 :]) is None
