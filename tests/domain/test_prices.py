"""Which price holds on a day, for whom."""

from datetime import date

import pytest

from crm_tui.domain.kinds import ClientKind
from crm_tui.domain.papers import VatMode
from crm_tui.domain.prices import Price, price_on

BUDGET, TRADER = ClientKind.BUDGET_INSTITUTION, ClientKind.SOLE_TRADER


def price(kind: ClientKind | None, since: date, kop: int | None) -> Price:
    return Price(kind, since, kop, VatMode.VAT_20, with_vat=True)


LISTS = [
    price(None, date(2026, 1, 1), 100_00),
    price(None, date(2026, 7, 1), 120_00),
    price(BUDGET, date(2026, 3, 1), 90_00),
    price(BUDGET, date(2026, 9, 1), None),
]


@pytest.mark.parametrize(
    ("kind", "day", "kop"),
    [
        (None, date(2025, 12, 31), None),
        (None, date(2026, 1, 1), 100_00),
        (TRADER, date(2026, 6, 30), 100_00),
        (TRADER, date(2026, 7, 1), 120_00),
        (BUDGET, date(2026, 2, 28), 100_00),
        (BUDGET, date(2026, 8, 1), 90_00),  # its own list, though the list for all is newer
        (BUDGET, date(2026, 9, 1), 120_00),  # its own list has ended
    ],
)
def test_the_list_of_the_kind_goes_before_the_list_for_all(kind, day, kop):
    found = price_on(reversed(LISTS), kind, day)
    assert (found.price_kop if found else None) == kop
