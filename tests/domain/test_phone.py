import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_tui.domain import phone as phone_module
from crm_tui.domain.phone import Phone, display_phone, e164, read_phone
from crm_tui.domain.phone_list import parse_phones

MOBILE = [
    "0500000101",
    "(050) 000 01 01",
    "+380500000101",
    "380500000101",
    "500000101",
    "00380500000101",
    "+38 (0 50) 000-01-01",
    "80500000101",
    "8 (050) 000-01-01",
    "8 10 380 50 000 01 01",
    "050/000/01/01",
    "050-000-01-01",
    "050.000.01.01",
    "050\xa0000\xa001\xa001",
    "050 00O 01 О1",  # letters O, Latin and Cyrillic
    "%2B380500000101",
    "+380 (0) 50 000 01 01",
    "+0500000101",
    "тел. 050 000 01 01",
    "моб.: 050 000 01 01",
    "０５００００0101",
    "050—000–01−01",
    "\u202a+380500000101\u202c",
]
NO_NUMBERS = ["", "+", "anonymous", "<unknown>", "Restricted", "john.doe", "201", "050 123", "0781234567"]
NO_NUMBERS += [
    "0701234567",
    "0791234567",
    "0900123456",
    "٠٥٠٠٠٠٠١٠١",
    "99999999999999999999",
    "user0500000101",
]


@pytest.mark.parametrize("written", MOBILE)
def test_every_written_form_of_a_number_is_the_same_number(written):
    assert e164(written) == "+380500000101"


@pytest.mark.parametrize("written", NO_NUMBERS)
def test_what_is_no_number_is_none(written):
    assert e164(written) is None


@pytest.mark.parametrize(
    "prefix",
    [
        "039",
        "050",
        "063",
        "066",
        "067",
        "068",
        "072",
        "073",
        "075",
        "077",
        "091",
        "092",
        "093",
        "094",
        "095",
        "096",
        "097",
        "098",
        "099",
    ],
)
def test_mobile_prefixes(prefix):
    assert e164(prefix + "1112233") == f"+38{prefix}1112233"


def test_numbers_of_other_kinds_and_countries():
    assert e164("0800300345") == "+380800300345"
    assert e164("0891234567") == "+380891234567"
    assert e164("+48 22 123 45 67") == "+48221234567"
    assert e164("0048 22 123 45 67") == "+48221234567"
    assert e164("+376312345") == "+376312345"  # Andorra, not Lviv region without its code
    assert e164("48221234567") is None  # on a card this would rather be a slip


@pytest.mark.parametrize("city_code", ["44", "044", "+38044"])
def test_a_city_number_needs_the_city(city_code):
    assert e164("123-45-67", city_code) == "+380441234567"
    assert e164("123-45-67") is None
    assert e164("3-45-67", city_code) is None  # five digits do not fill this city's number


def test_a_city_number_of_six_digits():
    assert e164("23-45-67", "0432") == "+380432234567"


@pytest.mark.parametrize(
    ("written", "extension"),
    [
        ("044 123-45-67 дод. 12", "12"),
        ("044 123-45-67 доб105", "105"),
        ("044 123-45-67, вн. 5", "5"),
        ("0441234567x12", "12"),
        ("044 123-45-67 ext. 12", "12"),
        ("044 123-45-67 (105)", "105"),
        ("044 123-45-67 внутрішній 105", "105"),
        ("044 123-45-67", ""),
    ],
)
def test_an_extension_is_set_apart(written, extension):
    assert read_phone(written) == Phone("+380441234567", written, extension)


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("044 123-45-67, 050 000 01 01; 067 000-02-02", ["+380441234567", "+380500000101", "+380670000202"]),
        ("0500000101/0670000202", ["+380500000101", "+380670000202"]),
        ("050 000 01 01 067 000 02 02", ["+380500000101", "+380670000202"]),
        ("+380500000101+380670000202", ["+380500000101", "+380670000202"]),
        ("0500000101\n0670000202", ["+380500000101", "+380670000202"]),
        ("тел.: 050 000 01 01, моб. 067 000 02 02", ["+380500000101", "+380670000202"]),
        ("050-000-01-01 бухгалтер (067-000-02-02 директор)", ["+380500000101", "+380670000202"]),
        ("0500000101, 8 050 000 01 01", ["+380500000101"]),
        ("050 000 01 01 (Іван)", ["+380500000101"]),
        ("Іван", []),
        ("", []),
    ],
)
def test_several_numbers_in_one_cell(cell, numbers):
    assert [found.e164 for found in parse_phones(cell)] == numbers


def test_a_part_of_a_cell_that_is_no_number_is_kept_as_typed():
    assert parse_phones("044 123-45-67/68; 0500000101, дод. 12") == [
        Phone(None, "044 123-45-67/68"),
        Phone("+380500000101", "0500000101, дод. 12", "12"),
    ]


def by_library(digits: str) -> str | None:
    try:
        parsed = phonenumbers.parse(digits, "UA")
    except phonenumbers.NumberParseException:
        return None
    valid = phonenumbers.is_valid_number(parsed)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) if valid else None


@given(st.from_regex(r"(\+380|380|00380|0|)[1-9][0-9]{8}", fullmatch=True))
@example("0892000000")
@example("800912345")
def test_the_fast_path_agrees_with_phonenumbers(written):
    assert e164(written) == by_library(written)


def test_every_ukrainian_number_block_agrees_with_phonenumbers():
    for block in range(1000, 10000):
        national = f"{block}12345"
        fast = phone_module._NATIONAL.fullmatch(national) is not None
        # premium numbers are left to the library: nobody calls from one
        assert fast == (by_library("+380" + national) is not None and block // 10 != 900), national


@given(st.text(max_size=60))
@example("(" * 50 + "0500000101")
@example("дод. 1")
def test_any_text_is_read_without_an_error(text):
    found = e164(text, "44")
    assert found is None or found.startswith("+")
    for phone in parse_phones(text, "44"):
        assert phone.as_typed == phone.as_typed.strip()


@pytest.mark.parametrize("sign", ["(", " ", "0 ", "+", "дод", "\x1b[", "1,", "O"])
def test_a_hostile_length_keeps_nobody_busy(sign):
    assert e164(sign * 50_000, "44") is None
    assert all(phone.e164 is None for phone in parse_phones(sign * 50_000, "44"))


@given(st.sampled_from(["44", "432", "50", "67", "93", "800", "89"]), st.integers(1000000, 7999999))
def test_the_shown_form_reads_back_as_the_same_number(code, rest):
    number = e164((code + str(rest))[:9])
    if number:
        assert e164(display_phone(number)) == number


def test_shown_forms():
    assert display_phone("+380501112233") == "050 111-22-33"
    assert display_phone("+48221234567") == "+48 22 123 45 67"
    assert display_phone("no number") == "no number"
