"""Papers, payments and letters, as they stand."""

from collections.abc import Callable
from datetime import date

import pytest

from crm_tui.domain.attachments import Subject, SubjectKind
from crm_tui.domain.kinds import MailState, PaperState, Role
from crm_tui.domain.papers import ContractKind, PaperKind, VatMode
from crm_tui.screens.client_card import ClientCardScreen
from crm_tui.screens.papers import PapersScreen
from crm_tui.screens.payment_view import PaymentScreen
from crm_tui.store import tables as t
from crm_tui.store.engine import Store
from crm_tui.usecases.attachments import add_attachments, remove_attachment
from crm_tui.usecases.office import Office
from crm_tui.usecases.payments import allocate
from crm_tui.usecases.prices import set_price
from tests.factories import Make
from tests.golden.dump import check
from tests.screens.office import opened, press

SIZES = [(80, 24), (120, 36)]


@pytest.fixture
def office(sqlite_store: Store, clock: Callable[[], object]) -> Office:
    make = Make(sqlite_store, clock)  # type: ignore[arg-type]
    actor = make.actor(Role.ADMIN, full_name="Оксана Ковальчук")
    office = Office(store=sqlite_store, settings=sqlite_store.settings, actor=actor, clock=clock)  # type: ignore[arg-type]
    firm = make.own_entity(
        short_name="ТОВ «Облік»",
        iban="UA213223130000026007233566001",
        vat_payer=True,
        vat_number="990000112345",
    )
    client = make.client("Ромашка", tax_code="99001004", email="buh@romashka.example")
    service = make.service("M.E.Doc Звітність")
    make.client_service(client, service)
    office.call(
        set_price,
        service_id=service.id or 0,
        valid_from=date(2026, 1, 1),
        price_kop=150_000,
        vat=VatMode.VAT_20,
    )
    mine = {"own_entity_id": firm.id, "author_id": actor.id}
    make.paper(client, **mine, kind=PaperKind.OFFER, day=date(2026, 2, 20))
    first = make.paper(client, **mine, day=date(2026, 2, 23))
    make.paper(client, **mine, day=date(2026, 2, 24), state=PaperState.CANCELLED, reason="не та ціна")
    make.paper(client, **mine, state=PaperState.DRAFT)
    make.payment(own_entity_id=firm.id, amount_kop=70_000, payer="ДКСУ м. Київ", purpose="2240; за звітність")
    part = make.payment(client, own_entity_id=firm.id, amount_kop=40_000, purpose="за рахунком 5")
    office.call(allocate, payment_id=part.id or 0, paper_id=first.id or 0)
    for state, error in ((MailState.SENT, ""), (MailState.IN_DOUBT, "обрив"), (MailState.QUEUED, "")):
        make.save(
            t.Mail(
                client_id=client.id,
                to_address="buh@romashka.example",
                subject="Рахунок № 5",
                body="",
                state=state,
                error=error,
                created_at=make.clock(),
                next_try_at=make.clock(),
            )
        )
    return office


@pytest.mark.parametrize("size", SIZES)
async def test_lists(office: Office, colours_256: str, size: tuple[int, int]) -> None:
    async with opened(office, PapersScreen, size) as pilot:
        check(pilot.app, "papers", colours_256)
        await press(pilot, "2")
        check(pilot.app, "payments", colours_256)
        await press(pilot, "3", "down")
        check(pilot.app, "letters", colours_256)


async def test_lists_in_few_colours(office: Office, colours: str) -> None:
    async with opened(office, PapersScreen) as pilot:
        check(pilot.app, "papers", colours)


@pytest.mark.parametrize("size", SIZES)
async def test_a_paper_written_and_opened(office: Office, colours_256: str, size: tuple[int, int]) -> None:
    async with opened(office, lambda: ClientCardScreen(1, tab=2), size) as pilot:
        await press(pilot, "alt+r")
        check(pilot.app, "paper-form", colours_256)
        await press(pilot, "enter")
        check(pilot.app, "paper-line", colours_256)
        await press(pilot, "f2", "f2")
        check(pilot.app, "paper", colours_256)
        await press(pilot, "escape", "7")
        check(pilot.app, "card-papers", colours_256)


@pytest.mark.parametrize("size", SIZES)
async def test_a_payment(office: Office, colours_256: str, size: tuple[int, int]) -> None:
    async with opened(office, lambda: PaymentScreen(2), size) as pilot:
        check(pilot.app, "payment", colours_256)


@pytest.mark.parametrize("size", SIZES)
async def test_files_of_a_client(office: Office, colours_256: str, size: tuple[int, int]) -> None:
    client = Make(office.store, office.clock).client("Волошка")
    task = Make(office.store, office.clock).task(client, title="забрати картку")
    for kind, number, name, content in (
        (SubjectKind.CLIENT, client.id, "паспорт керівника.pdf", b"%PDF-1.7" + b"x" * 340_000),
        (SubjectKind.TASK, task.id, "Картка приєднання.jpg", b"\xff\xd8\xff" + b"x" * 1_500_000),
        (SubjectKind.CLIENT, client.id, "програма.exe", b"MZ"),
    ):
        subject = Subject(kind, number or 0)
        office.call(add_attachments, subject=subject, files=[(name, content)], note="принесла бухгалтер")
    office.call(remove_attachment, attachment_id=3, reason="не потрібна")
    async with opened(office, lambda: ClientCardScreen(client.id or 0), size) as pilot:
        await press(pilot, "alt+a", "f6")
        check(pilot.app, "attachments", colours_256)


@pytest.mark.parametrize("size", SIZES)
async def test_contracts_that_are_out(office: Office, colours_256: str, size: tuple[int, int]) -> None:
    make = Make(office.store, office.clock)
    invoice = make.paper(make.client("Волошка"))
    make.kep_set(make.client("Ялинка"), invoice_id=invoice.id)
    for client, day, number in (("Волошка", 12, "3"), ("Гімназія № 7", 27, "4-Б"), ("Їжак", 20, "5")):
        paper = make.paper(
            make.client(client),
            kind=PaperKind.CONTRACT,
            contract_kind=ContractKind.BUDGET if number == "4-Б" else ContractKind.COMMERCIAL,
            day=date(2026, 1 if number == "3" else 2, day),
            number_text=number,
            author_id=office.actor.id,
            based_on_id=invoice.id if number == "3" else None,
        )
        make.save(t.Contract(paper_id=paper.id or 0))
    async with opened(office, PapersScreen, size) as pilot:
        await press(pilot, "4")
        check(pilot.app, "contracts", colours_256)
        await press(pilot, "f5", "f6")
        check(pilot.app, "contracts-back", colours_256)
