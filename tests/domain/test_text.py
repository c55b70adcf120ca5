import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.text import clean, clean_multiline, from_spreadsheet, spreadsheet_safe

HOSTILE = st.text(st.one_of(st.characters(), st.sampled_from("\x1b\x9b\x9d\x07\x90\\[];m0@=+-'\t\r\n\u202e")))


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("\x1b[31mчервоний\x1b[0m", "червоний"),
        ("\x9b2Jекран", "екран"),
        ("\x1b]52;c;ZWNobw==\x07буфер", "буфер"),
        ("\x1b]0;назва\x1b\\далі", "далі"),
        ("\x1b]0;без кінця", "]0;без кінця"),
        ("\x1bc\x1b(Bскидання", "скидання"),
        ("\u202eлівий\u2066\u200b\ufeff", "лівий"),
        ("рядок\r\nдругий\tі\u2028третій", "рядок другий і третій"),
        ("дзвінок\x07\x00\x7f", "дзвінок"),
        ("половина\ud800", "половина\ufffd"),
        ("ТОВ «Ромашка» № 1", "ТОВ «Ромашка» № 1"),
        ("Мар'яна \U0001f600", "Мар'яна \U0001f600"),
        ("\x1bА", "А"),
    ],
)
def test_a_terminal_obeys_nothing_of_a_cleaned_text(hostile, harmless):
    assert clean(hostile) == harmless


@given(HOSTILE)
def test_no_control_or_direction_character_is_left(text):
    assert not {unicodedata.category(char) for char in clean(text)} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert clean(clean(text)) == clean(text)
    assert clean_multiline(text).replace("\n", " ").isprintable() or "\n" not in clean(text)


@given(HOSTILE)
def test_lines_of_a_note_stay_lines(text):
    kept = clean_multiline(text)
    assert [clean(line) for line in kept.split("\n")] == kept.split("\n")


def test_a_note_keeps_its_lines():
    assert clean_multiline("перший\r\nдругий\x1b[1m\n\nтретій") == "перший\nдругий\n\nтретій"


@given(HOSTILE)
def test_a_cell_comes_back_from_a_sheet_as_it_was(value):
    assert from_spreadsheet(spreadsheet_safe(value)) == value


@pytest.mark.parametrize(
    "formula", ["=1+1", "+cmd|'/C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"]
)
def test_a_formula_becomes_text(formula):
    assert spreadsheet_safe(formula) == "'" + formula


@pytest.mark.parametrize("plain", ["+380501112233", "-5", "0.5", "ТОВ", "", "050 111-22-33", "a=b"])
def test_plain_values_and_phones_stay_as_they_are(plain):
    assert spreadsheet_safe(plain) == plain
