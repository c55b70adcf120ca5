"""Papers through the screens: a draft from a card, issued, printed, sent, paid; by keys alone."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.domain.kinds import MailState, PaperState
from crm_tui.domain.papers import PaperKind
from crm_tui.screens.administration import AdministrationScreen
from crm_tui.screens.card_tabs import CARD_TABS
from crm_tui.screens.client_card import ClientCardScreen
from crm_tui.screens.paper_form import PaperForm
from crm_tui.screens.paper_line_form import PaperLineForm
from crm_tui.screens.paper_view import PaperScreen
from crm_tui.screens.papers import PAYMENTS, PapersScreen
from crm_tui.screens.payment_view import PaymentScreen
from crm_tui.screens.tasks import TasksScreen
from crm_tui.store import tables as t
from crm_tui.usecases import mail, papers, payments
from crm_tui.usecases.client_requisites import show_requisites
from crm_tui.usecases.office import Office
from crm_tui.usecases.own_entities import list_own_entities
from crm_tui.usecases.prices import set_price
from crm_tui.usecases.tasks import show_task
from tests.factories import Make
from tests.golden.dump import text_of
from tests.screens.office import opened, press

IBAN = "UA213223130000026007233566001"
PAPERS_TAB = next(n for n, tab in enumerate(CARD_TABS) if tab.title == "Papers")


@pytest.fixture
def client(sqlite_make: Make, sqlite_office: Office) -> t.Client:
    """A client with a service; a catalogue with a price; an own firm that pays VAT."""
    sqlite_make.own_entity(short_name="ТОВ «Облік»", iban=IBAN, vat_payer=True, vat_number="990000112345")
    client = sqlite_make.client("Ромашка", tax_code="99001004", email="buh@romashka.example")
    service = sqlite_make.service("M.E.Doc Звітність", code="MED")
    sqlite_make.client_service(client, service)
    sqlite_office.call(
        set_price,
        service_id=service.id or 0,
        valid_from=sqlite_office.clock().date(),
        price_kop=150_000,
    )
    return client


def seen(app: object, *words: str) -> str:
    """The screen's text when all the words are on it; else what is missing, and the screen."""
    text = "\n".join(text_of(app)).replace("\xa0", " ")
    missing = [word for word in words if word not in text]
    assert not missing, f"{missing} is not on\n{text}"
    return text


async def test_an_invoice_from_the_card_is_written_issued_and_sent(
    sqlite_office: Office, client: t.Client, tmp_path: Path
) -> None:
    printer = f"{sys.executable} -c \"import sys; sys.exit('out of paper')\" {{file}}"
    settings = replace(sqlite_office.settings, print_command=printer, out_dir=str(tmp_path / "out"))
    office = replace(sqlite_office, settings=settings)
    async with opened(office, lambda: ClientCardScreen(client.id or 0, tab=PAPERS_TAB)) as pilot:
        app = pilot.app
        await press(pilot, "insert", "enter")
        assert isinstance(app.screen, PaperForm), "the invoice is the first choice"
        await press(pilot, "insert", *"звітн", "enter")
        seen(app, "M.E.Doc Звітність", "1 500,00", "Разом 1 500,00")
        await press(pilot, "alt+i", "tab", *"дорого", "f2")
        assert isinstance(app.screen, PaperLineForm)
        seen(app, "дорого — не сума")
        await press(pilot, "escape")
        await press(pilot, "alt+i", "tab", *"400,50", "tab", *"Виїзд", "f2")
        seen(app, "Виїзд", "400,50", "Разом 1 900,50")
        await press(pilot, "enter", "tab", *["backspace"] * 6, *"500", "f2")
        seen(app, "Разом 2 000,00")
        await press(pilot, "f2")
        assert isinstance(app.screen, PaperScreen)
        (row,) = office.call(papers.list_papers).rows
        assert (row.state, row.total_kop) == (PaperState.DRAFT, 200_000)
        await press(pilot, "f5")
        seen(app, "Рахунок 1", "виписано", IBAN)
        await press(pilot, "f7")
        seen(app, "out of paper")
        await press(pilot, "enter", *"Зберегти", "enter")
        assert (tmp_path / "out" / "Рахунок_1_99001004.pdf").exists()
        await press(pilot, "insert", "enter")
        (letter,) = office.call(mail.list_mail)
        assert (letter.to_address, letter.state) == ("buh@romashka.example", MailState.QUEUED)
        await press(pilot, "delete", *"помилка", "enter")
        seen(app, "скасовано: помилка")
        await press(pilot, "escape")
        assert isinstance(app.screen, ClientCardScreen)
        seen(app, "Рахунок 1", "скасовано")


