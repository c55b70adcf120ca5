"""What a paper is begun with: last year's lines at today's prices."""

from datetime import date
from decimal import Decimal

import pytest

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import ClientKind
from crm_tui.domain.papers import PaperKind, VatMode
from crm_tui.store import tables as t
from crm_tui.usecases import client_requisites, papers, prices
from crm_tui.usecases.client_requisites import Requisites
from crm_tui.usecases.office import Office
from crm_tui.usecases.paper_drafts import prepare_paper, price_line
from crm_tui.usecases.papers import LineFields, PaperFields
from crm_tui.usecases.parts import paper_drawing
from tests.factories import Make

LAST_YEAR, TODAY = date(2025, 3, 3), date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_drawing, "_render", lambda ready, _: ready.number.encode())


@pytest.fixture
def firm(make: Make) -> t.OwnEntity:
    return make.own_entity(iban="UA213223130000026007233566001", vat_payer=True, vat_number="990000112345")


@pytest.fixture
def renewal(office: Office, make: Make, firm: t.OwnEntity) -> t.Task:
    """A renewal task; last year the client bought support for three places and a visit."""
    client = make.client("Ромашка", tax_code="99001004")
    service = make.service("Супровід", code="SUP")
    row = make.client_service(client, service, valid_from=date(2025, 4, 1), valid_to=date(2026, 3, 31))
    lines = (
        LineFields(
            "Супровід торік",
            100_000,
            quantity=Decimal(3),
            unit="міс.",
            service_id=service.id,
            client_service_id=row.id,
            term_end=date(2025, 3, 31),
        ),
        LineFields("Виїзд", 40_000),
    )
    make.own_entity(short_name="Інша", iban=firm.iban)
    fields = PaperFields(PaperKind.INVOICE, firm.id or 0, client.id or 0, LAST_YEAR, lines)
    draft = office.call(papers.add_paper, fields=fields)
    office.call(papers.issue_paper, paper_id=draft.id)
    return make.task(client, client_service_id=row.id, service_id=service.id, term_end=date(2026, 3, 31))


def test_last_years_lines_at_todays_price(office: Office, renewal: t.Task, firm: t.OwnEntity) -> None:
    office.call(
        prices.set_price,
        service_id=renewal.service_id or 0,
        valid_from=date(2026, 1, 1),
        price_kop=120_000,
        vat=VatMode.VAT_20,
    )
    begun = office.call(prepare_paper, kind=PaperKind.INVOICE, task_id=renewal.id)
    support, visit = begun.fields.lines
    assert (support.price_kop, support.quantity, support.vat) == (120_000, Decimal(3), VatMode.VAT_20)
    assert support.name == "Супровід (з 01.04.2026 до 31.03.2027)"
    assert (support.client_service_id, support.term_end) == (renewal.client_service_id, date(2026, 3, 31))
    assert (visit.name, visit.price_kop) == ("Виїзд", 40_000)
    assert (begun.fields.own_entity_id, begun.fields.task_id) == (firm.id, renewal.id)
    assert begun.fields.valid_until == date(2026, 3, 12)
    assert "1 000,00, now 1 200,00" in begun.notes[0].replace("\xa0", " ")
    assert begun.exists is None
    draft = office.call(papers.add_paper, fields=begun.fields)
    done = office.call(papers.issue_paper, paper_id=draft.id).paper
    again = office.call(prepare_paper, kind=PaperKind.INVOICE, task_id=renewal.id)
    assert again.exists is not None
    assert again.exists.id == done.id


def test_a_missing_price_is_told_and_must_be_entered(office: Office, renewal: t.Task) -> None:
    begun = office.call(prepare_paper, kind=PaperKind.INVOICE, task_id=renewal.id)
    assert begun.fields.lines[0].price_kop is None
    assert "no price on 02.03.2026" in begun.notes[0]
    with pytest.raises(Refused, match="line 1: Супровід"):
        office.call(papers.add_paper, fields=begun.fields)


def test_a_kind_of_client_has_its_own_price(office: Office, make: Make) -> None:
    service = make.service("Супровід")
    for kind, price in ((None, 100_000), (ClientKind.BUDGET_INSTITUTION, 90_000)):
        office.call(
            prices.set_price,
            service_id=service.id or 0,
            valid_from=date(2026, 1, 1),
            price_kop=price,
            client_kind=kind,
        )
    school = make.client(kind=ClientKind.BUDGET_INSTITUTION)
    for client, price in ((school, 90_000), (make.client(), 100_000)):
        line = office.call(price_line, client_id=client.id or 0, service_id=service.id or 0).line
        assert line.price_kop == price


def test_an_offer_is_gone_on_from_with_its_own_prices(
    office: Office, renewal: t.Task, firm: t.OwnEntity
) -> None:
    client_id = renewal.client_id or 0
    office.call(
        client_requisites.set_requisites,
        client_id=client_id,
        version=0,
        fields=Requisites(contract="Договір № 7"),
    )
    fields = PaperFields(
        PaperKind.OFFER, firm.id or 0, client_id, TODAY, (LineFields("Налаштування", 55_500),)
    )
    offer = office.call(papers.add_paper, fields=fields)
    office.call(papers.issue_paper, paper_id=offer.id)
    begun = office.call(prepare_paper, kind=PaperKind.INVOICE, based_on_id=offer.id)
    assert begun.fields.lines == fields.lines
    assert (begun.fields.based_on_id, begun.fields.contract) == (offer.id, "Договір № 7")


def test_a_paper_is_for_one_client_and_by_one_firm(office: Office, make: Make) -> None:
    with pytest.raises(Refused, match="which client"):
        office.call(prepare_paper, kind=PaperKind.OFFER)
    client, other = make.client(), make.client_service()
    with pytest.raises(Refused, match="different clients"):
        office.call(
            prepare_paper,
            kind=PaperKind.OFFER,
            client_id=client.id,
            client_service_ids=(other.id or 0,),
        )
    with pytest.raises(Refused, match="no own firm"):
        office.call(prepare_paper, kind=PaperKind.OFFER, client_id=client.id)
    make.own_entity()
    assert office.call(prepare_paper, kind=PaperKind.OFFER, client_id=client.id).fields.lines == ()
