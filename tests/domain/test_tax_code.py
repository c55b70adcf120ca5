from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.tax_code import (
    PersonHint,
    TaxCodeKind,
    TaxCodeReading,
    TaxCodeWarning,
    check_digit_is_right,
    person_of_rnokpp,
    read_tax_code,
    read_unzr,
)


def codes(table: str) -> list[str]:
    return table.split()


def rnokpp(day: int, serial: int) -> str:
    """A right РНОКПП, by the published rule, written down a second time."""
    body = f"{day:05}{serial:04}"
    weights = (-1, 5, 7, 9, 4, 6, 10, 5, 7)
    total = sum(weight * int(digit) for weight, digit in zip(weights, body, strict=True))
    return f"{body}{total % 11 % 10}"


RIGHT_EDRPOU = codes("""
    00032129 14360570 00032112 21560045 00032106 36865753 43395033 30404750 41231992 39787008
    00015622 00100227 31316718 43005393 22991050 43064445 08803498 01000730 30000440
    99000011 99001004 99001016 99001022 99001039 99001045 99001051
""")
WRONG_EDRPOU = codes("""
    14360571 00032120 36865754 99999999 99999991 11111111 34554362 00032128 21560046 00032107
    43395034 30404751 41231993 39787009 00015623 00100228 31316719 43005394 22991051 43064446 01000731
""")
RIGHT_RNOKPP = codes("""
    0000100010 2556800129 3121212343 3652400470 3658412356 3931799984 3000000050 1759013776 1234567899
""") + [rnokpp(10000 + 3000 * step, 111 + 777 * step) for step in range(12)]
WRONG_RNOKPP = codes("""
    1759013770 1111111111 1234567892 1122334455 0000100011 2556800128 3121212344 3652400471 3658412357
    3931799985 3000000051 1759013775 1234567898 2556800120 3121212340 3652400475 3658412350 3931799980
    3000000059 1759013771
""")


@pytest.mark.parametrize("code", RIGHT_EDRPOU)
def test_right_edrpou(code):
    assert read_tax_code(code) == TaxCodeReading(code, TaxCodeKind.EDRPOU)


@pytest.mark.parametrize("code", WRONG_EDRPOU)
def test_a_wrong_edrpou_is_kept_with_a_warning(code):
    assert read_tax_code(code) == TaxCodeReading(code, TaxCodeKind.EDRPOU, (TaxCodeWarning.CHECK_DIGIT,))


@pytest.mark.parametrize("code", RIGHT_RNOKPP)
def test_right_rnokpp(code):
    assert read_tax_code(code) == TaxCodeReading(code, TaxCodeKind.RNOKPP)


@pytest.mark.parametrize("code", WRONG_RNOKPP)
def test_a_wrong_rnokpp_is_kept_with_a_warning(code):
    assert read_tax_code(code) == TaxCodeReading(code, TaxCodeKind.RNOKPP, (TaxCodeWarning.CHECK_DIGIT,))


def test_enough_codes_of_each_sort_are_tried():
    assert min(map(len, (RIGHT_EDRPOU, WRONG_EDRPOU, RIGHT_RNOKPP, WRONG_RNOKPP))) >= 20


@pytest.mark.parametrize(
    ("typed", "code", "kind", "warnings"),
    [
        ("32129", "00032129", TaxCodeKind.EDRPOU, (TaxCodeWarning.PADDED,)),
        ("8803498", "08803498", TaxCodeKind.EDRPOU, (TaxCodeWarning.PADDED,)),
        ("100228", "00100228", TaxCodeKind.EDRPOU, (TaxCodeWarning.PADDED, TaxCodeWarning.CHECK_DIGIT)),
        (" 1436 0570 ", "14360570", TaxCodeKind.EDRPOU, ()),
        ("１４３６０５７０", "14360570", TaxCodeKind.EDRPOU, ()),
        ("00000000", "", None, (TaxCodeWarning.NO_NUMBER,)),
        ("0000000000", "", None, (TaxCodeWarning.NO_NUMBER,)),
        ("", "", None, ()),
        ("АБ123456", "АБ123456", TaxCodeKind.PASSPORT, ()),
        ("аб 123456", "АБ123456", TaxCodeKind.PASSPORT, ()),
        ("KM123456", "КМ123456", TaxCodeKind.PASSPORT, ()),  # typed in Latin letters
        ("YaYa999998", "YaYa999998", TaxCodeKind.PASSPORT, ()),  # so it stands in a certificate
        ("123456789", "123456789", TaxCodeKind.PASSPORT, ()),
        ("1234", "1234", None, (TaxCodeWarning.NOT_A_CODE,)),
        ("143605704021", "143605704021", None, (TaxCodeWarning.NOT_A_CODE,)),
        ("немає", "немає", None, (TaxCodeWarning.NOT_A_CODE,)),
    ],
)
def test_codes_by_their_shape(typed, code, kind, warnings):
    assert read_tax_code(typed) == TaxCodeReading(code, kind, warnings)


@given(st.text(max_size=30))
def test_any_text_is_read_and_a_read_code_reads_the_same(text):
    code = read_tax_code(text).code
    assert read_tax_code(code).code == code


@given(st.sampled_from(RIGHT_EDRPOU + RIGHT_RNOKPP), st.integers(1, 9))
def test_a_changed_check_digit_is_always_seen(code, step):
    changed = code[:-1] + str((int(code[-1]) + step) % 10)
    assert check_digit_is_right(code)
    assert not check_digit_is_right(changed)


@pytest.mark.parametrize(
    ("code", "born", "male"),
    [
        ("0000100010", date(1900, 1, 1), True),
        ("2556800129", date(1970, 1, 1), False),
        ("3121212343", date(1985, 6, 15), False),
        ("3652400470", date(1999, 12, 31), True),
        ("3658412356", date(2000, 2, 29), True),
        ("3931799984", date(2007, 8, 24), False),
        ("1759013776", date(1948, 2, 28), True),
        ("1234567899", date(1933, 10, 19), True),
    ],
)
def test_a_rnokpp_tells_birth_date_and_sex(code, born, male):
    assert person_of_rnokpp(code) == PersonHint(born, male)


@pytest.mark.parametrize("code", ["1759013770", "14360570", "", "0000000000"])
def test_a_wrong_code_tells_nothing_of_a_person(code):
    assert person_of_rnokpp(code) is None


@given(st.integers(1, 50000), st.integers(0, 9999))
def test_the_birth_date_is_the_one_the_code_was_made_for(day, serial):
    hint = person_of_rnokpp(rnokpp(day, serial))
    assert hint is not None
    assert (hint.born - date(1899, 12, 31)).days == day
    assert hint.male == bool(serial % 2)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("19850615-12345", "19850615-12345"),
        ("1985061512345", "19850615-12345"),
        (" 19850615 - 12345 ", "19850615-12345"),
        ("19850631-12345", None),
        ("1985-12345", None),
        ("", None),
    ],
)
def test_unzr(typed, number):
    assert read_unzr(typed) == number
