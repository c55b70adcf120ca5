import pytest

from crm_tui.domain.layout import LATIN_OF, UKRAINIAN_OF, other_layout


@pytest.mark.parametrize(
    ("typed", "meant"), [("rks'yn", "клієнт"), ("Rb]d", "Київ"), ("ьувщс", "medoc"), ("123", "123")]
)
def test_text_typed_in_the_wrong_layout(typed, meant):
    assert other_layout(typed) == meant


@pytest.mark.parametrize("letter", sorted(UKRAINIAN_OF.values()))
def test_both_ways_meet_for_each_key(letter):
    assert other_layout(other_layout(letter)) == letter
    assert UKRAINIAN_OF[LATIN_OF[letter]] == letter


def test_the_whole_alphabet_has_its_keys():
    alphabet = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
    assert set(alphabet + alphabet.upper()) <= set(LATIN_OF)
