import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.legal_form import LEGAL_FORMS, strip_legal_form


@pytest.mark.parametrize(
    ("name", "form", "rest"),
    [
        ('ТОВ "Ромашка"', "ТОВ", "Ромашка"),
        ("Товариство з обмеженою  відповідальністю «Ромашка»", "ТОВ", "Ромашка"),
        ("ТОВАРИСТВО З ОБМЕЖЕНОЮ ВІДПОВІДАЛЬНІСТЮ РОМАШКА", "ТОВ", "РОМАШКА"),
        ("Ромашка ТОВ", "ТОВ", "Ромашка"),
        ("Ромашка, ТОВ", "ТОВ", "Ромашка"),
        ('"Ромашка" ТОВ', "ТОВ", "Ромашка"),
        ('TOB"Ромашка"', "ТОВ", "Ромашка"),  # Latin letters
        ("тзов Ромашка", "ТОВ", "Ромашка"),
        ("ФОП Коваль О. П.", "ФОП", "Коваль О. П."),
        ("Фізична особа – підприємець Коваль Ольга Петрівна", "ФОП", "Коваль Ольга Петрівна"),
        ("Коваль Ольга Петрівна ФОП", "ФОП", "Коваль Ольга Петрівна"),
        ("Приватне акціонерне товариство «Мрія»", "ПрАТ", "Мрія"),
        ("ПРАТ Мрія", "ПрАТ", "Мрія"),
        ("Об’єднання співвласників багатоквартирного будинку «Х»", "ОСББ", "Х"),
        ("ДП «Сервіс» ТОВ «Ромашка»", "ДП", "«Сервіс» ТОВ «Ромашка»"),
        ('ТОВ Фірма "А" і "Б"', "ТОВ", 'Фірма "А" і "Б"'),
        ("Атлант", "", "Атлант"),
        ("Товстуха", "", "Товстуха"),
        ("ТОВ", "", "ТОВ"),
        ("", "", ""),
    ],
)
def test_the_legal_form_is_set_apart(name, form, rest):
    assert strip_legal_form(name) == (form, rest)


@given(st.sampled_from(sorted(LEGAL_FORMS)), st.sampled_from(["Ромашка", "Київ-Буд 2", "Дія"]))
def test_each_form_before_and_after_a_name(form, name):
    assert strip_legal_form(f"{form} «{name}»") == (form, name)
    assert strip_legal_form(f"{name} {form}") == (form, name)
    for long_form in LEGAL_FORMS[form]:
        assert strip_legal_form(f"{long_form.upper()} «{name}»") == (form, name)


@given(st.text(max_size=60))
def test_a_name_is_never_lost(name):
    form, rest = strip_legal_form(name)
    assert form == "" or form in LEGAL_FORMS
    assert bool(rest) == bool(name.strip())
