"""What may be dialled: the office's own country, nothing that costs, nothing that is no number."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.dial_plan import DialForm, DialPlan, DialRefusal, Target, read_target

PLAN = DialPlan(extensions=("201", "202"), short_numbers=("3700",), own_numbers=("044 555 00 00",))
WORLD = DialPlan(allowed=("+380", "+48", "+44", "+1"))


@pytest.mark.parametrize(
    "text", ["0671234567", "+380671234567", "380671234567", " 067-123-45-67 ", "(067) 123 45 67"]
)
def test_a_ukrainian_number_in_any_form_goes_out_in_the_office_s(text):
    assert read_target(text, PLAN) == Target("0671234567", "+380671234567")


@pytest.mark.parametrize(
    ("form", "digits"),
    [
        (DialForm.NATIONAL, "00671234567"),
        (DialForm.E164, "0+380671234567"),
        (DialForm.DIGITS, "0380671234567"),
    ],
)
def test_the_form_and_the_outside_line_are_the_office_s(form, digits):
    assert read_target("0671234567", DialPlan(form=form, outside="0")) == Target(digits, "+380671234567")


def test_a_colleague_is_reached_by_his_extension():
    assert read_target("202", PLAN) == Target("202")
    assert read_target("207", PLAN) is DialRefusal.SHORT
    assert read_target("207", DialPlan()) == Target("207")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("0900123456", DialRefusal.PREMIUM),
        ("+380 900 20 30 40", DialRefusal.PREMIUM),
        ("102", DialRefusal.SHORT),
        ("112", DialRefusal.SHORT),
        ("3700", DialRefusal.SHORT),
        ("+48221234567", DialRefusal.FOREIGN),
        ("0048221234567", DialRefusal.FOREIGN),
        ("+8816512345678", DialRefusal.FOREIGN),
        ("0445550000", DialRefusal.OWN),
        ("", DialRefusal.NO_NUMBER),
        ("Оксана", DialRefusal.NO_NUMBER),
        ("0671234567&PJSIP/provider", DialRefusal.NO_NUMBER),
        ("0671234567@from-trunk", DialRefusal.NO_NUMBER),
        ("0671234567,1", DialRefusal.NO_NUMBER),
        ("0671234567\r\nAction: Command", DialRefusal.NO_NUMBER),
        ("*72", DialRefusal.NO_NUMBER),
        ("٠٦٧١٢٣٤٥٦٧", DialRefusal.NO_NUMBER),
    ],
)  # fmt: skip
def test_what_is_refused_and_why(text, why):
    assert read_target(text, PLAN) is why


def test_an_office_with_no_extensions_named_does_not_dial_the_police():
    assert read_target("102", DialPlan()) is DialRefusal.SHORT


def test_a_country_is_dialled_when_the_office_allows_it_but_never_its_paid_numbers():
    assert read_target("+48221234567", WORLD) == Target("0048221234567", "+48221234567")
    assert read_target("+49301234567", WORLD) is DialRefusal.FOREIGN
    assert read_target("+449098790000", WORLD) is DialRefusal.PREMIUM


def test_what_is_forbidden_wins_over_what_is_allowed():
    plan = DialPlan(allowed=("+380", "+1"), forbidden=("+1876", "+38089"))
    assert read_target("+18765551234", plan) is DialRefusal.FORBIDDEN
    assert read_target("0891234567", plan) is DialRefusal.FORBIDDEN
    assert isinstance(read_target("0671234567", plan), Target)


def test_nothing_allowed_leaves_the_extensions():
    plan = DialPlan(allowed=())
    assert read_target("0671234567", plan) is DialRefusal.FORBIDDEN
    assert read_target("201", plan) == Target("201")


@given(st.text(alphabet=string.printable + "№٣＋０", max_size=30), st.sampled_from([PLAN, WORLD, DialPlan()]))
def test_only_digits_of_an_allowed_number_ever_reach_the_pbx(text, plan):
    target = read_target(text, plan)
    if isinstance(target, Target):
        assert re.fullmatch(r"\+?[0-9]+", target.digits, re.ASCII)
        if target.e164 is None:
            assert len(target.digits) <= 5
        else:
            assert target.e164.startswith(plan.allowed)
            assert not target.e164.startswith(("+380900", *plan.forbidden))


@given(st.integers(0, 10**12 - 1))
def test_no_spelling_of_a_number_leads_abroad(number):
    for text in (f"+{number}", f"00{number}", f"810{number}", str(number)):
        target = read_target(text, PLAN)
        if isinstance(target, Target) and target.e164:
            assert target.e164.startswith("+380")
            assert target.digits.startswith("0")
            assert len(target.digits) == 10
