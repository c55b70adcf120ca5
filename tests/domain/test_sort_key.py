from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.sort_key import sort_key

ALPHABET = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"


def test_names_stand_in_ukrainian_order():
    order = [
        "1С",
        "Гончар",
        "Ґалаґан",
        "Еней",
        "Єрмак",
        "Жук",
        "Иваненко",
        "Іваненко",
        "Їжак",
        "Йовенко",
        "Яценко",
        "Apple",
    ]
    assert sorted(sorted(order), key=sort_key) == order


def test_the_whole_alphabet_in_order_in_both_cases():
    assert sorted(ALPHABET, key=sort_key) == list(ALPHABET)
    assert [sort_key(letter) for letter in ALPHABET] == [sort_key(letter) for letter in ALPHABET.upper()]


def test_case_apostrophes_and_signs_do_not_count():
    assert sort_key("Знам'янка") == sort_key("ЗНАМʼЯНКА") == sort_key("Знам’янка")
    assert sort_key("Київ-Буд") == sort_key("«Київ» Буд")
    assert sort_key("Iваненко") == sort_key("Іваненко")  # the first one begins with a Latin I


def test_a_shorter_word_comes_first():
    assert sort_key("Кит Яна") < sort_key("Китай")


def test_other_letters_have_a_place():
    assert sort_key("Müller") == sort_key("Muller")
    assert sort_key("日本") > sort_key("zz")


@given(st.text(max_size=60))
def test_one_ascii_sign_for_a_letter(text):
    key = sort_key(text)
    assert key.isascii()
    assert key.isprintable()


@given(st.text(st.sampled_from(ALPHABET), max_size=20), st.text(st.sampled_from(ALPHABET), max_size=20))
def test_order_is_the_alphabets(first, second):
    def place(word: str) -> list[int]:
        return [ALPHABET.index(letter) for letter in word]

    assert (sort_key(first) < sort_key(second)) == (place(first) < place(second))
    assert len(sort_key(first)) == len(first)
