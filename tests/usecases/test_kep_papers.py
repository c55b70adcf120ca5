"""Papers printed from sets: what stands on them, what they stand on, many of them in one file."""

import io
from base64 import urlsafe_b64decode
from datetime import date, timedelta

import pytest

from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.kep_sets import kep_ref
from crm_tui.domain.kinds import ClientKind, PaperState, Role
from crm_tui.domain.papers import ContractKind, PaperKind
from crm_tui.domain.permissions import Actor
from crm_tui.store import tables as t
from crm_tui.usecases import client_requisites, kep_facts, kep_papers, kep_piles, kep_sets, papers, payments
from crm_tui.usecases.client_requisites import Requisites
from crm_tui.usecases.kep_sets import KepSetCard
from crm_tui.usecases.office import Office
from crm_tui.usecases.papers import PaperCard
from crm_tui.usecases.parts.paper_lines import fields_of
from crm_tui.usecases.parts.paper_rows import PaperExists
from crm_tui.usecases.payments import PaymentFields
from tests.documents.reading import pages_text, qr_codes
from tests.factories import Make

DAY = date(2026, 3, 2)
IBAN = "UA213223130000026007233566001"
INVOICE, ACT, CONTRACT = PaperKind.INVOICE, PaperKind.ACT, PaperKind.CONTRACT


@pytest.fixture
def manager(office: Office, actors: dict[Role, Actor]) -> Office:
    return office.as_actor(actors[Role.MANAGER])


@pytest.fixture
def accountant(office: Office, actors: dict[Role, Actor]) -> Office:
    return office.as_actor(actors[Role.ACCOUNTANT])


@pytest.fixture
def firm(make: Make) -> t.OwnEntity:
    return make.own_entity(
        short_name="ТОВ «Облік»", iban=IBAN, place="Львів", head_name="Бондар Оксана Іванівна"
    )


@pytest.fixture
def client(make: Make, firm: t.OwnEntity) -> t.Client:
    return make.client(
        "Ромашка", tax_code="99001004", head_name="Коваль Ігор Олегович", head_position="директор"
    )


def issued(manager: Office, make: Make, client: t.Client) -> KepSetCard:
    kind = make.kep_kind("Комплект КЕП: керівник, 1 рік")
    return manager.call(kep_sets.issue_set, client_id=client.id, kind_id=kind.id, day=DAY)


def printed(office: Office, kind: PaperKind, *cards: KepSetCard, **asked: object) -> PaperCard:
    numbers = tuple(card.row.id for card in cards)
    return office.call(kep_papers.issue_set_paper, set_ids=numbers, kind=kind, **asked).paper


def text_of(office: Office, paper: PaperCard) -> str:
    return " ".join(pages_text(office.call(papers.paper_pdf, paper_id=paper.id).content))


def test_the_invoice_names_the_set_and_keeps_the_cas_line_apart(
    manager: Office, make: Make, client: t.Client
) -> None:
    card = issued(manager, make, client)
    invoice = printed(manager, INVOICE, card)
    assert [line.total_kop for line in invoice.lines] == [69_600, 30_000]
    assert invoice.row.total_kop == 99_600
    content = manager.call(papers.paper_pdf, paper_id=invoice.id).content
    (text,) = pages_text(content)
    assert f"{card.row.ref}: Коваль Ігор Олегович (керівник); строк дії 1 рік." in text
    (address,) = qr_codes(content)
    coded = address.rpartition("/")[2]
    lines = urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode("cp1251").split("\r\n")
    assert lines[7] == "UAH996.00"
    assert card.row.ref in lines[11]
    assert lines[11] in text
    shown = manager.call(kep_sets.show_set, set_id=card.row.id)
    assert shown.row.invoice is not None
    assert shown.row.invoice.name == invoice.row.number


def test_what_the_client_pays_to_the_ca_can_be_left_out(
    manager: Office, make: Make, client: t.Client
) -> None:
    invoice = printed(manager, INVOICE, issued(manager, make, client), with_ca=False)
    assert invoice.row.total_kop == 69_600
    assert "Послуги КНЕДП (300,00 грн) сплачуються окремо." in invoice.note


