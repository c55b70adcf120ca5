import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.search_key import search_key, service_key

UKRAINIAN = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
NAMES = st.text(st.sampled_from(UKRAINIAN + UKRAINIAN.upper() + " -'’ʼ«»\"№0123456789abcxyzHKM"), max_size=40)


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Ґалаґан", "галаган"),
        ("Їжак", "іжак"),
        ("Єва", "ева"),
        ("Знам'янка", "знамʼянка"),
        ("Знам’янка", "знамянка"),
        ("«Ромашка»", '"РОМАШКА"'),
        ("Київ-Буд", "київ   буд"),
        ("СОКІЛ", "COKIЛ"),  # Latin C, O, K, I
        ("Об'єкт", "обьект".replace("ь", "ъ")),
        ("Ёлка", "елка"),
        ("Лікарня №\xa05", "лікарня 5"),
        ("Ｍedoc", "medoc"),
        ("и\u0306од", "йод"),
    ],
)
def test_what_people_write_differently_is_found(stored, typed):
    assert search_key(stored) == search_key(typed)


def test_letters_that_differ_stay_different():
    assert search_key("йод") != search_key("иод")
    assert search_key("коти") != search_key("коті")


@given(NAMES)
def test_the_key_of_a_key_is_the_key(name):
    assert search_key(search_key(name)) == search_key(name)
    assert search_key(name.upper()) == search_key(name.lower())


@given(st.text(max_size=60))
def test_a_key_has_only_letters_digits_and_single_spaces(text):
    key = search_key(text)
    assert key == " ".join(key.split())
    assert all(char.isalnum() or char == " " for char in key)


@given(NAMES, NAMES)
def test_words_of_a_name_are_words_of_its_key(first, second):
    assert search_key(f"{first} {second}").split() == search_key(first).split() + search_key(second).split()


@pytest.mark.parametrize(
    "written", ["M.E.Doc", "M.E.DOC", "medoc", "Медок", "МЕДок", "МЕДОК", "Me.Doc", "М.Е.Dос"]
)
def test_every_spelling_of_medoc_is_one_service(written):
    assert service_key(written + " Звітність") == service_key("M.E.Doc Звітність")


def test_the_old_word_for_a_signature_finds_the_new_one():
    assert service_key("ЕЦП") == service_key("КЕП")
    assert service_key("Рецпція") != service_key("Ркепія")
