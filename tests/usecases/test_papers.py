"""Papers of a sale: drafts, numbers without gaps, the stored file, versions, cancelling, hard cases."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from crm_tui.domain.errors import ChangedMeanwhile, Forbidden, Refused
from crm_tui.domain.kinds import PaperState, Role
from crm_tui.domain.kyiv import format_moment
from crm_tui.domain.papers import ContractKind, PaperKind, VatMode
from crm_tui.domain.permissions import Actor
from crm_tui.store import tables as t
from crm_tui.usecases import papers
from crm_tui.usecases.office import Office
from crm_tui.usecases.papers import LineFields, PaperCard, PaperExists, PaperFields
from crm_tui.usecases.parts import paper_drawing
from crm_tui.usecases.parts.paper_lines import fields_of, lines_text, read_lines
from tests.conftest import Clock
from tests.factories import Make

IBAN = "UA213223130000026007233566001"
DAY = date(2026, 3, 2)
Invoice = Callable[..., PaperFields]


@pytest.fixture
def firm(make: Make) -> t.OwnEntity:
    return make.own_entity(iban=IBAN, head_name="Іваненко Іван", number_form="РП-{number:04}")


@pytest.fixture
def invoice(make: Make, firm: t.OwnEntity) -> Invoice:
    """The fields of an invoice over one line of 1,500.00 with VAT in it."""
    client = make.client("Ромашка", tax_code="99001004")

    def fields(**values: Any) -> PaperFields:
        line = LineFields("M.E.Doc Звітність", 150_000, vat=VatMode.VAT_20)
        given = {"kind": PaperKind.INVOICE, "own_entity_id": firm.id, "client_id": client.id, "day": DAY}
        return PaperFields(**given | {"lines": (line,)} | values)

    return fields


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where drawing takes no part: it is half of the time. A file says only whose number it bears."""
    monkeypatch.setattr(paper_drawing, "_render", lambda ready, _: ready.number.encode())


def issued(office: Office, fields: PaperFields) -> PaperCard:
    draft = office.call(papers.add_paper, fields=fields)
    return office.call(papers.issue_paper, paper_id=draft.id).paper


def opened(draft: PaperCard) -> dict[str, Any]:
    """A draft as a person has it before him who is going to change it."""
    return {"paper_id": draft.id, "version": draft.row.version, "lines_were": fields_of(draft).lines}


def test_a_draft_becomes_a_paper_with_a_number_and_a_file(office: Office, invoice: Invoice) -> None:
    draft = office.call(papers.add_paper, fields=invoice(note="чекаємо"))
    assert (draft.row.state, draft.row.number, draft.files) == (PaperState.DRAFT, "", ())
    with pytest.raises(Refused, match="issue it first"):
        office.call(papers.paper_pdf, paper_id=draft.id)
    done = office.call(papers.issue_paper, paper_id=draft.id)
    assert done.warnings == ()
    assert (done.paper.row.state, done.paper.row.number) == (PaperState.ISSUED, "РП-0001")
    file = office.call(papers.paper_pdf, paper_id=draft.id)
    assert file.name == "Рахунок_РП-0001_99001004.pdf"
    assert file.content.startswith(b"%PDF")
    assert hashlib.sha256(file.content).hexdigest() == done.paper.files[0].sha256
    assert "РП-0001" in office.call(papers.paper_text, paper_id=draft.id)
    with pytest.raises(Refused, match="issued already"):
        office.call(papers.issue_paper, paper_id=draft.id)
    with pytest.raises(Refused, match="new version"):
        office.call(papers.edit_paper, paper_id=draft.id, version=9, lines_were=(), fields=invoice())


def test_the_offices_own_text_is_printed_and_a_broken_one_takes_no_number(
    office: Office, invoice: Invoice, tmp_path: Path
) -> None:
    settings = replace(office.settings, templates_dir=str(tmp_path))
    office = replace(office, settings=settings, store=replace(office.store, settings=settings))
    notice = tmp_path / "invoice_notice.j2"
    notice.write_text("Сплатіть {{ sum }}", "utf-8")
    draft = office.call(papers.add_paper, fields=invoice())
    with pytest.raises(Refused, match="line 1: there is no field “sum”"):
        office.call(papers.issue_paper, paper_id=draft.id)
    notice.write_text("Сплатіть {{ total }} грн", "utf-8")
    assert office.call(papers.issue_paper, paper_id=draft.id).paper.row.number == "РП-0001"
    assert "Сплатіть 1 500,00 грн" in office.call(papers.paper_text, paper_id=draft.id)


