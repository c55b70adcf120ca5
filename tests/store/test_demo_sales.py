"""Papers and money of the demo office: as the real ones are, but a file is drawn when it is asked for."""

from datetime import date

import pytest
from sqlalchemy import func
from sqlmodel import Session, col, select

from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.iban import iban_problem
from crm_tui.domain.kinds import MailState, PaperState
from crm_tui.domain.papers import PaperKind
from crm_tui.domain.periods import Period
from crm_tui.domain.permissions import Actor, system_actor
from crm_tui.domain.tax_code import read_tax_code
from crm_tui.domain.vat_number import read_vat_number
from crm_tui.reports.sales import sales as paid_sales
from crm_tui.store import demo
from crm_tui.store import tables as t
from crm_tui.store.check import check
from crm_tui.store.engine import Store
from crm_tui.usecases import mail, papers
from crm_tui.usecases.office import Office
from tests.conftest import Clock

TODAY = date(2026, 3, 2)


@pytest.fixture
def demo_office(store: Store, clock: Clock) -> Office:
    demo.fill_demo(store, clients=200, seed=7, today=TODAY)
    return Office(store=store, settings=store.settings, actor=system_actor("visitor"), clock=clock)


def test_numbers_sums_and_money_hold_together(demo_office: Office) -> None:
    assert check(demo_office.store) == []
    with Session(demo_office.store.engine) as session:
        all_papers = session.exec(select(t.Paper).order_by(col(t.Paper.id))).all()
        assert {one.state for one in all_papers} == set(PaperState)
        assert {one.kind for one in all_papers} == set(PaperKind)
        assert all(one.day <= TODAY for one in all_papers)
        for series in session.exec(select(t.DocumentSeries)).all():
            given = [
                one.number
                for one in all_papers
                if (one.own_entity_id, one.kind, one.year) == (series.own_entity_id, series.kind, series.year)
            ]
            assert given == list(range(1, series.last_number + 1))
        laid = _sums(session, t.Allocation.paper_id)
        assert {one.id: one.paid_kop for one in all_papers if one.paid_kop} == laid
        payments = session.exec(select(t.Payment)).all()
        taken = _sums(session, t.Allocation.payment_id)
        assert {one.id: one.allocated_kop for one in payments if one.allocated_kop} == taken
        assert any(one.client_id is None for one in payments)
        for paper in all_papers:
            lines = session.exec(select(t.PaperLine).where(t.PaperLine.paper_id == paper.id)).all()
            assert sum(one.total_kop for one in lines) == paper.total_kop
        assert session.scalar(select(func.count()).select_from(t.PaperFile)) == 0


def _sums(session: Session, column: object) -> dict[int, int]:
    key = col(column)  # type: ignore[arg-type]
    statement = select(key, func.sum(col(t.Allocation.amount_kop))).group_by(key)
    return {number: int(total) for number, total in session.exec(statement).all()}


def test_the_own_firms_have_requisites_of_the_right_form(demo_office: Office) -> None:
    with Session(demo_office.store.engine) as session:
        for own in session.exec(select(t.OwnEntity)).all():
            assert not iban_problem(own.iban or "")
            assert not read_tax_code(own.tax_code).warnings
            if own.vat_payer:
                assert not read_vat_number(own.vat_number or "", own.tax_code).warnings


def test_a_file_is_drawn_when_it_is_asked_for_and_is_then_the_same_for_ever(demo_office: Office) -> None:
    invoices = demo_office.call(papers.list_papers, kind=PaperKind.INVOICE, state=PaperState.PAID).rows
    first = demo_office.call(papers.paper_pdf, paper_id=invoices[0].id)
    assert first.content.startswith(b"%PDF")
    assert demo_office.call(papers.paper_pdf, paper_id=invoices[0].id) == first
    letter = demo_office.call(mail.send_paper, paper_id=invoices[1].id, to_address="a@client.example")
    assert (letter.state, letter.file_name[-4:]) == (MailState.QUEUED, ".pdf")
    assert len(demo_office.call(papers.show_paper, paper_id=invoices[1].id).files) == 1
    nobody = demo_office.as_actor(Actor(1, "x", "X", frozenset()))
    with pytest.raises(Forbidden):
        nobody.call(papers.paper_pdf, paper_id=invoices[2].id)
    assert demo_office.call(papers.show_paper, paper_id=invoices[2].id).files == ()


def test_a_file_that_is_gone_from_a_real_office_is_not_drawn_anew(demo_office: Office) -> None:
    with Session(demo_office.store.engine.execution_options(write=True)) as session:
        session.delete(session.get_one(t.Setting, "demo"))
        session.commit()
    paper = demo_office.call(papers.list_papers, kind=PaperKind.INVOICE, state=PaperState.PAID).rows[0]
    with pytest.raises(Refused, match="restore it from a backup"):
        demo_office.call(papers.paper_pdf, paper_id=paper.id)


def test_the_next_paper_takes_the_next_number(demo_office: Office) -> None:
    draft = demo_office.call(papers.list_papers, kind=PaperKind.INVOICE, state=PaperState.DRAFT).rows[0]
    with Session(demo_office.store.engine) as session:
        last = session.exec(
            select(t.DocumentSeries.last_number).where(
                t.DocumentSeries.own_entity_id == draft.own_entity.id,
                t.DocumentSeries.kind == PaperKind.INVOICE.value,
                t.DocumentSeries.year == draft.day.year,
            )
        ).one()
    issued = demo_office.call(papers.issue_paper, paper_id=draft.id).paper
    assert issued.row.number == str(last + 1)


def test_the_report_of_sales_has_its_rows(demo_office: Office) -> None:
    report = demo_office.call(paid_sales, period=Period(date(2025, 1, 1), TODAY))
    assert len(report.lines) == 5, "four managers, and the administrator who sold sets of nobody's"
