"""How tags are written and sought."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.tags import LONGEST, TagError, tag_key, tag_name, tag_sign, tags_sought, tags_typed


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("борг", "борг"), (" #VIP ", "VIP"), ("№борг", "борг"), ("дзвонити  зранку", "дзвонити-зранку")],
)
def test_a_tag_is_one_word(typed: str, kept: str) -> None:
    assert tag_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "about"),
    [("", "empty"), ("#", "empty"), ("12", "letters"), ("а=б", "sign"), ("«а»", "sign"), ("я" * 31, "long")],
)
def test_what_is_no_tag_is_told(typed: str, about: str) -> None:
    with pytest.raises(TagError) as told:
        tag_name(typed)
    assert told.value.about == about


@pytest.mark.parametrize(
    ("typed", "kept"), [(" ! ", "!"), ("-", ""), ("", ""), ("й", "й"), ("▲", "▲"), ("5", "5")]
)
def test_a_sign_is_one_cell(typed: str, kept: str) -> None:
    assert tag_sign(typed) == kept


@pytest.mark.parametrize("typed", ["!!", "#", "№", ",", "蘭", "😀", "\u0301"])
def test_what_is_no_sign_is_told(typed: str) -> None:
    with pytest.raises(TagError):
        tag_sign(typed)


def test_a_search_line_asks_for_tags_and_words() -> None:
    assert tags_sought("#борг ромашка №vip") == (("борг", "vip"), "ромашка")
    assert tags_sought("#12 ромашка") == ((), "#12 ромашка"), "the number of a card is no tag"


def test_a_line_of_tags_names_each_once() -> None:
    assert tags_typed("vip, VIP; борг,") == ("VIP", "борг")


@given(st.text())
def test_a_name_that_is_kept_is_found_by_itself(text: str) -> None:
    try:
        name = tag_name(text)
    except TagError:
        return
    assert len(name) <= LONGEST
    assert tag_name(name) == name
    assert tags_typed(name) == (name,)
    assert [tag_key(one) for one in tags_sought(f"#{name}")[0]] == [tag_key(name)]