async def test_what_is_half_typed_comes_back_with_its_lines(sqlite_office: Office, client: t.Client) -> None:
    async with opened(sqlite_office, lambda: ClientCardScreen(client.id or 0, tab=PAPERS_TAB)) as pilot:
        await press(pilot, "insert", "enter", "insert", *"звітн", "enter", "escape")
        await press(pilot, "insert", "enter")
        seen(pilot.app, "M.E.Doc Звітність", "Разом 1 500,00")
        await press(pilot, "delete")
        seen(pilot.app, "Разом 0,00")


async def test_an_offer_for_a_service_goes_on_to_an_invoice_and_to_a_new_version(
    sqlite_office: Office, client: t.Client
) -> None:
    async with opened(sqlite_office, lambda: ClientCardScreen(client.id or 0, tab=2)) as pilot:
        app = pilot.app
        await press(pilot, "alt+o")
        seen(app, "M.E.Doc Звітність (з 01", "1 500,00")
        await press(pilot, "f2", "f5", "f6")
        assert isinstance(app.screen, PaperForm)
        await press(pilot, "f2", "f5")
        kinds = [row.kind for row in sqlite_office.call(papers.list_papers).rows]
        assert kinds == [PaperKind.INVOICE, PaperKind.OFFER]
        await press(pilot, "f2", *"інша ціна", "enter")
        assert isinstance(app.screen, PaperScreen)
        seen(app, "версія 2", "чернетка: інша ціна")
        await press(pilot, "escape", "escape")
        await press(pilot, "alt+r")
        seen(app, "Рахунок уже є")
        await press(pilot, "enter")
        assert isinstance(app.screen, PaperScreen)


async def test_a_payment_is_entered_and_laid_by_keys(
    sqlite_office: Office, sqlite_make: Make, client: t.Client
) -> None:
    firm_id = 1
    invoice = sqlite_make.paper(client, own_entity_id=firm_id)
    async with opened(sqlite_office, PapersScreen) as pilot:
        app = pilot.app
        seen(app, "Ромашка", "1 000,00", "виписано")
        await press(pilot, "right", "insert", *"1200", "tab", "f3", *"ромаш", "enter", "f2")
        assert isinstance(app.screen, PaymentScreen)
        await press(pilot, "insert", "enter")
        seen(app, "1 000,00 рознесено на", "вільно 200,00")
        assert sqlite_office.call(papers.show_paper, paper_id=invoice.id or 0).row.state is PaperState.PAID
        await press(pilot, "delete", *"не той", "enter")
        seen(app, "вільно 1 200,00", "не той")
        await press(pilot, "escape", "f6")
        assert isinstance(app.screen, PapersScreen)
        assert app.screen.place == PAYMENTS
        seen(app, "Ромашка", "1 200,00", "!")
        (row,) = sqlite_office.call(payments.list_payments, free=True).rows
        assert row.free_kop == 120_000


