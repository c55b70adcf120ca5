"""Numbers of papers and IBANs: their forms."""

import pytest

from crm_tui.domain.iban import bank_code, iban_problem, read_iban
from crm_tui.domain.numbering import number_form_fits, number_text


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("{number}", "1287"),
        ("РП-{number:07}", "РП-0001287"),
        ("КЕП-{yy}/{number}", "КЕП-26/1287"),
        ("{number}-{year}", "1287-2026"),
    ],
)
def test_a_number_looks_as_the_firm_wants(form: str, text: str) -> None:
    assert number_form_fits(form)
    assert number_text(form, 1287, 2026) == text


@pytest.mark.parametrize(
    "form", ["", "РП", "{number}{number}", "{numer}", "{number", "{number:>9}", "{number.real}", "{number}}"]
)
def test_a_form_without_its_number_or_with_other_fields_is_refused(form: str) -> None:
    assert not number_form_fits(form)


def test_an_iban_is_read_as_people_type_it() -> None:
    iban = "UA213223130000026007233566001"  # the example of the National Bank
    assert read_iban(" ua21 3223-1300 0002 6007 2335 66001 ") == iban
    assert read_iban("UА213223130000026007233566001") == iban, "a Cyrillic А"
    assert not iban_problem(iban)
    assert bank_code(iban) == "322313"
    assert iban_problem(iban[:-1] + "2")
    assert iban_problem("UA21")