def test_reprint_is_the_stored_file_whatever_changed_since(
    office: Office, invoice: Invoice, make: Make, firm: t.OwnEntity
) -> None:
    paper = issued(office, invoice())
    before = office.call(papers.paper_pdf, paper_id=paper.id).content
    with Session(office.store.engine.execution_options(write=True)) as session:
        session.get_one(t.OwnEntity, firm.id).full_name = "Інша назва"
        session.commit()
    assert office.call(papers.paper_pdf, paper_id=paper.id).content == before
    with Session(office.store.engine.execution_options(write=True)) as session:
        session.get_one(t.StoredFile, paper.files[0].sha256).content = b"%PDF forged"
        session.commit()
    with pytest.raises(Refused, match="not what it was"):
        office.call(papers.paper_pdf, paper_id=paper.id)


def test_sums_are_of_lines_and_who_pays_no_vat_sells_without_it(
    office: Office, invoice: Invoice, make: Make
) -> None:
    plain = office.call(papers.add_paper, fields=invoice())
    assert (plain.net_kop, plain.vat_kop, plain.row.total_kop) == (150_000, 0, 150_000)
    payer = make.own_entity(vat_payer=True, vat_number="990000112345", iban=IBAN)
    lines = (
        LineFields("Супровід", 1001, quantity=Decimal("1.5"), vat=VatMode.VAT_20),
        LineFields("Ліцензія", 50_000),
        LineFields("Робота", 10_000, vat=VatMode.VAT_20, includes_vat=False),
    )
    taxed = office.call(papers.add_paper, fields=invoice(own_entity_id=payer.id, lines=lines))
    sums = [(line.net_kop, line.vat_kop, line.total_kop) for line in taxed.lines]
    assert sums == [(1252, 250, 1502), (50_000, 0, 50_000), (10_000, 2_000, 12_000)]
    assert (taxed.net_kop, taxed.vat_kop, taxed.row.total_kop) == (61_252, 2_250, 63_502)


def test_a_draft_is_edited_by_one_at_a_time_and_thrown_away(office: Office, invoice: Invoice) -> None:
    draft = office.call(papers.add_paper, fields=invoice())
    edit = opened(draft)
    more = invoice(lines=(*invoice().lines, LineFields("Виїзд", 40_000)), note="терміново")
    changed = office.call(papers.edit_paper, **edit, fields=more)
    assert (changed.row.total_kop, len(changed.lines)) == (190_000, 2)
    with pytest.raises(ChangedMeanwhile):
        office.call(papers.edit_paper, **edit, fields=invoice(note="інше"))
    office.call(papers.drop_draft_paper, paper_id=draft.id)
    assert office.call(papers.list_papers).rows == ()


def test_two_who_change_the_lines_of_a_draft_are_told_of_each_other(office: Office, invoice: Invoice) -> None:
    draft = office.call(papers.add_paper, fields=invoice())
    edit = opened(draft)
    (line,) = edit["lines_were"]
    dearer = replace(line, name="M.E.Doc Звітність (2 робочі місця)")
    office.call(papers.edit_paper, **edit, fields=invoice(lines=(dearer,)))
    moment = format_moment(office.clock())
    with pytest.raises(ChangedMeanwhile) as stale:
        office.call(papers.edit_paper, **edit, fields=invoice(lines=(replace(line, price_kop=1),)))
    ((field, was, now, mine),) = ((one.field, one.was, one.now, one.mine) for one in stale.value.changes)
    assert field == "lines"
    assert stale.value.by == f"{office.actor.login} ({moment})", (
        "though the sum and so the paper's row stayed"
    )
    names = [[one.name for one in read_lines(str(text))] for text in (was, now, mine)]
    assert names == [[line.name], [dearer.name], [line.name]]
    # Who touched only the note leaves the other's lines as they are.
    mixed = office.call(papers.edit_paper, **edit, fields=invoice(lines=(line,), note="терміново"))
    assert (mixed.note, [one.name for one in mixed.lines]) == ("терміново", [dearer.name])


@given(
    st.lists(
        st.builds(
            LineFields,
            name=st.text(),
            price_kop=st.none() | st.integers(0, 10**12),
            quantity=st.decimals(0, 1_000_000, places=3).filter(bool),
            unit=st.text(),
            vat=st.sampled_from(VatMode),
            includes_vat=st.booleans(),
            service_id=st.none() | st.integers(1),
            term_end=st.none() | st.dates(),
        )
    )
)
def test_lines_are_read_from_their_text(lines: list[LineFields]) -> None:
    assert read_lines(lines_text(lines)) == tuple(lines)


@pytest.mark.usefixtures("undrawn")
def test_numbers_count_by_firm_kind_and_year(office: Office, invoice: Invoice, make: Make) -> None:
    other = make.own_entity(iban=IBAN)
    said = [
        issued(office, fields).row.number
        for fields in (
            invoice(),
            invoice(),
            invoice(day=date(2027, 1, 4)),
            invoice(own_entity_id=other.id),
            invoice(kind=PaperKind.OFFER),
            invoice(kind=PaperKind.CONTRACT, contract_kind=ContractKind.BUDGET),
        )
    ]
    assert said == ["РП-0001", "РП-0002", "РП-0001", "1", "РП-0001", "РП-0001-Б"]


