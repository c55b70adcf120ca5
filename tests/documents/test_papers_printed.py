"""All kinds of papers, as plain text beside a golden one and as pages of PDF."""

import re
from dataclasses import fields, replace
from unicodedata import category

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_tui.documents.compose import file_name
from crm_tui.documents.pdf import render_pdf
from crm_tui.documents.plain import WIDTH, render_text
from crm_tui.documents.shapes import Side
from crm_tui.domain.papers import ContractKind, PaperKind, VatMode
from tests.documents.papers import BUYER, SELLER, line, paper
from tests.documents.reading import pages_text, qr_codes

YEAR = (
    line("M.E.Doc: модуль «Звітність», річна підписка", price=2000_00, unit="шт."),
    line(price=300_00, quantity="12"),
)
SCHOOL = Side(
    name="Ліцей № 7",
    full_name="Ліцей № 7 Вигаданської міської ради",
    tax_code="99001022",
    iban="UA388201720313241001201009045",
    bank="Державна казначейська служба України",
    address="03000, м. Вигадане, вул. Шкільна, буд. 1",
    head_name="Шевчук Ольга Петрівна",
    head_name_genitive="Шевчук Ольги Петрівни",
    head_position="директорка",
    head_position_genitive="директорки",
    acts_on="Статуту",
)
TRADER = Side(
    name="ФОП Мельник Ганна Ігорівна",
    full_name="Фізична особа-підприємець Мельник Ганна Ігорівна",
    tax_code="2556800129",
    iban="UA903052992990004149123456789",
    address="04000, м. Київ, вул. Уявна, буд. 3, кв. 5",
    tax_status="платник єдиного податку 3 групи (5 %)",
    head_name="Мельник Ганна Ігорівна",
    acts_on="виписки з ЄДР",
)
BUDGET = {
    "treasury": "УДКСУ у м. Вигаданому",
    "purchase_code": "48440000-4 Пакети програмного забезпечення для фінансового аналізу та обліку",
    "economic_code": "2240",
}
UNTAXED = tuple(replace(each, vat=VatMode.EXEMPT, vat_kop=0, total_kop=each.net_kop) for each in YEAR)
PAPERS = {
    "offer": paper(PaperKind.OFFER, *YEAR),
    "invoice": paper(PaperKind.INVOICE, *YEAR),
    "invoice-trader": paper(PaperKind.INVOICE, *UNTAXED, seller=TRADER, contract="", valid_until=None),
    "act": paper(PaperKind.ACT, *YEAR),
    "act-budget": paper(PaperKind.ACT, *YEAR, buyer=SCHOOL, fields=BUDGET, number="45-Б"),
    "contract": paper(PaperKind.CONTRACT, *YEAR, number="45"),
    "contract-budget": paper(
        PaperKind.CONTRACT,
        *YEAR,
        number="45-Б",
        buyer=SCHOOL,
        fields=BUDGET,
        contract_kind=ContractKind.BUDGET,
        valid_until=None,
    ),
}


@pytest.mark.parametrize("name", PAPERS)
def test_the_plain_text_of_a_paper(name, golden):
    text = render_text(PAPERS[name])
    golden(name, text)
    assert all(len(each) <= WIDTH for each in text.splitlines() if "://" not in each)


@pytest.mark.parametrize("name", PAPERS)
def test_a_printed_page_has_the_words_of_the_plain_text(name):
    printed = " ".join(pages_text(render_pdf(PAPERS[name])))
    words = [word for word in render_text(PAPERS[name]).split() if not set(word) <= set("-=_")]
    missing = {word for word in words if word not in printed and "://" not in word}
    # The box has no colons, and below the code stand other words than above its address.
    assert {word for word in missing if word[-1] != ":"} <= {"через", "застосунок"}


@pytest.mark.parametrize("name", ["offer", "act", "contract"])
def test_only_an_invoice_bears_the_code(name):
    assert qr_codes(render_pdf(PAPERS[name])) == []


