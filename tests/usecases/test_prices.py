"""Price lists with dates; a paper without a price is refused by name and day."""

from datetime import date

import pytest

from crm_tui.domain.errors import Forbidden, NotFound, Refused
from crm_tui.domain.kinds import ClientKind, Role
from crm_tui.domain.papers import VatMode
from crm_tui.domain.permissions import Actor
from crm_tui.store import tables as t
from crm_tui.usecases import prices
from crm_tui.usecases.office import Office
from crm_tui.usecases.prices import PriceRow
from tests.factories import Make

BUDGET = ClientKind.BUDGET_INSTITUTION


def set_price(office: Office, service: t.Service, since: date, kop: int | None, **values: object) -> PriceRow:
    return office.call(prices.set_price, service_id=service.id, valid_from=since, price_kop=kop, **values)


def price_of(office: Office, service: t.Service, kind: ClientKind | None, day: date) -> int | None:
    return office.call(prices.price_of, service_id=service.id, client_kind=kind, day=day).price_kop


def test_a_price_holds_from_its_day_for_its_kind_of_client(office: Office, make: Make) -> None:
    service, other = make.service("Звітність"), make.service()
    set_price(office, service, date(2026, 1, 1), 1200_00, vat=VatMode.VAT_20)
    set_price(office, service, date(2026, 7, 1), 1500_00, vat=VatMode.VAT_20, with_vat=False)
    set_price(office, service, date(2026, 2, 1), 1000_00, client_kind=BUDGET)
    set_price(office, other, date(2026, 1, 1), 5_00)
    assert price_of(office, service, ClientKind.SOLE_TRADER, date(2026, 6, 30)) == 1200_00
    assert price_of(office, service, None, date(2026, 7, 1)) == 1500_00
    assert price_of(office, service, BUDGET, date(2026, 1, 31)) == 1200_00
    assert price_of(office, service, BUDGET, date(2026, 12, 31)) == 1000_00
    listed = office.call(prices.list_prices, service_id=service.id)
    assert [(row.client_kind, f"{row.valid_from:%d.%m}", row.with_vat, row.now) for row in listed] == [
        (None, "01.07", False, False),
        (None, "01.01", True, True),
        (BUDGET, "01.02", True, True),
    ]
    now = office.call(prices.prices_now)
    assert {one: price.price_kop for one, price in now.items()} == {
        service.id: 1200_00,
        other.id: 5_00,
    }


def test_a_missing_price_is_told_with_the_service_and_the_day(office: Office, make: Make) -> None:
    service = make.service("Звітність")
    set_price(office, service, date(2026, 3, 1), 100_00)
    with pytest.raises(Refused, match=r"Звітність has no price on 28.02.2026"):
        price_of(office, service, None, date(2026, 2, 28))
    set_price(office, service, date(2026, 9, 1), None)
    with pytest.raises(Refused, match=r"no price on 01.09.2026"):
        price_of(office, service, BUDGET, date(2026, 9, 1))
    assert office.call(prices.prices_now, day=date(2026, 9, 1)) == {}


def test_a_price_of_the_same_day_is_replaced_and_a_wrong_one_is_taken_off(office: Office, make: Make) -> None:
    service = make.service()
    first = set_price(office, service, date(2026, 3, 1), 100_00)
    again = set_price(office, service, date(2026, 3, 1), 110_00)
    assert (again.id, again.price_kop) == (first.id, 110_00)
    office.call(prices.remove_price, price_id=first.id)
    assert office.call(prices.list_prices, service_id=service.id) == ()
    with pytest.raises(NotFound):
        office.call(prices.remove_price, price_id=first.id)
    for wrong in (-1, 10**13):
        with pytest.raises(Refused, match="A price is from 0"):
            set_price(office, service, date(2026, 3, 1), wrong)


def test_an_operator_reads_prices_and_an_accountant_enters_them(
    office: Office, make: Make, actors: dict[Role, Actor]
) -> None:
    service = make.service()
    set_price(office.as_actor(actors[Role.ACCOUNTANT]), service, date(2026, 3, 1), 100_00)
    desk = office.as_actor(actors[Role.OPERATOR])
    assert price_of(desk, service, None, date(2026, 3, 1)) == 100_00
    with pytest.raises(Forbidden):
        set_price(desk, service, date(2026, 3, 1), 1)
