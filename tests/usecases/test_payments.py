"""Payments: entered, laid on invoices, reversed; what an invoice says of itself follows from them."""

from datetime import date
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from crm_tui.config import Settings
from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.kinds import PaperState, Role
from crm_tui.domain.papers import PaperKind
from crm_tui.domain.permissions import Actor
from crm_tui.store import tables as t
from crm_tui.usecases import papers, payments
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts import paper_drawing
from crm_tui.usecases.parts.paper_lines import fields_of
from crm_tui.usecases.payments import PaymentFields
from tests import stores
from tests.conftest import Clock
from tests.factories import Make

DAY = date(2026, 3, 2)


@pytest.fixture
def firm(make: Make) -> t.OwnEntity:
    return make.own_entity(iban="UA213223130000026007233566001")


@pytest.fixture
def accountant(office: Office, actors: dict[Role, Actor]) -> Office:
    return office.as_actor(actors[Role.ACCOUNTANT])


def state(office: Office, paper: t.Paper) -> tuple[PaperState, int]:
    row = office.call(papers.show_paper, paper_id=paper.id).row
    return row.state, row.paid_kop


def test_an_invoice_is_part_paid_then_paid(
    accountant: Office, make: Make, firm: t.OwnEntity, office: Office
) -> None:
    client = make.client("Ромашка")
    invoice = make.paper(client, own_entity_id=firm.id, net_kop=150_000, total_kop=150_000)
    fields = PaymentFields(firm.id or 0, DAY, 100_000, payer="ТОВ «Ромашка»", purpose="за рахунком 1")
    first = accountant.call(payments.add_payment, fields=fields)
    assert (first.row.free_kop, first.row.client) == (100_000, None)
    laid = accountant.call(payments.allocate, payment_id=first.row.id, paper_id=invoice.id)
    assert (laid.row.free_kop, laid.row.client.name if laid.row.client else "") == (0, "Ромашка")
    assert state(office, invoice) == (PaperState.PART_PAID, 100_000)
    second = accountant.call(payments.add_payment, fields=fields)
    laid = accountant.call(payments.allocate, payment_id=second.row.id, paper_id=invoice.id)
    assert laid.row.free_kop == 50_000, "no more than the invoice asks for"
    assert state(office, invoice) == (PaperState.PAID, 150_000)
    assert office.call(papers.show_paper, paper_id=invoice.id).paid_on == DAY
    (half, rest) = office.call(payments.allocations_of_paper, paper_id=invoice.id)
    assert (half.amount_kop, rest.amount_kop) == (100_000, 50_000)
    assert [row.id for row in office.call(payments.list_payments, free=True).rows] == [second.row.id]


def test_what_was_laid_is_reversed_and_stays_in_the_history(
    accountant: Office, make: Make, firm: t.OwnEntity, office: Office
) -> None:
    client = make.client()
    invoice = make.paper(client, own_entity_id=firm.id)
    payment = make.payment(client, own_entity_id=firm.id)
    laid = accountant.call(payments.allocate, payment_id=payment.id, paper_id=invoice.id)
    (allocation,) = laid.allocations
    with pytest.raises(Refused, match="Money lies"):
        office.call(papers.cancel_paper, paper_id=invoice.id, reason="помилка")
    undone = accountant.call(
        payments.reverse_allocation, allocation_id=allocation.id, reason="не той рахунок"
    )
    assert (undone.row.free_kop, undone.allocations[0].reason) == (100_000, "не той рахунок")
    assert state(office, invoice) == (PaperState.ISSUED, 0)
    with pytest.raises(Refused, match="reversed already"):
        accountant.call(payments.reverse_allocation, allocation_id=allocation.id, reason="знову")
    accountant.call(payments.allocate, payment_id=payment.id, paper_id=invoice.id, amount_kop=30_000)
    gone = accountant.call(payments.reverse_payment, payment_id=payment.id, reason="повернення")
    assert (gone.row.free_kop, gone.row.reason) == (0, "повернення")
    assert len(gone.allocations) == 2
    assert state(office, invoice) == (PaperState.ISSUED, 0)
    with pytest.raises(Refused, match="reversed already"):
        accountant.call(payments.allocate, payment_id=payment.id, paper_id=invoice.id)


def test_money_lies_where_it_may(accountant: Office, make: Make, firm: t.OwnEntity) -> None:
    client, other = make.client(), make.client()
    payment = make.payment(client, own_entity_id=firm.id)
    lay = {"payment_id": payment.id}
    for paper, word in (
        (make.paper(client, own_entity_id=firm.id, kind=PaperKind.OFFER), "issued invoice"),
        (make.paper(client, own_entity_id=firm.id, state=PaperState.DRAFT), "issued invoice"),
        (make.paper(client, own_entity_id=firm.id, state=PaperState.CANCELLED), "issued invoice"),
        (make.paper(client), "another own firm"),
        (make.paper(other, own_entity_id=firm.id), "another client"),
    ):
        with pytest.raises(Refused, match=word):
            accountant.call(payments.allocate, **lay, paper_id=paper.id)
    invoice = make.paper(other, own_entity_id=firm.id)
    for amount in (0, -5, 100_001):
        with pytest.raises(Refused, match=r"At most 1.000,00"):
            accountant.call(
                payments.allocate, **lay, paper_id=invoice.id, amount_kop=amount, for_another=True
            )
    accountant.call(payments.allocate, **lay, paper_id=invoice.id, for_another=True)
    assert accountant.call(payments.show_payment, payment_id=payment.id).row.client is not None


