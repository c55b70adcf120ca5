import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.caller import Caller, CallerKind, read_caller

# The forms in which the PBX of the recordings gives one number.
ONE_NUMBER = ["0671234567", "+380671234567", "380671234567", "00380671234567", "671234567", "067-123-45-67"]
ONE_NUMBER += ["sip:+380671234567@10.0.0.1;user=phone", "tel:+380671234567", "80671234567"]
SETTINGS = {
    "extensions": ("201", "4501234"),
    "short_numbers": ("3700",),
    "own_numbers": ("044 555 00 01",),
    "ignored_numbers": ("0800 300 345", "777"),
}


@pytest.mark.parametrize("number", ONE_NUMBER)
def test_a_number_in_every_form_of_the_pbx(number):
    assert read_caller(number, **SETTINGS) == Caller(CallerKind.NUMBER, number, "+380671234567")


@pytest.mark.parametrize("number", ["anonymous", "Anonymous", "unknown", "<unknown>", "Restricted", "", " "])
def test_who_hides_the_number_is_anonymous(number):
    assert read_caller(number).kind is CallerKind.ANONYMOUS
    assert read_caller(number).e164 is None


@pytest.mark.parametrize(
    ("number", "kind", "extension"),
    [
        ("201", CallerKind.EXTENSION, "201"),
        ("203", CallerKind.EXTENSION, "203"),  # nobody has entered it yet
        ("4501234", CallerKind.EXTENSION, "4501234"),
        ("3700", CallerKind.SHORT, ""),
        ("0445550001", CallerKind.OWN, ""),
        ("+380800300345", CallerKind.IGNORED, ""),
        ("777", CallerKind.IGNORED, ""),
        ("john.doe", CallerKind.UNKNOWN, ""),
        ("0", CallerKind.UNKNOWN, ""),
        ("123456", CallerKind.UNKNOWN, ""),
        ("48221234567", CallerKind.NUMBER, ""),  # trunks send foreign numbers without the plus
    ],
)
def test_the_settled_lists_decide_first(number, kind, extension):
    caller = read_caller(number, **SETTINGS)
    assert (caller.kind, caller.extension) == (kind, extension)


def test_a_city_number_is_completed_by_the_offices_city():
    assert read_caller("123-45-67", city_code="44").e164 == "+380441234567"
    assert read_caller("123-45-67").kind is CallerKind.UNKNOWN


@given(st.text(max_size=40))
def test_a_caller_cannot_break_the_reading_nor_the_terminal(number):
    caller = read_caller(number, city_code="44", **SETTINGS)
    assert caller.number.isprintable() or not any(
        ord(char) < 32 or 127 <= ord(char) < 160 for char in caller.number
    )
    assert (caller.e164 is not None) or caller.kind is not CallerKind.NUMBER