def test_a_second_invoice_is_refused_until_the_first_is_cancelled(
    manager: Office, make: Make, client: t.Client
) -> None:
    card = issued(manager, make, client)
    first = printed(manager, INVOICE, card)
    with pytest.raises(PaperExists, match=f"№ {first.row.number} of") as told:
        printed(manager, INVOICE, card)
    assert told.value.paper_id == first.id
    manager.call(papers.cancel_paper, paper_id=first.id, reason="помилка")
    second = printed(manager, INVOICE, card)
    assert second.row.number != first.row.number


def test_a_draft_is_one_too_and_thrown_away_it_frees_the_set(
    manager: Office, make: Make, client: t.Client
) -> None:
    card = issued(manager, make, client)
    draft = manager.call(kep_papers.draft_set_paper, set_ids=(card.row.id,), kind=INVOICE).paper
    with pytest.raises(PaperExists, match="draft"):
        printed(manager, INVOICE, card)
    with pytest.raises(Refused, match="still a draft"):
        printed(manager, ACT, card)
    manager.call(papers.drop_draft_paper, paper_id=draft.id)
    assert printed(manager, INVOICE, card).row.state is PaperState.ISSUED


def test_the_act_stands_on_the_contract_and_the_invoice(
    manager: Office, office: Office, make: Make, client: t.Client, actors: dict[Role, Actor]
) -> None:
    card = issued(manager, make, client)
    with pytest.raises(Refused, match="no invoice yet"):
        printed(manager, ACT, card)
    invoice = printed(manager, INVOICE, card)
    contract = printed(manager, CONTRACT, card)
    head = office.as_actor(actors[Role.HEAD])
    last = DAY + timedelta(days=364)
    head.call(kep_facts.generate_set, set_id=card.row.id, valid_from=DAY, valid_to=last)
    act = printed(manager, ACT, card)
    assert (act.based_on_id, contract.based_on_id) == (invoice.id, invoice.id)
    text = text_of(manager, act)
    assert f"№ {contract.row.number} від" in text
    assert f"рахунок № {invoice.row.number} від" in text
    assert "строк дії з 02.03.2026 до 01.03.2027" in text
    kinds = [row.kind for row in manager.call(kep_papers.papers_of_set, set_id=card.row.id)]
    assert kinds == [INVOICE, CONTRACT, ACT]
    with pytest.raises(PaperExists, match=f"№ {act.row.number} of"):
        printed(manager, ACT, card)


def test_a_new_version_of_the_invoice_keeps_the_sets_their_act_and_their_identifier(
    manager: Office, make: Make, client: t.Client
) -> None:
    card = issued(manager, make, client)
    first = printed(manager, INVOICE, card)
    act = printed(manager, ACT, card)
    draft = manager.call(papers.new_version, paper_id=first.id, reason="ціна")
    assert card.row.ref in manager.call(papers.paper_text, paper_id=draft.id)
    newer = manager.call(papers.issue_paper, paper_id=draft.id).paper
    assert card.row.ref in text_of(manager, newer)
    found = manager.call(kep_papers.papers_of_set, set_id=card.row.id)
    assert [row.id for row in found] == [newer.id, act.id]


@pytest.mark.parametrize(
    ("kind", "wanted", "made"),
    [
        (ClientKind.BUDGET_INSTITUTION, None, ContractKind.BUDGET),
        (ClientKind.LEGAL_ENTITY, None, ContractKind.COMMERCIAL),
        (ClientKind.BUDGET_INSTITUTION, ContractKind.COMMERCIAL, ContractKind.COMMERCIAL),
        (ClientKind.SOLE_TRADER, ContractKind.BUDGET, ContractKind.BUDGET),
    ],
)
def test_the_contract_follows_the_clients_kind_and_can_be_changed(
    manager: Office,
    make: Make,
    firm: t.OwnEntity,
    kind: ClientKind,
    wanted: ContractKind | None,
    made: ContractKind,
) -> None:
    card = issued(manager, make, make.client("Заклад", kind=kind))
    printed(manager, INVOICE, card)
    contract = printed(manager, CONTRACT, card, contract_kind=wanted)
    assert contract.contract_kind is made


