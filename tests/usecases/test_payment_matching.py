"""Matching of money with invoices: what is posted by itself, what waits and why, and undoing."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, func, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kep_sets import kep_ref
from crm_tui.domain.kinds import MatchAct, PaperState, Role
from crm_tui.domain.matching import Doubt, Reason
from crm_tui.domain.permissions import Actor
from crm_tui.store import tables as t
from crm_tui.store.engine import Store
from crm_tui.usecases import payment_matching as matching
from crm_tui.usecases import payments
from crm_tui.usecases.office import Office
from tests.factories import Make

CODE, OTHER, PERSON = "99001004", "99001016", "3121212343"


@pytest.fixture
def firm(make: Make) -> t.OwnEntity:
    return make.own_entity(tax_code="99000011", iban="UA223052990000026001099000011")


@pytest.fixture
def accountant(office: Office, actors: dict[Role, Actor]) -> Office:
    return office.as_actor(actors[Role.ACCOUNTANT])


@dataclass(slots=True)
class Desk:
    """An accountant, our firm, and two clients with an open invoice of 1,000.00 each."""

    office: Office
    make: Make
    firm: t.OwnEntity
    client: t.Client
    invoice: t.Paper
    other: t.Client
    other_invoice: t.Paper

    def came(self, **values: object) -> t.Payment:
        return self.make.payment(own_entity_id=self.firm.id, **values)

    def paper(self, client: t.Client, kop: int = 100_000, **values: object) -> t.Paper:
        return self.make.paper(client, own_entity_id=self.firm.id, net_kop=kop, total_kop=kop, **values)

    def proposals(self, payment: t.Payment) -> matching.Proposals:
        return self.office.call(matching.propose, payment_id=payment.id)

    def post(self) -> matching.PostedPortion:
        return self.office.call(matching.post_sure)

    def row(self, payment: t.Payment) -> payments.PaymentRow:
        return self.office.call(payments.show_payment, payment_id=payment.id).row


@pytest.fixture
def desk(accountant: Office, make: Make, firm: t.OwnEntity) -> Desk:
    client, other = make.client("ТОВ Ромашка", tax_code=CODE), make.client("ТОВ Волошка", tax_code=OTHER)
    papers = [
        make.paper(one, own_entity_id=firm.id, net_kop=100_000, total_kop=100_000) for one in (client, other)
    ]
    return Desk(accountant, make, firm, client, papers[0], other, papers[1])


def test_the_code_and_the_sum_of_the_only_invoice_are_enough(desk: Desk) -> None:
    payment = desk.came(payer_code=CODE, payer="Ромашка", purpose="за послуги")
    (best, *_rest) = desk.proposals(payment).rows
    assert dict(best.reasons) == {
        Reason.CODE: 40,
        Reason.SUM: 25,
        Reason.ONLY: 25,
        Reason.NAME: 15,
        Reason.DAY: 5,
    }
    done = desk.post()
    assert (done.posted, done.posted_sum_kop, done.failed) == (1, 100_000, ())
    assert desk.row(payment).free_kop == 0
    (decision,) = desk.office.call(matching.decisions_of, payment_id=payment.id)
    assert (decision.act, decision.points, decision.parts) == (
        MatchAct.AUTO,
        110,
        ((desk.invoice.id, 100_000),),
    )
    assert desk.post().posted == 0


def test_of_two_invoices_of_one_sum_the_named_one_is_paid(desk: Desk) -> None:
    second = desk.paper(desk.client)
    unnamed = desk.came(payer_code=CODE)
    assert not desk.proposals(unnamed).sure, "nobody knows which"
    desk.came(payer_code=CODE, purpose=f"рах. № {second.number}")
    assert desk.post().posted == 1
    (best, *_rest) = desk.proposals(unnamed).rows
    assert best.choice == ((desk.invoice.id, 100_000),), "one is left now"


def test_two_parts_pay_one_invoice(desk: Desk) -> None:
    for kop in (40_000, 60_000):
        desk.came(payer_code=CODE, amount_kop=kop, purpose=f"частково рах.№{desk.invoice.number}")
    assert desk.post().posted == 2
    with Session(desk.office.store.engine) as session:
        paper = session.get_one(t.Paper, desk.invoice.id)
        assert (paper.state, paper.paid_kop) == (PaperState.PAID, 100_000)


def test_what_is_paid_twice_is_left_for_a_person_and_never_lies_on_another_invoice(desk: Desk) -> None:
    purpose = f"рах. № {desk.invoice.number}"
    desk.came(payer_code=CODE, purpose=purpose)
    assert desk.post().posted == 1
    desk.paper(desk.client)
    twice = desk.came(payer_code=CODE, purpose=purpose)
    assert desk.post().posted == 0
    found = desk.proposals(twice)
    assert {doubt for one in found.rows for doubt in one.doubts} >= {Doubt.PAID, Doubt.OTHER_NUMBER}
    card = desk.office.call(
        matching.take_payment, payment_id=twice.id, client_id=desk.client.id, advance=True
    )
    assert (card.row.free_kop, card.row.advance_at is not None) == (100_000, True)
    assert desk.post().seen == 0, "an advance waits for nobody"


def test_more_than_the_invoice_asks_for_leaves_the_rest_free(desk: Desk) -> None:
    payment = desk.came(payer_code=CODE, amount_kop=130_000, purpose=f"рах {desk.invoice.number}")
    assert desk.post().posted_sum_kop == 100_000
    row = desk.row(payment)
    assert (row.free_kop, row.client.id if row.client else 0) == (30_000, desk.client.id)


def test_one_sum_for_several_named_invoices(desk: Desk) -> None:
    second = desk.paper(desk.client, 50_000)
    desk.paper(desk.client, 70_000)
    payment = desk.came(payer_code=CODE, amount_kop=150_000, purpose="за послуги")
    (best, *_rest) = desk.proposals(payment).rows
    assert best.doubts == (Doubt.SEVERAL,)
    assert {number for number, _kop in best.choice} == {desk.invoice.id, second.id}
    desk.came(
        payer_code=CODE, amount_kop=150_000, purpose=f"рах. {desk.invoice.number}, рах. № {second.number}"
    )
    assert desk.post().posted_sum_kop == 150_000


@pytest.mark.parametrize("slip", ["9900100A", "99001040", "9901004", "99O01004", "990010044"])
def test_a_slip_in_the_code_is_mended_by_the_number_of_the_invoice(desk: Desk, slip: str) -> None:
    slip = slip.replace("A", "7")
    payment = desk.came(purpose=f"код {slip} рах № {desk.invoice.number}")
    found = desk.proposals(payment)
    assert found.rows[0].client.id == desk.client.id
    assert found.sure


def test_the_code_in_the_purpose_wins_over_the_payers_and_is_asked_once(desk: Desk) -> None:
    """Given a director who pays for the firm, when confirmed once, then his next payment goes by itself."""
    words = {"payer_code": PERSON, "payer": "Прикладенко І. І.", "purpose": f"за ТОВ Ромашка, код {CODE}"}
    first = desk.came(**words)
    assert desk.post().posted == 0
    (best, *_rest) = desk.proposals(first).rows
    assert (best.client.id, best.doubts) == (desk.client.id, (Doubt.OTHER_PAYER,))
    desk.office.call(
        matching.confirm_payment, payment_id=first.id, client_id=best.client.id, parts=best.choice
    )
    desk.paper(desk.client)
    desk.came(**words)
    assert desk.post().posted == 1


def test_another_clients_code_in_the_purpose_leaves_the_payers_invoice_to_a_person(desk: Desk) -> None:
    payment = desk.came(payer_code=OTHER, payer="Волошка", purpose=f"за ТОВ Ромашка код {CODE}")
    found = desk.proposals(payment)
    doubts = {one.client.id: one.doubts for one in found.rows}
    assert doubts == {desk.client.id: (Doubt.OTHER_PAYER,), desk.other.id: (Doubt.OTHER_CODE,)}
    assert not found.sure


def test_a_person_without_a_code_is_found_by_name_and_sum(desk: Desk) -> None:
    person = desk.make.client("ФОП Прикладенко Іван Іванович", tax_code=PERSON)
    invoice = desk.paper(person, 76_800)
    payment = desk.came(payer="ПРИКЛАДЕНКО IВАН IВАНОВИЧ", amount_kop=76_800, purpose="за КЕП")
    (best, *_rest) = desk.proposals(payment).rows
    assert (best.client.id, best.choice) == (person.id, ((invoice.id, 76_800),))


def test_the_identifier_of_a_set_finds_its_invoice(desk: Desk) -> None:
    kind = desk.make.kep_kind()
    found = desk.make.kep_set(desk.client, kind_id=kind.id, invoice_id=desk.invoice.id)
    desk.paper(desk.client)
    desk.came(purpose=f"Оплата {kep_ref(found.id or 0)}")
    assert desk.post().posted == 1
    with Session(desk.office.store.engine) as session:
        assert session.get_one(t.KepSet, found.id).paid_on is not None


def test_money_of_another_own_firm_finds_no_invoice_here(desk: Desk) -> None:
    second = desk.make.own_entity(tax_code="99000027")
    payment = desk.make.payment(own_entity_id=second.id, payer_code=CODE)
    (best,) = desk.proposals(payment).rows
    assert (best.parts, best.doubts) == ((), (Doubt.NO_INVOICE,))


def test_money_on_the_account_of_the_ca_pays_an_invoice_of_any_own_firm(desk: Desk) -> None:
    payment = desk.make.payment(own_entity_id=None, payer_code=CODE)
    assert desk.post().posted == 1
    row = desk.row(payment)
    assert (row.free_kop, row.own_entity) == (0, None)


def test_what_was_decided_is_undone_as_one(desk: Desk) -> None:
    second = desk.paper(desk.other, 20_000)
    payment = desk.came(payer_code=PERSON, amount_kop=130_000)
    parts = ((desk.other_invoice.id or 0, 100_000), (second.id or 0, 20_000))
    desk.office.call(matching.confirm_payment, payment_id=payment.id, client_id=desk.other.id, parts=parts)
    desk.office.call(matching.return_payment, payment_id=payment.id, note="зайве")
    row = desk.row(payment)
    assert (row.free_kop, row.returned_kop) == (0, 10_000)
    laid, back = desk.office.call(matching.decisions_of, payment_id=payment.id)
    assert (laid.act, back.act) == (MatchAct.SPLIT, MatchAct.RETURN)
    desk.office.call(matching.undo_decision, decision_id=back.id, reason="ще не повернули")
    desk.office.call(matching.undo_decision, decision_id=laid.id, reason="не той клієнт")
    row = desk.row(payment)
    assert (row.free_kop, row.returned_kop, row.client) == (130_000, 0, None)
    with pytest.raises(Refused, match="undone already"):
        desk.office.call(matching.undo_decision, decision_id=laid.id, reason="знов")
    assert Reason.PAYER not in {
        reason for one in desk.proposals(payment).rows for reason, _points in one.reasons
    }, "the payer is forgotten again"


@pytest.mark.parametrize(
    ("parts", "said"),
    [(((0, 100_001),), "at most"), (((0, 60_000), (0, 40_000)), "named twice"), ((), "at least one")],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    desk: Desk, parts: tuple[tuple[int, int], ...], said: str
) -> None:
    payment = desk.came(payer_code=CODE, amount_kop=200_000)
    chosen = tuple((desk.invoice.id or 0, kop) for _place, kop in parts)
    with pytest.raises(Refused, match=said):
        desk.office.call(
            matching.confirm_payment, payment_id=payment.id, client_id=desk.client.id, parts=chosen
        )
    assert desk.office.call(matching.decisions_of, payment_id=payment.id) == ()


@given(acts=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(1, 1_200)), max_size=10))
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_after_every_act_what_came_is_posted_unknown_or_returned(
    desk: Desk, acts: list[tuple[int, int, int]]
) -> None:
    came = [
        desk.came(payer_code=code, amount_kop=90_000 + n) for n, code in enumerate((CODE, OTHER, PERSON, ""))
    ]
    papers = [desk.paper(one, 50_000) for one in (desk.client, desk.client, desk.other, desk.other)]
    for act, place, kop in acts:
        with suppress(Refused):
            _do(desk, act, came[place].id or 0, papers[(place + act) % 4], kop * 100)
        _balance(desk.office.store)


def _do(desk: Desk, act: int, payment_id: int, paper: t.Paper, kop: int) -> None:
    call, chosen = desk.office.call, ((paper.id or 0, kop),)
    client_id = paper.client_id
    if act == 0:
        call(matching.confirm_payment, payment_id=payment_id, client_id=client_id, parts=chosen)
    elif act == 1:
        call(matching.return_payment, payment_id=payment_id, note="на прохання", amount_kop=kop)
    elif act == 2:
        call(matching.take_payment, payment_id=payment_id, client_id=client_id, advance=kop % 200 == 0)
    elif act == 3:
        desk.post()
    elif act == 4:
        rows = [one for one in call(matching.decisions_of, payment_id=payment_id) if one.undone_at is None]
        if rows:
            call(matching.undo_decision, decision_id=rows[kop % len(rows)].id, reason="спроба")
    else:
        call(payments.reverse_payment, payment_id=payment_id, reason="помилка")


def _balance(store: Store) -> None:
    """By the rows alone: what came is what lies on invoices, what went back and what is free."""
    with Session(store.engine) as session:
        laid = _standing(session, t.Allocation, t.Allocation.payment_id)
        back = _standing(session, t.PaymentReturn, t.PaymentReturn.payment_id)
        for payment in session.exec(select(t.Payment)).all():
            number = payment.id or 0
            assert (payment.allocated_kop, payment.returned_kop) == (laid.get(number, 0), back.get(number, 0))
            assert laid.get(number, 0) + back.get(number, 0) <= payment.amount_kop
            assert payment.reversed_at is None or number not in laid
        of_papers = _standing(session, t.Allocation, t.Allocation.paper_id)
        for paper in session.exec(select(t.Paper)).all():
            assert paper.paid_kop == of_papers.get(paper.id or 0, 0)


def _standing(session: Session, model: Any, key: Any) -> dict[int, int]:
    asked = select(key, func.sum(model.amount_kop)).where(col(model.reversed_at).is_(None)).group_by(key)
    return {number: int(kop) for number, kop in session.exec(asked).all()}
