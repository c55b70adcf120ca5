"""Money that waits for a person, as it stands: what it may be for, and files taken in."""

from collections.abc import Callable
from datetime import date

import pytest

from crm_tui.domain.kinds import Role
from crm_tui.screens.money import MoneyScreen
from crm_tui.store import tables as t
from crm_tui.store.engine import Store
from crm_tui.usecases.office import Office
from tests.factories import Make
from tests.golden.dump import check
from tests.screens.office import opened, press

SIZES = [(80, 24), (120, 36)]


@pytest.fixture
def office(sqlite_store: Store, clock: Callable[[], object]) -> Office:
    make = Make(sqlite_store, clock)  # type: ignore[arg-type]
    actor = make.actor(Role.ACCOUNTANT, full_name="Оксана Ковальчук")
    office = Office(store=sqlite_store, settings=sqlite_store.settings, actor=actor, clock=clock)  # type: ignore[arg-type]
    firm = make.own_entity(short_name="ТОВ «Облік»")
    school = make.client("Приклад-школа №1", tax_code="99001045", legal_form="")
    daisy = make.client("Ромашка Плюс Сервіс", tax_code="99001004")
    for client, kop in ((school, 192_000), (daisy, 153_600), (daisy, 153_600)):
        make.paper(client, own_entity_id=firm.id, net_kop=kop, total_kop=kop, day=date(2026, 2, 16))
    book = t.PaymentImport(
        name="виписка_02.csv", sha256="0" * 64, own_entity_id=firm.id, rows=4, sum_kop=512_050,
        added=4, added_sum_kop=512_050, known=0, changed=0, author_id=actor.id, at=make.clock(),
    )  # fmt: skip
    make.save(book)
    for day, kop, payer, code, purpose in (
        (27, 192_000, "УДКСУ у м. Київ", "", "101;99001045; КЕКВ 2240; послуги КЕП зг. дог. № 45-Б"),
        (26, 153_600, "ТОВ РОМАШКА ПЛЮС СЕРВІС", "99001004", "Оплата за КЕП, без ПДВ"),
        (25, 120_050, "Хтось Невідомий", "", "оплата за послуги"),
        (24, 46_400, "Іваненко Іван", "3121212343", "за Ромашка Плюс код 9900100l"),
    ):
        make.payment(
            own_entity_id=firm.id, day=date(2026, 2, day), amount_kop=kop, payer=payer, payer_code=code,
            purpose=purpose, import_id=book.id,
        )  # fmt: skip
    return office


@pytest.mark.parametrize("size", SIZES)
async def test_money_that_waits(office: Office, colours_256: str, size: tuple[int, int]) -> None:
    async with opened(office, MoneyScreen, size) as pilot:
        await press(pilot, "down")
        check(pilot.app, "money", colours_256)
        await press(pilot, "right")
        check(pilot.app, "money-files", colours_256)
