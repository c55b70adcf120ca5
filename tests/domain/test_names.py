import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.names import SIMILAR, CardKeys, card_keys, initials, name_key, similarity
from crm_tui.domain.sort_key import sort_key


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Коваль Ольга Петрівна", "Коваль О. П."),
        ("Коваль О. П.", "Коваль О. П."),
        ("Коваль", "Коваль"),
        ("", ""),
        ("  Коваль   ольга ", "Коваль О."),
    ],
)
def test_initials(name, short):
    assert initials(name) == short


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("ТОВ «Ромашка»", "Ромашка"),
        ("ТОВ «Ромашка Плюс»", "Товариство з обмеженою відповідальністю РОМАШКА ПЛЮС"),
        ("ФОП Коваль Ольга Петрівна", "Ольга Петрівна Коваль"),
        ("Будівельник-Київ", "Будiвельник Киів"),
        ("Агропромсервіс", "Агропромсервис"),
        ("Лікарня № 5", "Лікарня 5"),
    ],
)
def test_names_of_one_client_look_alike(first, second):
    assert similarity(first, second) >= SIMILAR


@pytest.mark.parametrize(
    ("first", "second"),
    [("Лікарня № 5", "Лікарня № 6"), ("Ромашка", "Волошка"), ("Ромашка", ""), ("", ""), ("ТОВ А", "ТОВ Б")],
)
def test_names_of_two_clients_do_not(first, second):
    assert similarity(first, second) < SIMILAR


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_mutual_and_whole_for_equal_names(first, second):
    assert similarity(first, second) == similarity(second, first)
    assert similarity(first, first) == (1.0 if name_key(first) else 0.0)


@pytest.mark.parametrize(
    ("full_name", "short_name", "keys"),
    [
        ("ТОВ «Ґава»", "", CardKeys("ТОВ", "Ґава", "гава", sort_key("Ґава"))),
        ("ТОВ «Ґава»", "Ґава ТОВ", CardKeys("ТОВ", "Ґава", "гава", sort_key("Ґава"))),
        (
            "Міська лікарня № 5",
            "КНП «МЛ-5»",
            CardKeys("КНП", "МЛ-5", "мл 5 міська лікарня 5", sort_key("МЛ 5")),
        ),
        ("", "", CardKeys("", "", "", "")),
    ],
)
def test_a_card_is_found_by_both_names_and_ordered_by_the_short_one(full_name, short_name, keys):
    assert card_keys(full_name, short_name) == keys
