from dataclasses import replace
from datetime import date

from crm_tui.documents.compose import file_name
from crm_tui.documents.pdf import render_pdf
from crm_tui.documents.plain import WIDTH, render_text
from crm_tui.domain.papers import VatMode
from tests.documents.papers import BUYER, SELLER, line, paper
from tests.documents.reading import pages_text, qr_codes


def test_an_invoice_says_who_pays_whom_what_for():
    [text] = pages_text(render_pdf(paper()))
    for words in (
        "Рахунок на оплату № 1287 від 23 листопада 2026 р.",
        "Товариство з обмеженою відповідальністю «Ромашка-Софт»",
        "UA213223130000026007233566001",
        "код ЄДРПОУ 99001004, ІПН 990010026014",
        "платник податку на прибуток на загальних підставах",
        "«Подільський Ґанок»",
        "№ 45 від 01.02.2026",
        "Ціна без ПДВ",
        "Разом без ПДВ: 1 280,00 Сума ПДВ: 256,00 Всього із ПДВ: 1 536,00",
        "Всього 1 найменування, на суму 1 536,00 грн.",
        "Одна тисяча п'ятсот тридцять шість гривень 00 копійок",
        "У т.ч. ПДВ: Двісті п'ятдесят шість гривень 00 копійок",
        "Виписав(ла): Коваль О. П.",
        "Рахунок дійсний до 30.11.2026",
    ):
        assert words in text
    assert "сторінка" not in text


def test_the_same_paper_is_the_same_file():
    assert render_pdf(paper()) == render_pdf(paper())
    assert render_pdf(paper()) != render_pdf(paper(day=date(2026, 11, 24)))


def test_a_seller_without_vat_shows_none():
    printed = paper(paper().kind, line(vat=VatMode.EXEMPT), seller=replace(SELLER, vat_number=""))
    [text] = pages_text(render_pdf(printed))
    assert "Ціна Сума" in text
    assert "Всього без ПДВ: 1 536,00" in text
    assert "Сума ПДВ" not in text
    assert "ІПН 99001002" not in text


def test_taxed_and_untaxed_lines_on_one_paper_say_which_is_which():
    [text] = pages_text(
        render_pdf(paper(paper().kind, line(price=100_00), line("Ліцензія", vat=VatMode.EXEMPT)))
    )
    assert "20 % 100,00 100,00" in text
    assert "без ПДВ 1 536,00 1 536,00" in text
    assert "Разом без ПДВ: 1 636,00 Сума ПДВ: 20,00 Всього із ПДВ: 1 656,00" in text


def test_a_seller_without_account_prints_no_qr_and_no_empty_label():
    pdf = render_pdf(paper(seller=replace(SELLER, iban="", bank="", phone="", email="")))
    [text] = pages_text(pdf)
    assert qr_codes(pdf) == []
    for label in ("IBAN", "Банк", "Зразок", "QR", "тел. +380322"):
        assert label not in text


def test_a_buyer_without_tax_code_prints_none():
    printed = paper(buyer=replace(BUYER, tax_code="", vat_number="", address="", phone=""), contract="")
    [text] = pages_text(render_pdf(printed))
    assert text.count("код ЄДРПОУ") == 1
    assert "паспорт" not in text
    assert "Договір" not in text
    assert file_name(printed) == "Рахунок_1287.pdf"


def test_a_sole_trader_is_named_by_his_number():
    [text] = pages_text(
        render_pdf(paper(buyer=replace(BUYER, tax_code="3121212343", vat_number="3121212343")))
    )
    assert "РНОКПП 3121212343" in text
    assert "ІПН 3121212343" not in text


def test_a_long_table_goes_over_pages_with_its_head_and_their_numbers():
    long = "Дуже довга назва послуги, яка не вміщується в один рядок таблиці, з продовженням"
    printed = paper(paper().kind, *(line(f"{long} {number}", price=100) for number in range(1, 71)))
    pages = pages_text(render_pdf(printed))
    assert len(pages) > 2
    for number, text in enumerate(pages, 1):
        assert f"сторінка {number} з {len(pages)}" in text
        assert "Товари (роботи, послуги)" in text
    whole = " ".join(pages)
    assert all(f"продовженням {number} " in whole for number in range(1, 71))
    assert len(qr_codes(render_pdf(printed))) == 1


def test_a_name_without_spaces_stays_in_its_column():
    [text] = pages_text(render_pdf(paper(paper().kind, line("Щ" * 120))))
    assert text.replace(" ", "").count("Щ") == 120


def test_plain_text_has_the_same_words_in_eighty_columns():
    text = render_text(paper())
    flat = " ".join(text.split())
    assert "Рахунок на оплату № 1287 від 23 листопада 2026 р." in flat
    assert "Всього із ПДВ: 1 536,00" in flat
    assert "https://bank.gov.ua/qr/" in text
    assert all(len(line) <= WIDTH for line in text.splitlines() if "://" not in line)


def test_a_file_is_called_by_kind_number_and_code():
    assert file_name(paper()) == "Рахунок_1287_99001016.pdf"
    assert file_name(paper(number="КЕП-26/../1287"), ".txt") == "Рахунок_КЕП-26-1287_99001016.txt"
