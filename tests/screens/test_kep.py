"""КЕП sets through the screens: issued from a card, brought to closed, taken back; by keys alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.domain.kep_sets import DocumentsPlace, HolderKind, KepState
from crm_tui.domain.kinds import Role
from crm_tui.domain.papers import PaperKind
from crm_tui.screens.card_tabs import CARD_TABS
from crm_tui.screens.client_card import ClientCardScreen
from crm_tui.screens.kep_form import KepSetForm
from crm_tui.screens.kep_set import KepSetScreen
from crm_tui.screens.paper_view import PaperScreen
from crm_tui.store import tables as t
from crm_tui.usecases import kep_boxes, kep_papers, kep_sets, papers
from crm_tui.usecases.office import Office
from tests.factories import Make
from tests.golden.dump import settle
from tests.screens.office import opened, press
from tests.screens.test_papers import IBAN, seen

KEP_TAB = next(n for n, tab in enumerate(CARD_TABS) if tab.title == "KEP")


@pytest.fixture
def client(sqlite_make: Make) -> t.Client:
    """A client with a head; two kinds of sets; an own firm."""
    sqlite_make.own_entity(short_name="ТОВ «Облік»", iban=IBAN)
    sqlite_make.kep_kind("Комплект КЕП: керівник, 1 рік")
    sqlite_make.kep_kind("Комплект КЕП: керівник і печатка, 1 рік", holders="head,seal")
    return sqlite_make.client(
        "Ромашка", tax_code="99001004", head_name="Іваненко Іван Іванович", head_position="директор"
    )


async def test_a_set_is_issued_from_the_card_and_brought_to_closed(
    sqlite_office: Office, client: t.Client
) -> None:
    async with opened(sqlite_office, lambda: ClientCardScreen(client.id or 0, tab=KEP_TAB)) as pilot:
        app = pilot.app
        seen(app, "Комплектів і сертифікатів ще нема")
        await press(pilot, "insert", "enter")
        assert isinstance(app.screen, KepSetForm)
        seen(app, "696,00", "Іваненко Іван Іванович", "Разом 996,00: 696,00 фірмі, 300,00 до КНЕДП")
        await press(pilot, "right")
        seen(app, "печатка", "Ромашка")
        await press(pilot, "tab", *["backspace"] * 6, *"500", "left")
        await press(pilot, "shift+tab", "left")
        seen(app, "Разом 800,00")
        await press(pilot, "f2")
        assert isinstance(app.screen, KepSetScreen)
        (row,) = sqlite_office.call(kep_sets.list_client_sets, client_id=client.id or 0)
        assert (row.own_kop, row.ca_kop, row.state) == (50_000, 30_000, KepState.ISSUED)
        await press(pilot, "f5", "enter", "f6", "f2")
        seen(app, "Згенеровано", "! Сплачено             — борг 0 дн.")
        await press(pilot, "alt+ь", "enter")
        seen(app, "✓ Сплачено", "до КНЕДП, повз наш рахунок", "! Усі документи        — борг 0 дн.")
        await press(pilot, "insert", "f2")
        seen(app, "закрито", "коробка 1", "[×] Копія паспорта")
        (row,) = sqlite_office.call(kep_sets.list_client_sets, client_id=client.id or 0)
        assert row.state is KepState.CLOSED
        assert row.documents_place is DocumentsPlace.BOX
        await press(pilot, "escape")
        assert isinstance(app.screen, ClientCardScreen)
        seen(app, "✓", "закрито", "КЕП 1")


async def test_a_slip_is_taken_back_and_a_set_is_cancelled(
    sqlite_office: Office, sqlite_make: Make, client: t.Client
) -> None:
    day = sqlite_office.clock().date()
    found = sqlite_make.kep_set(client, kind_id=1, generated_on=day, valid_from=day, valid_to=day)
    async with opened(sqlite_office, lambda: KepSetScreen(found.id or 0)) as pilot:
        app = pilot.app
        await press(pilot, "insert", "f2")
        seen(app, "коробка 1")
        await press(pilot, "backspace", "down", "enter", *"не ті", "enter")
        seen(app, "Усі документи        — борг", "не ті")
        await press(pilot, "delete", *"передумав", "enter")
        seen(app, "скасовано", "передумав")
        await press(pilot, "f2")
        assert isinstance(app.screen, KepSetScreen), "nothing is changed in a cancelled set"


async def test_a_set_takes_the_term_and_the_holder_of_the_certificates_that_are_here(
    sqlite_office: Office, sqlite_make: Make, client: t.Client
) -> None:
    card = sqlite_office.call(kep_sets.issue_set, client_id=client.id or 0, kind_id=1)
    kept = sqlite_make.certificate(client, issuer="КНЕДП Приклад", holder="Мороз Яна", position="директор")
    async with opened(sqlite_office, lambda: KepSetScreen(card.row.id)) as pilot:
        await press(pilot, "f6")
        seen(pilot.app, "КНЕДП Приклад", "Мороз Яна")
        await press(pilot, "f2")
        seen(pilot.app, "керівник: Мороз Яна, директор")
    row = sqlite_office.call(kep_sets.show_set, set_id=card.row.id).row
    assert (row.valid_from, row.valid_to) == (kept.valid_from, kept.valid_to)


async def test_the_checklist_is_ticked_by_enter_and_a_holder_is_added(
    sqlite_office: Office, client: t.Client
) -> None:
    card = sqlite_office.call(kep_sets.issue_set, client_id=client.id or 0, kind_id=1)
    async with opened(sqlite_office, lambda: KepSetScreen(card.row.id)) as pilot:
        app = pilot.app
        await press(pilot, *["down"] * 6, "enter")
        seen(app, "[×] Заява", "[ ] Копія паспорта")
        await press(pilot, "enter", "space")
        seen(app, "[×] Копія паспорта")
        await press(pilot, "f2", "insert", *"Петренко Ольга", "tab", "к", "f2", "f2")
        seen(app, "касир: Петренко Ольга")
        holders = sqlite_office.call(kep_sets.show_set, set_id=card.row.id).holders
        assert [one.kind for one in holders] == [HolderKind.HEAD, HolderKind.CASHIER]
        await press(pilot, "alt+i", *["backspace"] * 6, *"дорого", "f2")
        seen(app, "дорого — не сума")
        await press(pilot, *["backspace"] * 6, *"700", "f2")
        seen(app, "1 000,00")


async def test_a_colleague_is_offered_only_what_he_may(
    sqlite_office: Office, sqlite_make: Make, client: t.Client
) -> None:
    card = sqlite_office.call(kep_sets.issue_set, client_id=client.id or 0, kind_id=1)
    operator = replace(sqlite_office, actor=sqlite_make.actor(Role.OPERATOR))
    async with opened(operator, lambda: KepSetScreen(card.row.id)) as pilot:
        text = seen(pilot.app, "Іваненко", "Вийти")
        assert "F5" not in text
        assert "F6" not in text
        await press(pilot, "f5", "enter")
        seen(pilot.app, "Відкрити картку клієнта")
        await press(pilot, "escape")
    assert sqlite_office.call(kep_boxes.list_boxes) == ()


async def test_three_papers_are_printed_from_the_set_in_one_file(
    sqlite_office: Office, sqlite_make: Make, client: t.Client, tmp_path: Path
) -> None:
    card = sqlite_office.call(kep_sets.issue_set, client_id=client.id or 0, kind_id=1)
    settings = replace(sqlite_office.settings, out_dir=str(tmp_path / "out"))
    office = replace(sqlite_office, settings=settings)
    async with opened(office, lambda: KepSetScreen(card.row.id)) as pilot:
        app = pilot.app
        await press(pilot, "f7", *["tab"] * 3, "backspace", "0", "f2")
        seen(app, "Копій: від 1 до 20")
        # Without a printer they are kept in the folder; whoever wants one all the same is told.
        await press(pilot, "backspace", "2", "tab", "right", "f2")
        seen(app, "не задано команду друку")
        await press(pilot, "right", "f2")
        seen(app, "документів 3", "Рахунок              № 1", "Договір              № 1")
        await press(pilot, *["down"] * 7, "enter")
        seen(app, "Акт 1")
    assert (tmp_path / "out" / f"{card.row.ref}.pdf").read_bytes().startswith(b"%PDF")
    kinds = [paper.kind for paper in office.call(kep_papers.papers_of_set, set_id=card.row.id)]
    assert kinds == [PaperKind.INVOICE, PaperKind.CONTRACT, PaperKind.ACT]


async def test_a_set_leaves_the_invoice_it_shares_and_then_a_line_does(
    sqlite_office: Office, client: t.Client
) -> None:
    asked = {"client_id": client.id, "kind_id": 1}
    numbers = tuple(sqlite_office.call(kep_sets.issue_set, **asked).row.id for _ in range(2))
    asked = {"set_ids": numbers, "kind": PaperKind.INVOICE}
    invoice = sqlite_office.call(kep_papers.issue_set_paper, **asked).paper
    async with opened(sqlite_office, lambda: KepSetScreen(numbers[1])) as pilot:
        app = pilot.app
        await press(pilot, "alt+x", *"відмова", "enter")
        seen(app, "Виписано: № 1")
        assert sqlite_office.call(kep_sets.show_set, set_id=numbers[1]).row.invoice is None
        await press(pilot, "alt+x")
        assert isinstance(app.screen, KepSetScreen)  # there is nothing to take it off
        newer = sqlite_office.call(papers.show_paper, paper_id=invoice.id).replaced_by
        app.push_screen(PaperScreen(newer or 0))
        await settle(pilot)
        await press(pilot, "alt+x", "down", "enter", *"без КНЕДП", "enter")
        seen(app, "версія 3", "696,00", "без КНЕДП")
