"""Sets of certificates: issued at the prices of their day, their facts, cancelling."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from crm_tui.domain.errors import ChangedMeanwhile, Forbidden, Refused
from crm_tui.domain.kep_sets import DocumentsPlace, HolderKind, KepDuty, KepState, Payee, kep_ref
from crm_tui.domain.kinds import PaperState, Role
from crm_tui.domain.permissions import Actor
from crm_tui.store import tables as t
from crm_tui.usecases import (
    client_services,
    kep_boxes,
    kep_facts,
    kep_kinds,
    kep_sets,
    papers,
    payments,
    prices,
    renewals,
    tasks,
)
from crm_tui.usecases.kep_facts import KepFact
from crm_tui.usecases.kep_sets import KepHolderRow, KepLineFields, KepSetCard, KepSetFields
from crm_tui.usecases.office import Office
from crm_tui.usecases.payments import PaymentFields
from tests.conftest import Clock
from tests.factories import Make

DAY = date(2026, 3, 2)
YEAR = DAY + timedelta(days=364)


@pytest.fixture
def manager(office: Office, actors: dict[Role, Actor]) -> Office:
    return office.as_actor(actors[Role.MANAGER])


@pytest.fixture
def registrar(office: Office, actors: dict[Role, Actor]) -> Office:
    return office.as_actor(actors[Role.REGISTRATION_ADMINISTRATOR])


@pytest.fixture
def accountant(office: Office, actors: dict[Role, Actor]) -> Office:
    return office.as_actor(actors[Role.ACCOUNTANT])


def issued(manager: Office, make: Make, **values: object) -> KepSetCard:
    client = make.client("Ромашка", head_name="Іваненко Іван Іванович", head_position="директор")
    kind = make.kep_kind("Комплект КЕП: керівник, 1 рік")
    return manager.call(kep_sets.issue_set, client_id=client.id, kind_id=kind.id, **values)


def test_a_set_has_the_prices_of_its_day_for_good(
    manager: Office, office: Office, make: Make, actors: dict[Role, Actor]
) -> None:
    card = issued(manager, make)
    assert (card.row.own_kop, card.row.ca_kop, card.row.total_kop) == (69_600, 30_000, 99_600)
    assert [one.payee for one in card.lines] == [Payee.OWN, Payee.CA]
    assert card.row.state is KepState.ISSUED
    assert card.row.ref == kep_ref(card.row.id)
    assert [(one.kind, one.name, one.position) for one in card.holders] == [
        (HolderKind.HEAD, "Іваненко Іван Іванович", "директор")
    ]
    assert [one.name for one in card.documents] == ["Заява", "Копія паспорта"]
    head = office.as_actor(actors[Role.HEAD])
    service = card.lines[0].service_id
    head.call(prices.set_price, service_id=service, valid_from=DAY, price_kop=99_900)
    assert manager.call(kep_sets.show_set, set_id=card.row.id).row.own_kop == 69_600
    again = manager.call(kep_sets.issue_set, client_id=card.row.client.id, kind_id=card.row.kind.id)
    assert again.row.own_kop == 99_900


def test_without_a_price_the_set_is_refused_unless_somebody_says_it(manager: Office, make: Make) -> None:
    client, kind = make.client(), make.kep_kind()
    asked = {"client_id": client.id, "kind_id": kind.id, "day": date(2025, 12, 31)}
    with pytest.raises(Refused, match="has no price on 31"):
        manager.call(kep_sets.issue_set, **asked)
    lines = (KepLineFields(Payee.OWN, "КЕП за домовленістю", 50_000),)
    assert manager.call(kep_sets.issue_set, **asked, lines=lines).row.total_kop == 50_000


def test_certificates_give_the_client_their_term_and_the_renewal_comes_by_itself(
    manager: Office, registrar: Office, office: Office, make: Make, clock: Clock
) -> None:
    number = issued(manager, make).row.id
    with pytest.raises(Forbidden):
        manager.call(kep_facts.order_set, set_id=number)
    registrar.call(kep_facts.order_set, set_id=number)
    with pytest.raises(Refused, match="was ordered on"):
        registrar.call(kep_facts.order_set, set_id=number)
    card = registrar.call(kep_facts.generate_set, set_id=number, valid_from=DAY, valid_to=YEAR)
    assert card.row.state is KepState.GENERATED
    assert card.row.ordered_by == card.row.generated_by
    service = manager.call(client_services.show_client_service, client_service_id=card.client_service_id)
    assert (service.valid_from, service.valid_to) == (DAY, YEAR)
    assert office.call(renewals.make_renewals, day=YEAR - timedelta(days=30)).made == 1

    # The next year's set renews that very service, and the task is over by itself.
    clock.now += timedelta(days=350)
    renewed = manager.call(
        kep_sets.issue_set,
        client_id=card.row.client.id,
        kind_id=card.row.kind.id,
        client_service_id=card.client_service_id,
    )
    first, last = YEAR + timedelta(days=1), YEAR + timedelta(days=365)
    registrar.call(kep_facts.generate_set, set_id=renewed.row.id, valid_from=first, valid_to=last)
    (only,) = manager.call(client_services.list_client_services, client_id=card.row.client.id)
    assert only.valid_to == last
    assert not manager.call(tasks.list_tasks, client_id=card.row.client.id)


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [(DAY, DAY - timedelta(days=1), "cannot end before"), (DAY, date(2028, 3, 3), "more than two years")],
)
def test_an_impossible_term_changes_nothing(
    manager: Office, registrar: Office, make: Make, first: date, last: date, why: str
) -> None:
    number = issued(manager, make).row.id
    with pytest.raises(Refused, match=why):
        registrar.call(kep_facts.generate_set, set_id=number, valid_from=first, valid_to=last)
    assert registrar.call(kep_sets.show_set, set_id=number).row.generated_on is None


def test_a_new_key_of_a_cash_register_makes_the_task_of_form_5prro_once(
    manager: Office, registrar: Office, make: Make
) -> None:
    card = issued(manager, make, prro=True)
    for _time in range(2):
        registrar.call(kep_facts.generate_set, set_id=card.row.id, valid_from=DAY, valid_to=YEAR)
        listed = manager.call(tasks.list_tasks, client_id=card.row.client.id, with_done=True)
        assert ["5-ПРРО" in one.title for one in listed] == [True]
        registrar.call(kep_facts.take_back, set_id=card.row.id, fact=KepFact.GENERATED, reason="не той файл")


def test_a_generation_told_by_mistake_gives_the_former_term_back(
    manager: Office, registrar: Office, make: Make
) -> None:
    card = issued(manager, make)
    kind = manager.call(kep_kinds.show_kep_kind, kind_id=card.row.kind.id)
    client = make.save(
        t.ClientService(
            client_id=card.row.client.id, service_id=kind.service_id, valid_from=DAY, valid_to=YEAR
        )
    )
    make.save(t.ClientServiceTerm(client_service_id=client.id, valid_from=DAY, valid_to=YEAR, source="typed"))
    renewed = manager.call(
        kep_sets.issue_set,
        client_id=card.row.client.id,
        kind_id=card.row.kind.id,
        client_service_id=client.id,
    )
    last = YEAR + timedelta(days=300)
    registrar.call(kep_facts.generate_set, set_id=renewed.row.id, valid_from=DAY, valid_to=last)
    back = registrar.call(
        kep_facts.take_back, set_id=renewed.row.id, fact=KepFact.GENERATED, reason="не той файл"
    )
    assert back.row.state is KepState.ISSUED
    assert "не той файл" in back.note
    found = manager.call(client_services.show_client_service, client_service_id=client.id)
    assert (found.valid_to, found.ended_at) == (YEAR, None)
    with pytest.raises(Forbidden):
        manager.call(kep_facts.take_back, set_id=renewed.row.id, fact=KepFact.GENERATED, reason="ні")


def test_documents_are_complete_only_with_the_checklist_and_a_place(manager: Office, make: Make) -> None:
    number = issued(manager, make).row.id
    manager.call(kep_facts.receive_document, set_id=number, place=1)
    with pytest.raises(Refused, match="Not received yet: Копія паспорта"):
        manager.call(kep_facts.complete_documents, set_id=number, place=DocumentsPlace.AUTO_RENEWAL)
    with pytest.raises(Refused, match="Say where"):
        manager.call(
            kep_facts.complete_documents, set_id=number, place=DocumentsPlace.NOWHERE, all_received=True
        )
    assert manager.call(kep_sets.show_set, set_id=number).documents[1].received_on is None
    box = manager.call(kep_boxes.open_box, note="березень")
    card = manager.call(
        kep_facts.complete_documents,
        set_id=number,
        place=DocumentsPlace.BOX,
        box_id=box.id,
        all_received=True,
    )
    assert card.row.documents_on == DAY
    assert card.row.box is not None
    assert card.row.box.name == "1"
    with pytest.raises(Refused, match="take that mark back first"):
        manager.call(kep_facts.receive_document, set_id=number, place=1, received=False)


def test_a_box_is_filled_closed_and_sent(manager: Office, make: Make) -> None:
    first, second = issued(manager, make).row.id, issued(manager, make).row.id
    box = manager.call(kep_boxes.open_box)
    with pytest.raises(Refused, match="is empty"):
        manager.call(kep_boxes.close_box, box_id=box.id)
    for number in (first, second):
        manager.call(
            kep_facts.complete_documents, set_id=number, place=DocumentsPlace.AUTO_RENEWAL, all_received=True
        )
    assert manager.call(kep_boxes.move_to_box, set_ids=(first, second), box_id=box.id).sets == 2
    assert [one.id for one in manager.call(kep_boxes.sets_in_box, box_id=box.id)] == [first, second]
    with pytest.raises(Refused, match="still open"):
        manager.call(kep_boxes.send_box, box_id=box.id)
    manager.call(kep_boxes.close_box, box_id=box.id)
    third = issued(manager, make).row.id
    with pytest.raises(Refused, match="Box 1 is closed"):
        manager.call(
            kep_facts.complete_documents,
            set_id=third,
            place=DocumentsPlace.BOX,
            box_id=box.id,
            all_received=True,
        )
    assert manager.call(kep_boxes.send_box, box_id=box.id).sent_on == DAY
    with pytest.raises(Refused, match="with the CA"):
        manager.call(kep_facts.take_back, set_id=first, fact=KepFact.DOCUMENTS, reason="загубили")
    with pytest.raises(Refused, match="with the CA"):
        manager.call(kep_boxes.reopen_box, box_id=box.id)
    assert manager.call(kep_boxes.open_box).number == 2


def test_a_set_is_paid_when_its_invoice_is_and_unpaid_when_the_money_goes(
    manager: Office, accountant: Office, make: Make
) -> None:
    card = issued(manager, make)
    firm = make.own_entity(iban="UA213223130000026007233566001")
    invoice = make.paper(
        None,
        client_id=card.row.client.id,
        author_id=manager.actor.id,
        own_entity_id=firm.id,
        net_kop=99_600,
        total_kop=99_600,
    )
    with Session(make.store.engine) as session:
        session.get_one(t.KepSet, card.row.id).invoice_id = invoice.id
        session.commit()
    paid = accountant.call(
        payments.add_payment, fields=PaymentFields(firm.id or 0, DAY, 99_600, payer="Р", purpose="КЕП")
    )
    accountant.call(payments.allocate, payment_id=paid.row.id, paper_id=invoice.id)
    after = manager.call(kep_sets.show_set, set_id=card.row.id)
    assert (after.row.state, after.row.paid_on) == (KepState.PAID, DAY)
    with pytest.raises(Refused, match="was paid on"):
        accountant.call(kep_facts.mark_paid, set_id=card.row.id)
    with pytest.raises(Refused, match="give the money back"):
        manager.call(kep_sets.cancel_set, set_id=card.row.id, reason="передумали")
    with pytest.raises(Refused, match="its sum stands"):
        manager.call(kep_sets.price_set, set_id=card.row.id, lines=(KepLineFields(Payee.OWN, "x", 1),))
    (laid,) = accountant.call(payments.allocations_of_paper, paper_id=invoice.id)
    accountant.call(payments.reverse_allocation, allocation_id=laid.id, reason="не наш")
    assert manager.call(kep_sets.show_set, set_id=card.row.id).row.paid_on is None
    cancelled = manager.call(kep_sets.cancel_set, set_id=card.row.id, reason="передумали")
    assert cancelled.row.state is KepState.CANCELLED
    assert cancelled.reason == "передумали"
    assert manager.call(papers.show_paper, paper_id=invoice.id).row.state is PaperState.CANCELLED
    with pytest.raises(Refused, match="was cancelled on"):
        manager.call(kep_sets.cancel_set, set_id=card.row.id, reason="ще раз")


def test_money_that_went_to_the_ca_is_marked_by_an_accountant(
    manager: Office, accountant: Office, make: Make
) -> None:
    number = issued(manager, make).row.id
    with pytest.raises(Forbidden):
        manager.call(kep_facts.mark_paid, set_id=number)
    assert accountant.call(kep_facts.mark_paid, set_id=number).row.state is KepState.PAID
    with pytest.raises(Refused, match="is still ahead"):
        accountant.call(kep_facts.mark_paid, set_id=issued(manager, make).row.id, day=YEAR)


def test_a_colleagues_set_is_his_own(manager: Office, make: Make) -> None:
    other = make.kep_set(manager_id=make.employee().id)
    with pytest.raises(Forbidden, match="is a colleague's"):
        manager.call(kep_sets.cancel_set, set_id=other.id, reason="чужий")


def test_of_two_who_change_a_set_the_second_is_told(manager: Office, make: Make) -> None:
    card = issued(manager, make)
    fields = KepSetFields(card.row.manager.id if card.row.manager else None, False, "токен", "", card.holders)
    manager.call(kep_sets.edit_set, set_id=card.row.id, version=card.row.version, fields=fields)
    other = KepSetFields(fields.manager_id, False, "хмара", "", (KepHolderRow(HolderKind.SEAL, "Ромашка"),))
    with pytest.raises(ChangedMeanwhile):
        manager.call(kep_sets.edit_set, set_id=card.row.id, version=card.row.version, fields=other)
    kept = manager.call(kep_sets.show_set, set_id=card.row.id)
    assert (kept.storage, kept.holders) == ("токен", card.holders)


def test_a_set_is_found_by_its_identifier(manager: Office, make: Make) -> None:
    card = issued(manager, make)
    for text in (card.row.ref, str(card.row.id), f"оплата {card.row.ref.lower()}"):
        assert manager.call(kep_sets.find_set, text=text).row.id == card.row.id
    with pytest.raises(Refused, match="neither a number nor an identifier"):
        manager.call(kep_sets.find_set, text="КЕП-19")
    # On screens nothing but the identifier is seen: its bare digits are that set, not one of that number.
    digits = card.row.ref.removeprefix("КЕП-")
    assert manager.call(kep_sets.find_set, text=digits, by_ref=True).row.id == card.row.id
    assert manager.call(kep_sets.find_set, text=str(card.row.id), by_ref=True).row.id == card.row.id


def test_the_shipped_kinds_fill_an_office_once(office: Office, actors: dict[Role, Actor]) -> None:
    head = office.as_actor(actors[Role.HEAD])
    added = head.call(kep_kinds.fill_kep_kinds)
    kinds = head.call(kep_kinds.list_kep_kinds)
    assert added == len(kinds) == 19
    assert head.call(kep_kinds.fill_kep_kinds) == 0
    two = next(one for one in kinds if one.code == "kep-set-full-2")
    assert two.months == 24
    assert two.holders == (HolderKind.HEAD, HolderKind.ACCOUNTANT, HolderKind.SEAL)
    assert two.ca_service is not None
    assert len(two.documents) == 6


def test_every_change_of_a_set_stands_in_the_log(manager: Office, registrar: Office, make: Make) -> None:
    number = issued(manager, make).row.id
    registrar.call(kep_facts.order_set, set_id=number)
    with Session(make.store.engine) as session:
        said = session.exec(
            select(t.Audit.change).where(t.Audit.table_name == "kep_set", t.Audit.row_id == str(number))
        ).all()
    assert "insert" in said
    assert "update" in said
    assert KepDuty.DOCUMENTS not in registrar.call(kep_sets.show_set, set_id=number).row.debts
