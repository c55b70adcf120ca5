"""КЕП of the demo office: sets, papers, money, certificates and services say the same of each other."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlmodel import Session, col, select

from crm_tui.domain.kep_sets import KepDuty, kep_ref, read_kep_ref
from crm_tui.domain.kinds import PaperState, TermSource
from crm_tui.domain.papers import PaperKind
from crm_tui.domain.permissions import system_actor
from crm_tui.exchange.certificates import read_certificate
from crm_tui.store import demo
from crm_tui.store import tables as t
from crm_tui.store.engine import Store
from crm_tui.usecases.certificates import list_certificates
from crm_tui.usecases.kep_boxes import list_boxes
from crm_tui.usecases.kep_certificates import terms_for_set
from crm_tui.usecases.kep_debts import list_kep_debts
from crm_tui.usecases.kep_papers import PRINTED, papers_of_set
from crm_tui.usecases.kep_piles import issue_set_papers, write_bundle
from crm_tui.usecases.office import Office
from crm_tui.usecases.papers import paper_pdf, paper_text
from crm_tui.usecases.parts.certificate_rows import columns_of
from tests.conftest import Clock

TODAY = date(2026, 3, 2)


@pytest.fixture
def demo_office(store: Store, clock: Clock) -> Office:
    demo.fill_demo(store, clients=200, seed=7, today=TODAY)
    return Office(store=store, settings=store.settings, actor=system_actor("visitor"), clock=clock)


def test_certificates_are_what_a_reader_reads_in_them(demo_office: Office) -> None:
    with Session(demo_office.store.engine) as session:
        found = session.exec(select(t.Certificate, t.StoredFile).join(t.StoredFile)).all()
        clients = {one.id: one for one in session.exec(select(t.Client)).all()}
        assert len(found) > 150
        for row, file in found:
            told = columns_of(read_certificate(file.content))
            assert {name: getattr(row, name) for name in told} == told
            assert not row.code_doubtful
            if row.client_id is not None:
                assert row.tax_code == clients[row.client_id].tax_code
        assert {row.key for row, _file in found} == {"dstu4145", "ecdsa"}
        assert {row.use for row, _file in found} == {"sign", "encrypt", "sign+encrypt"}
        assert {row.kind for row, _file in found} == {"signature", "seal"}
        assert len({row.serial for row, _file in found}) == len(found)


def test_a_set_has_the_term_of_its_certificates_and_of_its_service(demo_office: Office) -> None:
    with Session(demo_office.store.engine) as session:
        sets = session.exec(select(t.KepSet).where(col(t.KepSet.valid_from).is_not(None))).all()
        kept = session.exec(select(t.Certificate)).all()
        terms = {(one.client_id, one.valid_from, one.valid_to) for one in kept}
        for one in sets:
            assert (one.client_id, one.valid_from, one.valid_to) in terms
            service = session.get_one(t.ClientService, one.client_service_id)
            same = ("client_id", "manager_id", "valid_from", "valid_to")
            assert [getattr(service, name) for name in same] == [getattr(one, name) for name in same]
            assert service.source is TermSource.KEP
        soon = [one for one in sets if one.valid_to and TODAY <= one.valid_to <= TODAY + timedelta(days=60)]
        assert soon


def test_sets_are_paid_as_their_invoices_are(demo_office: Office) -> None:
    with Session(demo_office.store.engine) as session:
        for one in session.exec(select(t.KepSet)).all():
            if one.invoice_id is None:
                assert one.paid_by_hand is (one.paid_on is not None)
                continue
            paper = session.get_one(t.Paper, one.invoice_id)
            assert (paper.kind, paper.client_id, paper.own_entity_id) == (
                PaperKind.INVOICE,
                one.client_id,
                one.own_entity_id,
            )
            assert paper.paid_on == one.paid_on
            assert not one.paid_by_hand
            assert (paper.state is PaperState.CANCELLED) is (one.cancelled_on is not None)
            assert kep_ref(one.id or 0) in paper.note
        whole = session.exec(
            select(t.Paper.total_kop, t.KepSet).join(t.KepSet, col(t.KepSet.invoice_id) == t.Paper.id)
        ).all()
        by_paper: dict[int, int] = {}
        for _total, one in whole:
            by_paper[one.invoice_id or 0] = by_paper.get(one.invoice_id or 0, 0) + one.total_kop
        assert all(by_paper[one.invoice_id or 0] == total for total, one in whole)
        assert len(by_paper) < len(whole), "some sets share an invoice"


def test_papers_stand_on_the_invoice_and_are_drawn_when_asked_for(demo_office: Office) -> None:
    with Session(demo_office.store.engine) as session:
        acts = session.exec(
            select(t.Paper).where(t.Paper.kind == PaperKind.ACT, col(t.Paper.contract).startswith("Договір"))
        ).all()
        act = acts[0]
        number = session.exec(select(t.KepSet.id).where(t.KepSet.invoice_id == act.based_on_id)).first()
    kinds = {row.kind for row in demo_office.call(papers_of_set, set_id=number or 0)}
    assert kinds == {PaperKind.INVOICE, PaperKind.CONTRACT, PaperKind.ACT}
    out = BytesIO()
    papers = demo_office.call(issue_set_papers, set_ids=(number or 0,), kinds=PRINTED)
    assert (len(papers.paper_ids), papers.issued) == (3, 0)
    assert demo_office.call(write_bundle, paper_ids=papers.paper_ids, out=out) >= 3
    assert demo_office.call(paper_pdf, paper_id=act.id or 0).content.startswith(b"%PDF")
    assert act.contract.removeprefix("Договір ") in " ".join(
        demo_office.call(paper_text, paper_id=act.id or 0).split()
    )


def test_every_list_of_the_workspace_has_rows(demo_office: Office) -> None:
    for duty in (KepDuty.DOCUMENTS, KepDuty.GENERATION, KepDuty.PAYMENT):
        assert demo_office.call(list_kep_debts, duty=duty).rows
    boxes = demo_office.call(list_boxes)
    assert [box.closed_on is None for box in boxes[:2]] == [True, False]
    assert [box.sent_on is None for box in boxes[:3]] == [True, True, False]
    assert demo_office.call(list_certificates, unknown=True).rows
    assert demo_office.call(list_certificates, ending_in=90).rows


def test_certificates_of_today_wait_for_their_sets(demo_office: Office) -> None:
    with Session(demo_office.store.engine) as session:
        waiting = session.exec(
            select(t.KepSet.id).where(
                col(t.KepSet.ordered_on).is_not(None),
                col(t.KepSet.generated_on).is_(None),
                col(t.KepSet.cancelled_on).is_(None),
            )
        ).all()
    terms = [term for number in waiting for term in demo_office.call(terms_for_set, set_id=number or 0)]
    assert any(term.valid_from == TODAY for term in terms)


def test_money_with_a_slip_in_the_identifier_lies_unposted(demo_office: Office) -> None:
    with Session(demo_office.store.engine) as session:
        lost = session.exec(select(t.Payment).where(col(t.Payment.purpose).contains("КЕП-"))).all()
        strange = [one for one in lost if one.client_id is None]
        assert strange
        assert all(read_kep_ref(one.purpose) is None for one in strange)
