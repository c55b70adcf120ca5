from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.papers import Sums, VatMode, line_sums, paper_sums, shown_price, vat_mode

PRICES = st.integers(0, 10**10)
QUANTITIES = st.integers(1, 10**7).map(lambda milli: Decimal(milli) / 1000)
MODES = st.sampled_from(VatMode)


def half_up(exact: Fraction) -> int:
    return int(exact + Fraction(1, 2)) if exact >= 0 else -int(-exact + Fraction(1, 2))


@pytest.mark.parametrize(
    ("quantity", "price", "vat", "includes", "sums"),
    [
        ("1", 1536_00, VatMode.VAT_20, True, Sums(1280_00, 256_00)),
        ("1", 1280_00, VatMode.VAT_20, False, Sums(1280_00, 256_00)),
        ("3", 10_00, VatMode.VAT_20, True, Sums(25_00, 5_00)),
        ("1", 1_00, VatMode.VAT_20, True, Sums(83, 17)),
        ("1", 3, VatMode.VAT_20, True, Sums(2, 1)),  # 0.5 of a kopiyka goes up
        ("0.5", 3, VatMode.EXEMPT, True, Sums(2, 0)),
        ("1", 100_01, VatMode.EXEMPT, False, Sums(100_01, 0)),
        ("12", 99_99, VatMode.VAT_20, False, Sums(1199_88, 239_98)),
    ],
)
def test_the_sums_of_a_line(quantity, price, vat, includes, sums):
    assert line_sums(Decimal(quantity), price, vat, includes_vat=includes) == sums


@given(QUANTITIES, PRICES)
def test_from_a_price_with_vat_the_total_is_price_by_quantity_and_vat_its_sixth(quantity, price):
    sums = line_sums(quantity, price, VatMode.VAT_20, includes_vat=True)
    assert sums.total_kop == half_up(Fraction(quantity) * price)
    assert sums.vat_kop == half_up(Fraction(sums.total_kop, 6))


@given(QUANTITIES, PRICES)
def test_from_a_price_without_vat_the_net_is_price_by_quantity_and_vat_its_fifth(quantity, price):
    sums = line_sums(quantity, price, VatMode.VAT_20, includes_vat=False)
    assert sums.net_kop == half_up(Fraction(quantity) * price)
    assert sums.vat_kop == half_up(Fraction(sums.net_kop, 5))


@given(st.lists(st.tuples(QUANTITIES, PRICES, MODES, st.booleans())))
def test_a_paper_is_the_sum_of_its_lines(drawn):
    lines = [
        line_sums(quantity, price, vat, includes_vat=includes) for quantity, price, vat, includes in drawn
    ]
    whole = paper_sums(lines)
    assert whole.total_kop == whole.net_kop + whole.vat_kop == sum(line.total_kop for line in lines)
    assert whole.vat_kop == sum(line.vat_kop for line in lines)


@given(QUANTITIES, PRICES, MODES, st.booleans())
def test_what_is_taken_back_is_what_was_given(quantity, price, vat, includes):
    there = line_sums(quantity, price, vat, includes_vat=includes)
    back = line_sums(quantity, -price, vat, includes_vat=includes)
    assert (back.net_kop, back.vat_kop) == (-there.net_kop, -there.vat_kop)


@given(PRICES)
def test_the_shown_price_is_without_vat(price):
    assert shown_price(price, VatMode.VAT_20, includes_vat=True) == half_up(Fraction(price * 5, 6))
    assert shown_price(price, VatMode.VAT_20, includes_vat=False) == price
    assert shown_price(price, VatMode.EXEMPT, includes_vat=True) == price


def test_who_pays_no_vat_sells_without_it():
    assert vat_mode(VatMode.VAT_20, seller_pays_vat=False) is VatMode.EXEMPT
    assert vat_mode(VatMode.VAT_20, seller_pays_vat=True) is VatMode.VAT_20
    assert vat_mode(VatMode.EXEMPT, seller_pays_vat=True) is VatMode.EXEMPT
