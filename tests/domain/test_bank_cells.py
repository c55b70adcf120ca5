"""Cells of banks' files: sums to the kopiyka or none, days of the Kyiv calendar, currencies."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.bank_cells import DayOrder, read_amount, read_currency, read_day, read_party_code

SPACES = st.sampled_from(["", " ", "\u00a0", "\u202f", "'"])


@given(
    kop=st.integers(-(10**13), 10**13),
    space=SPACES,
    sign=st.sampled_from([".", ","]),
    minus=st.sampled_from(["-", "−", "–"]),
    tail=st.sampled_from(["", " грн", " грн.", " UAH", "₴"]),
)
def test_a_sum_is_read_as_it_was_written(kop: int, space: str, sign: str, minus: str, tail: str) -> None:
    whole = f"{abs(kop) // 100:,}".replace(",", space)
    text = f"{minus if kop < 0 else ''}{whole}{sign}{abs(kop) % 100:02}{tail}"
    assert read_amount(text) == kop
    assert read_amount(text, sign) == kop


@pytest.mark.parametrize(
    ("text", "decimal", "kop"),
    [
        ("1536", "", 153_600),
        ("1536,5", "", 153_650),
        ("+10.00", "", 1_000),
        ("(10,00)", "", -1_000),
        ("10,00-", "", -1_000),
        ("1.234.567,89", "", 123_456_789),
        ("1,234,567.89", "", 123_456_789),
        ("1,536", "", None),
        ("1,536", ".", 153_600),
        ("1.536", ",", 153_600),
        ("1536.5", ",", None),
        ("1536.499999999999", ".", 153_650),
        ("1536.455", ".", None),
        ("1 53", "", 15_300),
        ("1,2,3", "", None),
        ("", "", None),
        ("-", "", None),
        ("9" * 40, "", None),
        ("9" * 16, "", None),
        ("١٢", "", None),
    ],
)
def test_a_sum_that_reads_in_two_ways_is_none(text: str, decimal: str, kop: int | None) -> None:
    assert read_amount(text, decimal) == kop


@given(st.text(max_size=12), st.sampled_from(["", ".", ","]))
def test_no_text_breaks_the_reading(text: str, sign: str) -> None:
    read_amount(text, sign)
    for order in DayOrder:
        read_day(text, order)
    read_currency(text)
    read_party_code(text)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("03.11.2026", DayOrder.DAY_FIRST, date(2026, 11, 3)),
        ("3.11.26 09:14", DayOrder.DAY_FIRST, date(2026, 11, 3)),
        ("11/03/2026", DayOrder.MONTH_FIRST, date(2026, 11, 3)),
        ("2026-11-03 09:14:22", DayOrder.DAY_FIRST, date(2026, 11, 3)),
        ("20261103", DayOrder.DAY_FIRST, date(2026, 11, 3)),
        ("2026-11-03T23:30:00Z", DayOrder.DAY_FIRST, date(2026, 11, 4)),
        ("31.02.2026", DayOrder.DAY_FIRST, None),
        ("03.11.1826", DayOrder.DAY_FIRST, None),
        ("вчора", DayOrder.DAY_FIRST, None),
    ],
)
def test_a_day_is_that_of_kyiv(text: str, order: DayOrder, day: date | None) -> None:
    assert read_day(text, order) == day


def test_currencies_and_codes_in_banks_words() -> None:
    assert [read_currency(one) for one in ("980", "uah", "грн.", "$", "слово")] == [
        *("UAH", "UAH", "UAH", "USD", "")
    ]
    assert [read_party_code(one) for one in ("0000000000", "—", "99001004")] == ["", "", "99001004"]
