from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.money import format_money, half_up, money_decimal, parse_money


@pytest.mark.parametrize(
    ("kop", "shown", "exported"),
    [
        (0, "0,00", "0.00"),
        (7, "0,07", "0.07"),
        (153600, "1\u00a0536,00", "1536.00"),
        (123456789, "1\u00a0234\u00a0567,89", "1234567.89"),
        (-5, "-0,05", "-0.05"),
    ],
)
def test_a_sum_is_shown_and_exported(kop, shown, exported):
    assert (format_money(kop), money_decimal(kop)) == (shown, exported)


@pytest.mark.parametrize(
    ("typed", "kop"),
    [
        ("1536", 153600),
        ("1 536,5", 153650),
        ("1\u00a0536.50 грн", 153650),
        ("₴", None),
        ("12 UAH", 1200),
        ("-0,05", -5),
        ("1,536.00", None),
        ("1.005", None),
        ("", None),
        ("сто", None),
        ("9" * 30, None),
        ("٣", None),
    ],
)
def test_a_typed_sum(typed, kop):
    assert parse_money(typed) == kop


@given(st.integers(-(10**14), 10**14))
def test_what_is_shown_can_be_typed(kop):
    assert parse_money(format_money(kop)) == parse_money(money_decimal(kop)) == kop


def test_half_a_kopiyka_goes_away_from_zero():
    assert [half_up(Decimal(text)) for text in ("0.5", "1.5", "2.4999", "-0.5")] == [1, 2, 2, -1]
