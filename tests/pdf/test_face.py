"""The part of the font that a file carries: each letter as it is in the whole font, measured by fontTools."""

from io import BytesIO

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.paths import data_dir
from crm_tui.pdf.face import FACES, face, printable

WHOLE = {style: TTFont(data_dir() / "fonts" / f"{name}.ttf") for style, name in FACES.items()}
LETTERS = sorted(face("").glyphs)


def outline(font: TTFont, name: str) -> list[object]:
    """How a glyph is drawn, those that are put together of others too."""
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(pen)
    return pen.value


@pytest.mark.parametrize("style", FACES)
def test_the_letters_and_widths_are_those_of_the_font(style: str) -> None:
    font, read = WHOLE[style], face(style)
    names = font.getBestCmap()
    assert read.glyphs == {chr(code): font.getGlyphID(name) for code, name in names.items()}
    scale = 1000 / font["head"].unitsPerEm
    assert read.widths == {chr(code): round(font["hmtx"][name][0] * scale) for code, name in names.items()}


@pytest.mark.parametrize("style", FACES)
def test_every_letter_of_a_part_is_drawn_as_in_the_whole_font(style: str) -> None:
    letters = sorted(face(style).glyphs, reverse=True)
    whole, part = WHOLE[style], TTFont(BytesIO(face(style).part(letters)), checkChecksums=2)
    names, made = whole.getBestCmap(), part.getGlyphOrder()
    assert outline(part, made[0]) == outline(whole, whole.getGlyphOrder()[0])
    for code, letter in enumerate(letters, 1):
        assert outline(part, made[code]) == outline(whole, names[ord(letter)])
        assert part["hmtx"][made[code]] == whole["hmtx"][names[ord(letter)]]


@given(st.lists(st.sampled_from(LETTERS), unique=True, max_size=20))
def test_a_part_holds_what_was_asked_for_and_what_that_is_made_of(letters: list[str]) -> None:
    part = TTFont(BytesIO(face("B").part(letters)), checkChecksums=2)
    names, made = WHOLE["B"].getBestCmap(), part.getGlyphOrder()
    assert len(made) > len(letters)
    assert [outline(part, made[n]) for n in range(1, len(letters) + 1)] == [
        outline(WHOLE["B"], names[ord(letter)]) for letter in letters
    ]


@given(st.text())
def test_what_the_font_lacks_is_printed_all_the_same(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    assert set(shown) <= face("").glyphs.keys() & face("B").glyphs.keys()


def test_nearest_signs() -> None:
    assert printable("а\u2011б\u202fв\tг→😀漢") == "а-б\u00a0в г→??"