async def test_a_letter_in_doubt_asks_a_person(
    sqlite_office: Office, sqlite_make: Make, client: t.Client
) -> None:
    sqlite_make.save(
        t.Mail(
            client_id=client.id,
            to_address="buh@romashka.example",
            subject="Рахунок",
            body="",
            state=MailState.IN_DOUBT,
            error="обрив",
        )
    )
    async with opened(sqlite_office, PapersScreen) as pilot:
        await press(pilot, "3")
        seen(pilot.app, "під сумнівом", "обрив")
        await press(pilot, "enter", "down", "down", "enter")
        assert [row.state for row in sqlite_office.call(mail.list_mail)] == [MailState.SENT]


async def test_an_invoice_from_the_queue_of_tasks_brings_the_task_on(
    sqlite_office: Office, sqlite_make: Make, client: t.Client
) -> None:
    office = sqlite_office
    task = sqlite_make.task(
        client,
        client_service_id=1,
        term_end=office.clock().date(),
        assignee_id=office.actor.id,
        author_id=office.actor.id,
    )
    async with opened(office, TasksScreen) as pilot:
        await press(pilot, "i")
        seen(pilot.app, "M.E.Doc Звітність")
        await press(pilot, "f2", "f5")
    (row,) = office.call(papers.list_papers, task_id=task.id).rows
    assert office.call(show_task, task_id=task.id or 0).stage == "invoice"
    fields = payments.PaymentFields(row.own_entity.id, office.clock().date(), row.total_kop)
    paid = office.call(payments.add_payment, fields=fields).row
    office.call(payments.allocate, payment_id=paid.id, paper_id=row.id)
    assert office.call(show_task, task_id=task.id or 0).stage == "paid"


async def test_requisites_of_an_own_firm_and_of_a_client_are_typed(
    sqlite_office: Office, client: t.Client
) -> None:
    async with opened(sqlite_office, AdministrationScreen) as pilot:
        await press(pilot, "5")
        seen(pilot.app, "ТОВ «Облік»", IBAN)
        await press(pilot, "f2", *["tab"] * 10, *"Київ", "f2")
        await press(pilot, "f2", *["tab"] * 6, *"1", "f2")
        seen(pilot.app, "не український IBAN")
    (firm,) = sqlite_office.call(list_own_entities)
    assert (firm.fields.place, firm.fields.iban) == ("Київ", IBAN)
    async with opened(sqlite_office, lambda: ClientCardScreen(client.id or 0)) as pilot:
        await press(pilot, "alt+u", *"Договір 7", "f2")
    known = sqlite_office.call(show_requisites, client_id=client.id or 0)
    assert known.fields.contract == "Договір 7"


async def test_the_genitive_is_suggested_taken_by_a_key_and_never_over_what_was_typed(
    sqlite_office: Office, sqlite_make: Make
) -> None:
    client = sqlite_make.client("Ромашка", head_name="Іваненко Іван Іванович", head_position="директор")
    sqlite_make.own_entity(iban=IBAN)
    async with opened(sqlite_office, lambda: ClientCardScreen(client.id or 0)) as pilot:
        await press(pilot, "alt+u")
        seen(pilot.app, "F7: директора", "F7: Іваненка Івана Івановича")
        await press(pilot, "f2")
        assert sqlite_office.call(show_requisites, client_id=client.id or 0).fields.head_name_genitive == ""
        await press(pilot, "alt+u", *["tab"] * 4, *"в.о. директора", "f7", "f2")
    known = sqlite_office.call(show_requisites, client_id=client.id or 0)
    assert known.fields.head_position_genitive == "в.о. директора"
    assert known.fields.head_name_genitive == "Іваненка Івана Івановича"
    async with opened(sqlite_office, AdministrationScreen) as pilot:
        await press(pilot, "5", "f2", *["tab"] * 13, *"директор", "tab", "tab", *"Коваль Олена Петрівна")
        await press(pilot, "f7", "f2")
    (firm,) = sqlite_office.call(list_own_entities)
    assert (firm.fields.head_position_genitive, firm.fields.head_name_genitive) == (
        "директора",
        "Коваль Олени Петрівни",
    )
