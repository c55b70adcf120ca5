import pytest

from crm_tui.domain.vat_number import VatNumberWarning, read_vat_number

PAIRS = [("14360570", "143605704021"), ("37029549", "370295404124"), ("36003603", "360036026593")]


@pytest.mark.parametrize(("edrpou", "number"), PAIRS)
def test_real_pairs_have_nothing_odd(edrpou, number):
    assert read_vat_number(number, edrpou).warnings == ()


def test_the_tax_region_is_named():
    assert read_vat_number("143605704021").region.name == "Дніпропетровська"
    assert read_vat_number("360036026593").region.name == "м. Київ"


@pytest.mark.parametrize(
    ("typed", "tax_code", "warnings"),
    [
        ("143605704022", "14360570", (VatNumberWarning.CHECK_DIGIT,)),
        ("143605704021", "37029549", (VatNumberWarning.OTHER_TAX_CODE,)),
        ("143605704021", "", ()),
        ("3121212343", "3121212343", ()),
        ("3121212344", "3121212344", (VatNumberWarning.CHECK_DIGIT,)),
        ("123456789", "14360570", ()),
        ("12345678", "", (VatNumberWarning.NOT_A_NUMBER,)),
        ("ні", "", (VatNumberWarning.NOT_A_NUMBER,)),
        ("", "14360570", ()),
        (" 1436 0570 4021 ", "14360570", ()),
    ],
)
def test_odd_numbers_warn(typed, tax_code, warnings):
    assert read_vat_number(typed, tax_code).warnings == warnings
