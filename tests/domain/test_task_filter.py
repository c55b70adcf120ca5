"""The language of filters of the queue: what is written is read again; a wrong word is named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.filter_days import coming_span, filter_day
from crm_tui.domain.filter_language import FieldKind
from crm_tui.domain.filter_text import parse_tree
from crm_tui.domain.filter_tree import All, Condition, Either, FilterError, Not, Sign, Tree
from crm_tui.domain.kinds import Department, TaskKind
from crm_tui.domain.periods import Period
from crm_tui.domain.task_filter import (
    MINE,
    TASK_FILTER,
    TaskField,
    TaskState,
    filter_text,
    parse_filter,
    states_of,
)
from tests.domain.filter_trees import trees

TODAY = date(2026, 3, 2)
F = TaskField


def said(field: TaskField, *values: str | None) -> Condition:
    return Condition(field, Sign.IS, values)


MINE_OPEN = said(F.WHO, "me")


def test_a_filter_reads_as_it_is_said() -> None:
    assert parse_filter("хто=я стан=відкриті до=сьогодні послуга=КЕП") == All(
        (MINE_OPEN, said(F.STATE, TaskState.OPEN), said(F.LAST, "сьогодні"), said(F.SERVICE, "КЕП"))
    )
    assert parse_filter("who=me,oksana state=DONE from=-7") == All(
        (said(F.WHO, "me", "oksana"), said(F.STATE, TaskState.DONE), said(F.FIRST, "-7"))
    )
    assert parse_filter("відділ=мій,супровід вид=продовження") == All(
        (said(F.DEPARTMENT, MINE, Department.SUPPORT), said(F.KIND, TaskKind.RENEWAL))
    )
    assert parse_filter("") == All()
    assert parse_filter("послуга=«Супровід на рік»") == said(F.SERVICE, "Супровід на рік")


def test_what_was_kept_before_there_were_brackets_is_read_as_then() -> None:
    assert parse_filter('послуга="M.E.Doc Звітність,КЕП"') == said(F.SERVICE, "M.E.Doc Звітність", "КЕП")
    assert filter_text(parse_filter('послуга="M.E.Doc Звітність,КЕП"')) == 'послуга="M.E.Doc Звітність",КЕП'


def test_conditions_are_joined_as_in_the_register() -> None:
    tree = parse_filter("хто=я (термін<сьогодні або не статус=новий)")
    late = Condition(F.DUE, Sign.LESS, ("сьогодні",))
    assert tree == All((MINE_OPEN, Either((late, Not(said(F.STAGE, "новий"))))))
    assert filter_text(tree) == "хто=я і (термін<сьогодні або не статус=новий)"


def test_the_state_beside_the_brackets_is_what_is_shown() -> None:
    assert states_of(parse_filter("хто=я стан=виконані")) == (TaskState.DONE,)
    assert states_of(parse_filter("хто=я або стан=протерміновані")) == ()
    assert states_of(parse_filter("стан=усі (хто=я або стан=виконані)")) == (TaskState.ALL,)


@pytest.mark.parametrize(
    ("text", "about", "word"),
    [
        ("хто", "word", "хто"),
        ("хтось=я", "key", "хтось"),
        ("стан=гарні", "value", "гарні"),
        ("до=колись", "day", "колись"),
        ("до=цей-місяць", "day", "цей-місяць"),
        ("до>=сьогодні", "border", "до"),
        ("від=-7,-3", "border", "від"),
        ("послуга=", "empty", "послуга"),
        ("статус=,", "empty", "статус"),
        ("хто<я", "sign", "хто<"),
        ("(хто=я", "bracket", "("),
        ("хто=я або", "end", "або"),
        ("хто=я або стан=виконані", "outside", "стан=виконані"),
        ("хто=я не стан=відкриті", "outside", "стан=відкриті"),
    ],
)
def test_a_wrong_word_is_named(text: str, about: str, word: str) -> None:
    with pytest.raises(FilterError) as found:
        parse_filter(text)
    assert (found.value.about, found.value.word) == (about, word)


def test_days_of_a_filter() -> None:
    assert filter_day("-7", TODAY) == date(2026, 2, 23)
    assert filter_day("вчора", TODAY) == date(2026, 3, 1)
    assert filter_day("+3", TODAY) == date(2026, 3, 5)
    assert filter_day("15.04", TODAY) == date(2026, 4, 15)
    assert coming_span("15.01", TODAY) == Period(date(2027, 1, 15), date(2027, 1, 15))
    assert coming_span("цей-тиждень", TODAY) == Period(TODAY, date(2026, 3, 8))
    assert coming_span("..вчора", TODAY) == Period(date.min, date(2026, 3, 1))


WORDS = (
    st.text(st.characters(whitelist_categories=("L", "N"), whitelist_characters=". _-()"), min_size=1)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


def values_of(field: str) -> st.SearchStrategy[str]:
    one = TASK_FILTER.fields[field]
    match one.kind:
        case FieldKind.DAY:
            return st.sampled_from(["цей-місяць", "-7..сьогодні", "пн", "15.04.2026"])
        case FieldKind.BORDER:
            return st.sampled_from(["-7", "сьогодні", "15.04.2026", "пн"])
        case FieldKind.CODE:
            return st.sampled_from(sorted(one.values))
        case FieldKind.PERSON:
            return st.sampled_from(["me", "nobody", "left", "others", "oksana.k", "порожньо"])
    return WORDS


@given(wanted=trees(TASK_FILTER, values_of))
def test_what_is_written_is_read_again(wanted: Tree) -> None:
    assert parse_tree(filter_text(wanted), TASK_FILTER) == wanted