def test_a_failed_issue_leaves_no_gap(
    office: Office, invoice: Invoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = office.call(papers.add_paper, fields=invoice())

    def broken(*_: object) -> None:
        raise OSError("no font")

    with monkeypatch.context() as patch:
        patch.setattr(paper_drawing, "_render", broken)
        with pytest.raises(OSError, match="no font"):
            office.call(papers.issue_paper, paper_id=draft.id)
    assert office.call(papers.show_paper, paper_id=draft.id).row.state is PaperState.DRAFT
    assert office.call(papers.issue_paper, paper_id=draft.id).paper.row.number == "РП-0001"


@pytest.mark.usefixtures("undrawn")
def test_fifty_writers_leave_no_gap_and_no_double(office: Office, invoice: Invoice) -> None:
    first = issued(office, invoice())
    drafts = [office.call(papers.add_paper, fields=invoice()).id for _ in range(50)]
    given: list[str] = []

    def writer(mine: list[int]) -> None:
        for number in mine:
            done = office.call(papers.issue_paper, paper_id=number)
            given.append(done.paper.row.number)

    threads = [Thread(target=writer, args=(drafts[place::50],)) for place in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted([first.row.number, *given]) == [f"РП-{n:04}" for n in range(1, 52)]


# --- versions, cancelling


@pytest.mark.usefixtures("undrawn")
def test_a_change_is_a_new_version_under_the_same_number(office: Office, invoice: Invoice) -> None:
    paper = issued(office, invoice())
    version = office.call(papers.new_version, paper_id=paper.id, reason="помилка в ціні")
    with pytest.raises(PaperExists) as known:
        office.call(papers.new_version, paper_id=paper.id, reason="ще раз")
    assert known.value.paper_id == version.id
    cheaper = invoice(lines=(replace(invoice().lines[0], price_kop=140_000),))
    edit = opened(version)
    with pytest.raises(Refused, match="keeps kind"):
        office.call(papers.edit_paper, **edit, fields=replace(cheaper, kind=PaperKind.ACT))
    office.call(papers.edit_paper, **edit, fields=cheaper)
    done = office.call(papers.issue_paper, paper_id=version.id).paper
    assert (done.row.number, done.row.edition, done.row.total_kop) == ("РП-0001", 2, 140_000)
    old = office.call(papers.show_paper, paper_id=paper.id)
    assert (old.row.state, old.replaced_by) == (PaperState.CANCELLED, version.id)
    assert "помилка в ціні" in old.reason
    assert issued(office, invoice()).row.number == "РП-0002"


@pytest.mark.usefixtures("undrawn")
def test_a_cancelled_number_is_not_given_again(office: Office, invoice: Invoice) -> None:
    paper = issued(office, invoice())
    with pytest.raises(Refused, match="Say why"):
        office.call(papers.cancel_paper, paper_id=paper.id, reason=" ")
    gone = office.call(papers.cancel_paper, paper_id=paper.id, reason="відмовились")
    assert (gone.row.state, gone.reason) == (PaperState.CANCELLED, "відмовились")
    with pytest.raises(Refused, match="cancelled already"):
        office.call(papers.cancel_paper, paper_id=paper.id, reason="знову")
    with pytest.raises(Refused, match="Only an issued"):
        office.call(papers.new_version, paper_id=paper.id, reason="знову")
    assert issued(office, invoice()).row.number == "РП-0002"


@pytest.mark.usefixtures("undrawn")
def test_a_colleague_s_paper_is_changed_only_by_who_may(
    office: Office, invoice: Invoice, actors: dict[Role, Actor]
) -> None:
    manager = office.as_actor(actors[Role.MANAGER])
    paper = issued(manager, invoice())
    with pytest.raises(Forbidden, match="colleague"):
        office.as_actor(actors[Role.SPECIALIST]).call(papers.cancel_paper, paper_id=paper.id, reason="x")
    office.as_actor(actors[Role.HEAD]).call(papers.cancel_paper, paper_id=paper.id, reason="помилка")


# --- the same renewal twice


@pytest.mark.usefixtures("undrawn")
def test_of_two_who_issue_the_same_renewal_one_is_told_which_there_is(
    office: Office, invoice: Invoice, make: Make, actors: dict[Role, Actor]
) -> None:
    client = make.client("Волошка", tax_code="99001016")
    service = make.client_service(client, valid_to=date(2026, 3, 31))
    line = LineFields("Супровід", 100_000, client_service_id=service.id, term_end=date(2026, 3, 31))
    fields = invoice(client_id=client.id, lines=(line,))
    people = [office.as_actor(actors[role]) for role in (Role.MANAGER, Role.SPECIALIST)]
    drafts = [(person, person.call(papers.add_paper, fields=fields).id) for person in people]
    issued_by: list[str] = []
    told: list[PaperExists] = []

    def act(person: Office, paper_id: int) -> None:
        try:
            person.call(papers.issue_paper, paper_id=paper_id)
            issued_by.append(person.actor.full_name)
        except PaperExists as exists:
            told.append(exists)

    threads = [Thread(target=act, args=one) for one in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,), (exists,) = issued_by, told
    assert winner in str(exists)
    assert office.call(papers.show_paper, paper_id=exists.paper_id).row.number in str(exists)
    next_year = replace(line, term_end=date(2027, 3, 31))
    issued(office, replace(fields, lines=(next_year,)))
    office.call(papers.cancel_paper, paper_id=exists.paper_id, reason="не та ціна")
    issued(office, fields)


@pytest.mark.usefixtures("undrawn")
def test_a_task_has_one_invoice_and_its_new_version(office: Office, invoice: Invoice, make: Make) -> None:
    fields = invoice()
    with Session(office.store.engine) as session:
        client = session.get_one(t.Client, fields.client_id)
    task = make.task(client)
    first = issued(office, replace(fields, task_id=task.id))
    with pytest.raises(PaperExists):
        issued(office, replace(fields, task_id=task.id))
    version = office.call(papers.new_version, paper_id=first.id, reason="інша ціна")
    assert office.call(papers.issue_paper, paper_id=version.id).paper.task_id == task.id
    other = make.task(make.client())
    with pytest.raises(Refused, match="another client"):
        office.call(papers.add_paper, fields=replace(fields, task_id=other.id))


# --- hard cases


@pytest.mark.usefixtures("undrawn")
def test_an_own_firm_without_iban_issues_offers_but_no_invoices(
    office: Office, invoice: Invoice, make: Make
) -> None:
    bare = make.own_entity(short_name="ФОП Бідний")
    with pytest.raises(Refused, match="ФОП Бідний has no IBAN"):
        issued(office, invoice(own_entity_id=bare.id))
    assert issued(office, invoice(own_entity_id=bare.id, kind=PaperKind.OFFER)).row.number == "1"


def test_a_client_without_a_tax_code_is_told(office: Office, invoice: Invoice, make: Make) -> None:
    client = make.client("Без коду")
    draft = office.call(papers.add_paper, fields=invoice(client_id=client.id))
    done = office.call(papers.issue_paper, paper_id=draft.id)
    assert any("tax code" in one for one in done.warnings)
    assert done.paper.files[0].name == "Рахунок_РП-0001.pdf"


NOT_SOLD: tuple[tuple[tuple[LineFields, ...], str], ...] = (
    ((), "no lines"),
    ((LineFields("Подарунок", 0),), "sum is 0"),
    ((LineFields("M.E.Doc", None),), "line 1: M.E.Doc has no price"),
    ((LineFields(" ", 100),), "what is sold"),
    ((LineFields("M.E.Doc", 100, quantity=Decimal("0")),), "quantity"),
    ((LineFields("M.E.Doc", 100, quantity=Decimal("0.0001")),), "quantity"),
    ((LineFields("M.E.Doc", -5),), "a price is"),
)


def test_what_cannot_be_sold_is_refused_with_its_line(office: Office, invoice: Invoice) -> None:
    for lines, word in NOT_SOLD:
        with pytest.raises(Refused, match=word):
            issued(office, invoice(lines=lines))


def test_lists_go_by_pages_the_newest_first(office: Office, invoice: Invoice) -> None:
    days = [date(2026, 3, day) for day in (1, 3, 2, 3)]
    drafts = [office.call(papers.add_paper, fields=invoice(day=day)).id for day in days]
    first = office.call(papers.list_papers, limit=3)
    assert [row.id for row in first.rows] == [drafts[3], drafts[1], drafts[2]]
    rest = office.call(papers.list_papers, older=first.older)
    assert ([row.id for row in rest.rows], rest.older) == ([drafts[0]], None)
    with Session(office.store.engine) as session:
        assert len(session.exec(select(t.PaperLine)).all()) == 4


@pytest.mark.usefixtures("undrawn")
def test_another_s_version_is_not_lost(office: Office, invoice: Invoice, clock: Clock) -> None:
    paper = issued(office, invoice())
    version = office.call(papers.new_version, paper_id=paper.id, reason="інша ціна")
    office.call(papers.cancel_paper, paper_id=paper.id, reason="відмовились")
    with pytest.raises(Refused, match="cancelled meanwhile: відмовились"):
        office.call(papers.issue_paper, paper_id=version.id)