def test_only_an_accountant_enters_money_and_never_for_a_day_to_come(
    accountant: Office, office: Office, actors: dict[Role, Actor], firm: t.OwnEntity
) -> None:
    fields = PaymentFields(firm.id or 0, DAY, 100)
    with pytest.raises(Forbidden):
        office.as_actor(actors[Role.MANAGER]).call(payments.add_payment, fields=fields)
    with pytest.raises(Refused, match="to come"):
        accountant.call(payments.add_payment, fields=PaymentFields(firm.id or 0, date(2026, 3, 3), 100))
    with pytest.raises(Refused, match="more than 0"):
        accountant.call(payments.add_payment, fields=PaymentFields(firm.id or 0, DAY, 0))


def test_money_goes_over_to_a_new_version_and_what_is_over_is_free(
    accountant: Office, office: Office, make: Make, firm: t.OwnEntity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_drawing, "_render", lambda ready, _: ready.number.encode())
    client = make.client()
    invoice = make.paper(client, own_entity_id=firm.id)
    payment = make.payment(client, own_entity_id=firm.id, amount_kop=80_000)
    accountant.call(payments.allocate, payment_id=payment.id, paper_id=invoice.id)
    version = office.call(papers.new_version, paper_id=invoice.id, reason="знижка")
    line = papers.LineFields("Супровід", 60_000)
    fields = papers.PaperFields(PaperKind.INVOICE, firm.id or 0, client.id or 0, DAY, (line,))
    office.call(
        papers.edit_paper,
        paper_id=version.id,
        version=version.row.version,
        lines_were=fields_of(version).lines,
        fields=fields,
    )
    office.call(papers.issue_paper, paper_id=version.id)
    done = office.call(papers.show_paper, paper_id=version.id).row
    assert (done.state, done.paid_kop) == (PaperState.PAID, 60_000)
    assert state(office, invoice) == (PaperState.CANCELLED, 0)
    assert office.call(payments.show_payment, payment_id=payment.id).row.free_kop == 20_000


def test_two_who_lay_the_same_money_never_lay_it_twice(
    accountant: Office, make: Make, firm: t.OwnEntity
) -> None:
    client = make.client()
    payment = make.payment(client, own_entity_id=firm.id)
    invoices = [make.paper(client, own_entity_id=firm.id) for _ in range(4)]
    refused: list[Refused] = []

    def lay(paper: t.Paper) -> None:
        try:
            accountant.call(payments.allocate, payment_id=payment.id, paper_id=paper.id, amount_kop=60_000)
        except Refused as error:
            refused.append(error)

    threads = [Thread(target=lay, args=(paper,)) for paper in invoices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 3
    assert accountant.call(payments.show_payment, payment_id=payment.id).row.free_kop == 40_000


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["pay", "lay", "lay", "lay", "take", "reverse"]),
        st.integers(0, 4),
        st.integers(0, 2),
        st.integers(1, 120_000),
    ),
    max_size=18,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_sums_hold_whatever_is_done(
    sqlite_template, tmp_path_factory, clock: Clock, acts: list[tuple[str, int, int, int]]
) -> None:
    """No payment is laid out above its sum, no invoice above its; paid if and only if the sums are equal."""
    store = stores.sqlite_from(sqlite_template, tmp_path_factory.mktemp("money") / "crm.db")
    make = Make(store, clock)
    office = Office(store, Settings(), make.actor(Role.ACCOUNTANT), clock)
    firm, client = make.own_entity(), make.client()
    invoices = [make.paper(client, own_entity_id=firm.id) for _ in range(3)]
    paid: list[int] = []
    for act, which, where, amount in acts:
        try:
            if act == "pay" or not paid:
                fields = PaymentFields(firm.id or 0, DAY, amount, client.id)
                paid.append(office.call(payments.add_payment, fields=fields).row.id)
            elif act == "lay":
                office.call(
                    payments.allocate,
                    payment_id=paid[which % len(paid)],
                    paper_id=invoices[where].id,
                    amount_kop=amount if amount % 2 else None,
                )
            elif act == "take":
                office.call(payments.reverse_allocation, allocation_id=which + 1, reason="x")
            else:
                office.call(payments.reverse_payment, payment_id=paid[which % len(paid)], reason="x")
        except Refused:
            continue
    with Session(store.engine) as session:
        stands = select(t.Allocation).where(col(t.Allocation.reversed_at).is_(None))
        rows = session.exec(stands).all()
        for payment in session.exec(select(t.Payment)).all():
            laid = sum(row.amount_kop for row in rows if row.payment_id == payment.id)
            assert laid == payment.allocated_kop <= payment.amount_kop
            assert payment.reversed_at is None or laid == 0
        for paper in session.exec(select(t.Paper)).all():
            on_it = sum(row.amount_kop for row in rows if row.paper_id == paper.id)
            assert on_it == paper.paid_kop <= paper.total_kop
            assert (paper.state is PaperState.PAID) == (on_it == paper.total_kop)
            assert (paper.state is PaperState.PART_PAID) == (0 < on_it < paper.total_kop)
    store.close()