def test_an_act_names_what_the_law_wants_of_a_primary_document():
    [text] = pages_text(render_pdf(PAPERS["act"]))
    for words in (
        "АКТ надання послуг № 1287 від 23 листопада 2026 р.",
        SELLER.full_name,
        BUYER.full_name,
        "Супровід програми M.E.Doc 12 міс. 300,00 3 600,00",
        "Директор",
        SELLER.head_name,
        "Директорка",
        BUYER.head_name,
        "Договір: № 45 від 01.02.2026",
        "Місце складання: м. Львів",
    ):
        assert words in text
    assert text.count("ЗАТВЕРДЖУЮ") == 2


def test_an_act_for_a_budget_names_its_codes_and_the_contract():
    [text] = pages_text(render_pdf(PAPERS["act-budget"]))
    assert "ДК 021:2015: 48440000-4" in text
    assert "КЕКВ: 2240" in text


def test_a_budget_contract_holds_to_the_end_of_its_year():
    pages = pages_text(render_pdf(PAPERS["contract-budget"]))
    text = " ".join(pages)
    assert "діє до 31.12.2026" in text
    assert "УДКСУ у м. Вигаданому" in text
    assert f"сторінка {len(pages)} з {len(pages)}" in pages[-1]
    assert "9. Реквізити та підписи сторін ВИКОНАВЕЦЬ" in pages[-1]


@pytest.mark.parametrize("lines", range(1, 60, 7))
def test_signatures_stand_on_one_page_with_their_heading(lines):
    long = paper(PaperKind.CONTRACT, *(line(f"Послуга {number}") for number in range(lines)))
    last = pages_text(render_pdf(long))[-1]
    assert "9. Реквізити та підписи сторін ВИКОНАВЕЦЬ" in last
    assert last.count("М.П. (за наявності)") == 2


@pytest.mark.parametrize("kind", PaperKind)
def test_hardly_anything_known_still_prints(kind, caplog):
    bare = Side(name="ФОП \U0001f33b Ґудзь 漢字", full_name="")
    pages = pages_text(
        render_pdf(paper(kind, seller=bare, buyer=bare, contract="", place="", author="", purpose=""))
    )
    text = " ".join(pages)
    assert "ФОП ? Ґудзь ??" in text
    for empty in ("IBAN", "тел.", "код ЄДРПОУ", "ІПН", "None"):
        assert empty not in text
    assert not caplog.records


@pytest.mark.parametrize("kind", PaperKind)
def test_very_long_names_stay_on_the_page(kind):
    long = replace(
        SELLER, full_name="Комунальне некомерційне підприємство " * 12, head_name="Ім'я-Прізвище " * 9
    )
    pages = pages_text(render_pdf(paper(kind, seller=long, buyer=long)))
    assert sum(page.count("некомерційне") for page in pages) >= 24


ODD = ["", "\n\n", "a\r\nb\t", "\x00\x1b[31m", "{nb}", "{{ x }}", "\ud800", "\u202eabc", "( \\ )", "Щ" * 300]
WORDS = st.one_of(st.text(max_size=30), st.sampled_from(ODD))
SIDES = st.builds(Side, **{field.name: WORDS for field in fields(Side)})


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PaperKind), SIDES, SIDES, st.lists(WORDS, min_size=6, max_size=6))
def test_whatever_stands_on_a_card_is_printed_and_harmless(kind, seller, buyer, words):
    number, place, contract, author, note, name = words
    hostile = paper(
        kind,
        line(name, unit=place),
        seller=seller,
        buyer=buyer,
        number=number,
        place=place,
        contract=contract,
        author=author,
        note=note,
        purpose=note,
        fields={"treasury": note, "purchase_code": name},
    )
    assert render_pdf(hostile).startswith(b"%PDF")
    assert {"Cc", "Cf", "Cs"}.isdisjoint(map(category, render_text(hostile).replace("\n", "")))
    assert re.fullmatch(r"[\w-]+\.pdf", file_name(hostile))
