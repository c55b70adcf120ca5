"""Filters of the register of sets: what is read is what is written, and every odd word is named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.filter_days import filter_span, number_span
from crm_tui.domain.filter_language import FieldKind
from crm_tui.domain.filter_text import DEEPEST, LONGEST, MOST
from crm_tui.domain.filter_tree import All, Condition, Either, FilterError, Not, Sign, Tree
from crm_tui.domain.kep_filter import kep_filter_text, parse_kep_filter
from crm_tui.domain.kep_filter_words import KEP_FILTER, KepField
from crm_tui.domain.periods import Period
from tests.domain.filter_trees import trees

FRIDAY = date(2026, 11, 27)
DAYS = ("сьогодні", "-7", "15.04", "2026-03", "цей-місяць", "-30..сьогодні", "1.03..", "..31.12.2026", "+30")
WORDS = st.text("абвґіїЯ'«»\"(),= <>19", min_size=1, max_size=8)


def values_of(field: str) -> st.SearchStrategy[str]:
    """Values as the parser keeps them."""
    match KEP_FILTER.fields[field].kind:
        case FieldKind.DAY:
            return st.sampled_from(DAYS)
        case FieldKind.COUNT | FieldKind.MONEY:
            number = st.integers(0, 10**9 - 1).map(str)
            return number | st.tuples(number, number).map("..".join) | number.map(lambda one: f"{one}..")
        case FieldKind.CODE | FieldKind.FLAG:
            return st.sampled_from(sorted(KEP_FILTER.fields[field].values))
        case FieldKind.PERSON:
            return st.sampled_from(["me", "left", "anna", "порожньо", "ніхто", "Анна Шевчук"])
        case FieldKind.TEXT:
            said = WORDS.map(lambda text: " ".join(text.split()))
            return said.filter(lambda text: any(map(str.isalnum, text)) and not {'"', "»"} <= set(text))


TREES = trees(KEP_FILTER, values_of)


@given(TREES)
def test_a_filter_written_down_is_read_as_the_same(tree: Tree) -> None:
    assert parse_kep_filter(kep_filter_text(tree)) == tree


@given(st.text(max_size=60) | st.text('оплачено=,() іабоне-7»«"<>!', max_size=60))
def test_any_text_is_read_or_refused_as_a_filter(text: str) -> None:
    try:
        tree = parse_kep_filter(text)
    except FilterError:
        return
    assert parse_kep_filter(kep_filter_text(tree)) == tree


def test_not_binds_closest_then_and_then_or() -> None:
    said = parse_kep_filter("прро=так або не борг=документи сума>=1000")
    debt = Condition(KepField.DEBT, Sign.IS, ("documents",))
    rich = Condition(KepField.TOTAL, Sign.AT_LEAST, ("100000",))
    assert said == Either((Condition(KepField.PRRO, Sign.IS, ("yes",)), All((Not(debt), rich))))
    assert parse_kep_filter("not (debt=documents or total<=5)") == Not(
        Either((debt, Condition(KepField.TOTAL, Sign.AT_MOST, ("500",))))
    )
    assert parse_kep_filter(" ") == All()


def test_every_field_is_read_by_each_of_its_words() -> None:
    words = [word for one in KEP_FILTER.fields.values() for word in one.words]
    assert len(words) == len(set(words))
    for name, one in KEP_FILTER.fields.items():
        said = one.words
        assert {parse_kep_filter(f"{word}=порожньо") for word in said} == {Condition(name, Sign.IS, (None,))}
        assert parse_kep_filter(f"{said[0].upper()} = непорожньо") == Condition(name, Sign.IS_NOT, (None,))


@pytest.mark.parametrize(
    ("text", "about", "word"),
    [
        ("оплачено", "word", "оплачено"),
        ("оплачено=", "empty", "оплачено"),
        ("оплачено=колись", "day", "колись"),
        ("виписано=31.02", "day", "31.02"),
        ("колір=синій", "key", "колір"),
        ("стан=синій", "value", "синій"),
        ("сума=1e5", "number", "1e5"),
        ("місяців=99999999999999999999", "number", "99999999999999999999"),
        ("менеджер<anna", "sign", "менеджер<"),
        ("сума<1..5", "several", "сума"),
        ("(прро=так", "bracket", "("),
        ("прро=так)", "bracket", ")"),
        ("прро=так і", "end", "і"),
        ("клієнт=!!!", "empty", "клієнт"),
        ("a" * (LONGEST + 1), "long", "a" * 20 + "…"),
        ("(" * 20 + "прро=так" + ")" * 20, "deep", "("),
        ("не " * (DEEPEST + 2) + "прро=так", "deep", "("),
        ("номер=" + ",".join("1" * (MOST + 1)), "many", "номер"),
    ],
)
def test_what_says_nothing_is_named(text: str, about: str, word: str) -> None:
    with pytest.raises(FilterError) as problem:
        parse_kep_filter(text)
    assert (problem.value.about, problem.value.word) == (about, word)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("сьогодні", FRIDAY, FRIDAY),
        ("-7", date(2026, 11, 20), date(2026, 11, 20)),
        ("15.04", date(2026, 4, 15), date(2026, 4, 15)),
        ("цей-місяць", date(2026, 11, 1), date(2026, 11, 30)),
        ("last-month", date(2026, 10, 1), date(2026, 10, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("-30..сьогодні", date(2026, 10, 28), FRIDAY),
        ("минулий-місяць..", date(2026, 10, 1), date.max),
    ],
)
def test_days_as_they_are_said(said: str, first: date, last: date) -> None:
    assert filter_span(said, FRIDAY) == Period(first, last)


def test_a_day_that_this_year_has_not_is_none() -> None:
    assert filter_span("29.02", date(2028, 1, 1)) == Period(date(2028, 2, 29), date(2028, 2, 29))
    assert filter_span("29.02", FRIDAY) is None


def test_numbers_have_bounds_or_are_equal() -> None:
    assert [number_span(text) for text in ("5", "5..", "..7", "5..7")] == [
        (5, 5),
        (5, None),
        (None, 7),
        (5, 7),
    ]
