"""The language of filters: what is written is read again; a wrong word is named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.kinds import Department, TaskKind
from crm_tui.domain.task_filter import (
    MINE,
    FilterError,
    TaskFilter,
    TaskState,
    filter_day,
    filter_text,
    parse_filter,
)

TODAY = date(2026, 3, 2)


def test_a_filter_reads_as_it_is_said() -> None:
    assert parse_filter("хто=я стан=відкриті до=сьогодні послуга=КЕП") == TaskFilter(
        who=("me",), last="сьогодні", service=("КЕП",)
    )
    assert parse_filter('who=me,oksana state=DONE from=-7 service="M.E.Doc Звітність,КЕП"') == TaskFilter(
        state=TaskState.DONE, who=("me", "oksana"), first="-7", service=("M.E.Doc Звітність", "КЕП")
    )
    assert parse_filter("відділ=мій,супровід вид=продовження") == TaskFilter(
        department=(MINE, Department.SUPPORT), kind=(TaskKind.RENEWAL,)
    )
    assert parse_filter("") == TaskFilter()
    assert parse_filter("послуга=«Супровід на рік»").service == ("Супровід на рік",)


@pytest.mark.parametrize(
    ("text", "about", "word"),
    [
        ("хто", "word", "хто"),
        ("хтось=я", "key", "хтось"),
        ("стан=гарні", "value", "гарні"),
        ("стан=відкриті,виконані", "several", "відкриті,виконані"),
        ("до=колись", "day", "колись"),
        ("послуга=", "empty", "послуга"),
        ("статус=,", "empty", "статус"),
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


WORDS = (
    st.text(st.characters(whitelist_categories=("L", "N"), whitelist_characters=". _-"), min_size=1)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
SOME = st.lists(WORDS, max_size=3).map(tuple)
FILTERS = st.builds(
    TaskFilter,
    state=st.sampled_from(TaskState),
    who=st.lists(st.sampled_from(["me", "nobody", "left", "others", "oksana.k"]), max_size=2).map(tuple),
    author=st.sampled_from([(), ("me",), ("petro",)]),
    first=st.sampled_from(["", "-7", "сьогодні", "15.04.2026"]),
    last=st.sampled_from(["", "+3", "пн"]),
    service=SOME,
    stage=SOME,
    department=st.lists(st.sampled_from([MINE, *map(str, Department)]), max_size=3).map(tuple),
    kind=st.lists(st.sampled_from(list(map(str, TaskKind))), max_size=2).map(tuple),
    client=st.sampled_from(["", "00032112", "#15"]),
)


@given(wanted=FILTERS)
def test_what_is_written_is_read_again(wanted: TaskFilter) -> None:
    assert parse_filter(filter_text(wanted)) == wanted