def test_what_a_contract_lacks_is_told_and_the_genitive_is_written_only_when_accepted(
    manager: Office, make: Make, firm: t.OwnEntity
) -> None:
    school = make.client(
        "Школа № 5",
        tax_code="99001016",
        kind=ClientKind.BUDGET_INSTITUTION,
        head_name="Швець Микола Ілліч",
        head_position="директор",
    )
    card = issued(manager, make, school)
    printed(manager, INVOICE, card)
    done = manager.call(kep_papers.issue_set_paper, set_ids=(card.row.id,), kind=CONTRACT)
    assert "Prozorro" in " ".join(done.warnings)
    assert "Шевця Миколи Ілліча" in " ".join(done.warnings)
    assert "Шевця" not in text_of(manager, done.paper)
    suggested = manager.call(client_requisites.suggest_genitives, client_id=school.id)
    fields = Requisites(
        head_name_genitive=suggested.head_name_genitive,
        head_position_genitive=suggested.head_position_genitive,
        procurement="UA-2026-03-01-000001-a",
    )
    manager.call(client_requisites.set_requisites, client_id=school.id, version=0, fields=fields)
    manager.call(papers.cancel_paper, paper_id=done.paper.id, reason="без номера закупівлі")
    again = manager.call(kep_papers.issue_set_paper, set_ids=(card.row.id,), kind=CONTRACT)
    assert again.warnings == ()
    text = text_of(manager, again.paper)
    assert "в особі директора Шевця Миколи Ілліча" in text
    assert "UA-2026-03-01-000001-a" in text


def test_a_head_in_latin_letters_is_typed_by_hand(manager: Office, make: Make, firm: t.OwnEntity) -> None:
    card = issued(manager, make, make.client("Хліб", head_name="Ivanenko Ivan"))
    printed(manager, INVOICE, card)
    done = manager.call(kep_papers.issue_set_paper, set_ids=(card.row.id,), kind=CONTRACT)
    assert "no rule fits Ivanenko Ivan" in " ".join(done.warnings)


def test_one_invoice_for_several_sets_pays_them_all(
    manager: Office, accountant: Office, make: Make, client: t.Client, firm: t.OwnEntity
) -> None:
    first, second = (issued(manager, make, client) for _ in range(2))
    invoice = printed(manager, INVOICE, first, second)
    names = [line.name for line in invoice.lines]
    assert [kep_ref(first.row.id) in name for name in names] == [True, False, True, False]
    assert [line.total_kop for line in invoice.lines] == [69_600, 69_600, 30_000, 30_000]
    act = printed(manager, ACT, second)
    assert act.row.total_kop == 2 * 99_600
    fields = PaymentFields(firm.id or 0, DAY, 199_200, client_id=client.id)
    paid = accountant.call(payments.add_payment, fields=fields)
    accountant.call(payments.allocate, payment_id=paid.row.id, paper_id=invoice.id)
    for card in (first, second):
        assert manager.call(kep_sets.show_set, set_id=card.row.id).row.paid_on is not None


def test_a_cancelled_set_takes_its_papers_with_it(manager: Office, make: Make, client: t.Client) -> None:
    card = issued(manager, make, client)
    made = [printed(manager, kind, card) for kind in (INVOICE, CONTRACT, ACT)]
    manager.call(kep_sets.cancel_set, set_id=card.row.id, reason="передумали")
    for paper in made:
        shown = manager.call(papers.show_paper, paper_id=paper.id)
        assert (shown.row.state, shown.reason) == (PaperState.CANCELLED, "передумали")
    with pytest.raises(Refused, match="was cancelled on"):
        printed(manager, INVOICE, card)


def test_what_cannot_be_issued_leaves_no_draft(manager: Office, make: Make) -> None:
    make.own_entity(iban=None)
    card = issued(manager, make, make.client())
    with pytest.raises(Refused, match="has no IBAN"):
        printed(manager, INVOICE, card)
    assert manager.call(papers.list_papers).rows == ()
    assert manager.call(kep_sets.show_set, set_id=card.row.id).row.invoice is None


def test_sets_of_two_clients_and_no_sets_at_all_make_no_paper(
    manager: Office, make: Make, client: t.Client
) -> None:
    with pytest.raises(Refused, match="different clients"):
        printed(manager, INVOICE, issued(manager, make, client), issued(manager, make, make.client()))
    with pytest.raises(Refused, match="Say which sets"):
        printed(manager, INVOICE)
    with pytest.raises(Refused, match="an invoice, a contract or an act"):
        printed(manager, PaperKind.OFFER, issued(manager, make, client))


