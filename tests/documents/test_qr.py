from base64 import urlsafe_b64decode
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from crm_tui.documents.invoice_words import payment_of
from crm_tui.documents.pdf import render_pdf
from crm_tui.documents.qr import ADDRESS, QrPayment, content, modules, payload
from tests.documents.papers import SELLER, paper
from tests.documents.reading import pictures, qr_codes, read_codes

PAYMENT = QrPayment("ТОВ «Ромашка»", "UA213223130000026007233566001", "99001004", 153600, "Рахунок № 1287")


def lines_of(address):
    """The thirteen lines behind the address of a code."""
    coded = address.removeprefix(ADDRESS)
    return urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode("cp1251").split("\r\n")


def test_the_thirteen_lines_of_format_002():
    assert lines_of(content(PAYMENT)) == [
        "BCD",
        "002",
        "2",
        "UCT",
        "",
        "ТОВ «Ромашка»",
        "UA213223130000026007233566001",
        "UAH1536.00",
        "99001004",
        "",
        "",
        "Рахунок № 1287",
        "",
    ]


def test_the_code_is_read_from_the_printed_page():
    printed = paper()
    [address] = qr_codes(render_pdf(printed))
    lines = lines_of(address)
    assert address.startswith(ADDRESS)
    assert "=" not in address
    assert lines[5:9] == [SELLER.name, SELLER.iban, "UAH1536.00", SELLER.tax_code]
    assert lines[11] == printed.purpose


def test_only_the_purpose_is_cut():
    long = replace(PAYMENT, purpose="Супровід програми " * 40)
    lines = lines_of(content(long))
    assert len(payload(long)) == 331
    assert long.purpose.startswith(lines[11])
    assert lines[5:9] == lines_of(content(PAYMENT))[5:9]


def test_a_code_held_askew_and_out_of_focus_is_read():
    [page] = pictures(render_pdf(paper()))
    assert read_codes(page.rotate(7, expand=True, fillcolor=255))
    assert read_codes(page.filter(ImageFilter.GaussianBlur(1)))


def test_a_long_purpose_is_read_from_the_page_too():
    printed = paper(purpose="Супровід програми M.E.Doc " * 15)
    [address] = qr_codes(render_pdf(printed))
    assert printed.purpose.startswith(lines_of(address)[11])
    assert len(modules(payment_of(printed))) == 77  # version 15, the last that format 002 knows


def test_letters_that_the_bank_cannot_write_break_no_line():
    odd = replace(PAYMENT, recipient="ТОВ\r\n«Зоря»", purpose="Комп\u02bcютер\u2019и\n漢字\u00a0№ 5")
    lines = lines_of(content(odd))
    assert lines[5] == "ТОВ «Зоря»"
    assert lines[11] == "Комп'ютер'и ?? № 5"
    assert len(lines) == 13


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="абвгґдеєжзиіїйклмнопрстуфхцчшщьюя «»№.,-0123456789", max_size=300),
    st.integers(1, 10**11),
)
def test_every_payment_can_be_read(purpose, kop):
    payment = replace(PAYMENT, purpose=purpose, total_kop=kop)
    code = modules(payment)
    picture = Image.new("L", (len(code) + 8, len(code) + 8), 255)
    for y, row in enumerate(code, 4):
        for x, dark in enumerate(row, 4):
            picture.putpixel((x, y), 255 * (1 - dark))
    size = (4 * picture.width, 4 * picture.height)
    assert read_codes(picture.resize(size, Image.Resampling.NEAREST)) == [content(payment)]
