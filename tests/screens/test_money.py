"""The money workspace by keys: a morning from the file to an empty list, and taking back."""

from pathlib import Path

import pytest
from sqlmodel import Session

from crm_tui.domain.kinds import PaperState
from crm_tui.screens.money import MoneyScreen
from crm_tui.screens.payment_view import PaymentScreen
from crm_tui.store import tables as t
from crm_tui.usecases.office import Office
from crm_tui.usecases.payment_matching import post_sure
from tests.factories import Make
from tests.golden.dump import text_of
from tests.screens.desk_app import until
from tests.screens.office import opened, press
from tests.screens.test_papers import seen

REGISTER = "edrpou;name;sum;used_sum;date;credited_date;purpose;cert_until\r\n"


@pytest.fixture
def papers(sqlite_make: Make) -> tuple[t.Paper, t.Paper]:
    firm = sqlite_make.own_entity()
    clients = [
        sqlite_make.client("Ромашка", tax_code="99001004"),
        sqlite_make.client("Волошка", tax_code="99001016"),
    ]
    first, second = (sqlite_make.paper(one, own_entity_id=firm.id) for one in clients)
    return first, second


def state(office: Office, paper: t.Paper) -> PaperState:
    with Session(office.store.engine) as session:
        return session.get_one(t.Paper, paper.id).state


async def test_a_payment_is_confirmed_by_a_digit_and_taken_back(
    sqlite_office: Office, sqlite_make: Make, papers: tuple[t.Paper, t.Paper]
) -> None:
    """Given a director's payment for the firm, when 1 is pressed, it lies there; Alt+Z and it waits again."""
    firm = papers[0].own_entity_id
    sqlite_make.payment(own_entity_id=firm, payer="Іваненко", payer_code="3121212343", purpose="код 99001004")
    async with opened(sqlite_office, MoneyScreen) as pilot:
        app = pilot.app
        seen(app, "Іваненко", "Ромашка", "платить інший", "чекає 1 000,00 (1)")
        await press(pilot, "1")
        await until(pilot, lambda: state(sqlite_office, papers[0]) is PaperState.PAID)
        seen(app, "чекає 0,00 (0)", "Alt+Z")
        await press(pilot, "alt+я", "enter")
        await until(pilot, lambda: state(sqlite_office, papers[0]) is PaperState.ISSUED)
        seen(app, "Іваненко", "чекає 1 000,00 (1)")


async def test_a_decision_is_taken_back_in_the_payment(
    sqlite_office: Office, sqlite_make: Make, papers: tuple[t.Paper, t.Paper]
) -> None:
    payment = sqlite_make.payment(own_entity_id=papers[0].own_entity_id, payer_code="99001004")
    sqlite_office.call(post_sure)
    async with opened(sqlite_office, lambda: PaymentScreen(payment.id or 0)) as pilot:
        seen(pilot.app, "Ромашка")
        await press(pilot, "alt+z", "enter")
        await until(pilot, lambda: state(sqlite_office, papers[0]) is PaperState.ISSUED)


async def test_money_is_searched_taken_and_returned(
    sqlite_office: Office, sqlite_make: Make, papers: tuple[t.Paper, t.Paper]
) -> None:
    firm = papers[0].own_entity_id
    for payer, kop in (("ТОВ Калина", 5_000), ("ТОВ Малина", 6_000), ("Школа", 7_000)):
        sqlite_make.payment(own_entity_id=firm, payer=payer, amount_kop=kop)
    async with opened(sqlite_office, MoneyScreen) as pilot:
        app = pilot.app
        await press(pilot, "f6", *"клаина", "enter")
        text = seen(app, "Калина")
        assert "Школа" not in text, "two letters swapped are forgiven, another word is not"
        await press(pilot, "f8", *"волош", "enter", "escape")
        seen(app, "аванси 0,00")  # who leaves has changed nothing
        await press(pilot, "f8", *"волош", "enter", "enter")
        seen(app, "аванси 50,00")
        await press(pilot, "f6", *["backspace"] * 6, "enter")
        seen(app, "Малина", "Школа")
        await press(pilot, "delete", *"помилка банку", "enter")
        seen(app, "повернено 70,00")
        await press(pilot, "enter")
        assert isinstance(app.screen, PaymentScreen)


async def test_a_file_is_looked_at_taken_in_and_taken_back_whole(
    sqlite_office: Office, sqlite_make: Make, papers: tuple[t.Paper, t.Paper], tmp_path: Path
) -> None:
    day = sqlite_make.clock().strftime("%d.%m.%Y")
    file = tmp_path / "реєстр.csv"
    lines = f"99001016;Волошка;1 000,00;0,00;{day};;за КЕП;\r\n;Хтось;5,00;0,00;{day};;оплата;\r\n"
    file.write_bytes((REGISTER + lines).encode("cp1251"))
    async with opened(sqlite_office, MoneyScreen) as pilot:
        app = pilot.app
        await press(pilot, "insert", *str(file), "enter")
        seen(app, "реєстр.csv", "1 005,00", "Нових 2")
        await press(pilot, "enter")
        await until(pilot, lambda: "рознесено 1 на 1\xa0000,00" in "\n".join(text_of(app)))
        assert state(sqlite_office, papers[1]) is PaperState.PAID
        seen(app, "Хтось", "рознесено 1 000,00")
        await press(pilot, "right")
        seen(app, "реєстр.csv")
        await press(pilot, "delete", *"не той", "enter")
        await until(pilot, lambda: state(sqlite_office, papers[1]) is PaperState.ISSUED)


async def test_a_manager_looks_and_posts_nothing(
    sqlite_office: Office, sqlite_make: Make, papers: tuple[t.Paper, t.Paper]
) -> None:
    from crm_tui.domain.kinds import Role

    sqlite_make.payment(own_entity_id=papers[0].own_entity_id, payer_code="99001004")
    desk = sqlite_office.as_actor(sqlite_make.actor(Role.MANAGER))
    async with opened(desk, MoneyScreen) as pilot:
        seen(pilot.app, "Ромашка")
        await press(pilot, "1", "f5", "delete")
        assert state(sqlite_office, papers[0]) is PaperState.ISSUED