def test_a_colleagues_set_is_printed_by_an_accountant_but_not_by_another_manager(
    office: Office, manager: Office, accountant: Office, make: Make, client: t.Client
) -> None:
    card = issued(manager, make, client)
    other = office.as_actor(make.actor(Role.MANAGER))
    with pytest.raises(Forbidden):
        printed(other, INVOICE, card)
    assert printed(accountant, INVOICE, card).row.state is PaperState.ISSUED


def test_a_bundle_has_the_very_pages_of_every_paper(manager: Office, make: Make, client: t.Client) -> None:
    cards = [issued(manager, make, one) for one in (client, make.client("Волошка"), make.client("Мальва"))]
    numbers = tuple(card.row.id for card in cards)
    kinds = (INVOICE, ACT, CONTRACT)
    done = manager.call(kep_piles.issue_set_papers, set_ids=numbers, kinds=kinds)
    assert (len(done.paper_ids), done.issued, done.problems) == (9, 9, ())
    out = io.BytesIO()
    count = manager.call(kep_piles.write_bundle, paper_ids=done.paper_ids, out=out)
    pages = pages_text(out.getvalue())
    stored = [manager.call(papers.paper_pdf, paper_id=one).content for one in done.paper_ids]
    assert pages == [page for content in stored for page in pages_text(content)]
    assert len(pages) == count
    assert qr_codes(out.getvalue()) == [code for content in stored for code in qr_codes(content)]
    again = manager.call(kep_piles.issue_set_papers, set_ids=numbers, kinds=kinds)
    assert (again.paper_ids, again.issued) == (done.paper_ids, 0)


def test_a_set_that_cannot_be_printed_keeps_no_other_from_it(
    manager: Office, make: Make, client: t.Client
) -> None:
    good, bad = issued(manager, make, client), issued(manager, make, client)
    manager.call(kep_sets.cancel_set, set_id=bad.row.id, reason="двічі")
    done = manager.call(kep_piles.issue_set_papers, set_ids=(bad.row.id, good.row.id), kinds=(INVOICE,))
    assert len(done.paper_ids) == 1
    (problem,) = done.problems
    assert problem.startswith(f"{bad.row.ref}: The set was cancelled")


def test_a_draft_that_somebody_changed_is_issued_as_it_is(
    manager: Office, make: Make, client: t.Client
) -> None:
    card = issued(manager, make, client)
    draft = manager.call(kep_papers.draft_set_paper, set_ids=(card.row.id,), kind=INVOICE).paper
    was = fields_of(draft)
    fields = type(was)(**{name: getattr(was, name) for name in was.__slots__} | {"lines": was.lines[:1]})
    manager.call(
        papers.edit_paper, paper_id=draft.id, version=draft.row.version, lines_were=was.lines, fields=fields
    )
    done = manager.call(kep_piles.issue_set_papers, set_ids=(card.row.id,), kinds=(INVOICE, ACT))
    assert done.paper_ids[0] == draft.id
    act = manager.call(papers.show_paper, paper_id=done.paper_ids[1])
    assert act.row.total_kop == 69_600


def test_nothing_and_a_draft_make_no_bundle(manager: Office, make: Make, client: t.Client) -> None:
    card = issued(manager, make, client)
    draft = manager.call(kep_papers.draft_set_paper, set_ids=(card.row.id,), kind=INVOICE).paper
    for asked, why in (((), "nothing to print"), ((draft.id,), "no file yet")):
        with pytest.raises(Refused, match=why):
            manager.call(kep_piles.write_bundle, paper_ids=asked, out=io.BytesIO())


def test_two_sets_of_one_begun_invoice_are_printed_once(
    manager: Office, make: Make, client: t.Client
) -> None:
    numbers = tuple(issued(manager, make, client).row.id for _ in range(2))
    draft = manager.call(kep_papers.draft_set_paper, set_ids=numbers, kind=INVOICE).paper
    done = manager.call(kep_piles.issue_set_papers, set_ids=numbers, kinds=(INVOICE, ACT))
    assert (len(done.paper_ids), done.paper_ids[0], done.problems) == (2, draft.id, ())
