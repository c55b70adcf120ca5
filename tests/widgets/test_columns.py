"""Lines of a list are measured in cells, and always fill the line."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from crm_tui.widgets.columns import Column, fit, line, line_inks, widths
from crm_tui.widgets.inks import Ink

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Mn", "Me", "Zl", "Zp")), max_size=40
)
columns = st.lists(
    st.builds(
        Column, st.just(""), st.integers(1, 20), st.integers(0, 3), st.booleans(), st.sampled_from([0, 0, 60])
    ),
    min_size=1,
    max_size=6,
)


@given(texts, st.integers(0, 50), st.booleans())
def test_a_text_fills_exactly_its_cells(text: str, width: int, right: bool) -> None:
    assert cell_len(fit(text, width, right)) == width


@given(columns, st.integers(10, 200), st.data())
def test_a_line_fills_exactly_the_list(cols: list[Column], room: int, data: st.DataObject) -> None:
    cells = data.draw(st.lists(texts, min_size=len(cols), max_size=len(cols)))
    assert cell_len(line(cols, cells, room)) == room


def test_what_is_left_over_goes_to_the_columns_that_may_grow() -> None:
    cols = (Column("a", 5), Column("b", 10, flex=2), Column("c", 10, flex=1))
    found = widths(cols, 57)
    assert found[0] == 5
    assert sum(found) + 2 == 57
    assert found[1] > found[2] > 10


def test_a_column_is_left_out_on_a_narrow_screen() -> None:
    assert widths((Column("a", 5, flex=1), Column("b", 9, hide_below=100)), 80) == (80, 0)


def test_a_cut_is_seen() -> None:
    assert fit("Товариство", 6) == "Товар…"


@given(columns, st.integers(60, 200), st.data())
def test_an_inked_sign_is_found_in_the_line(cols: list[Column], room: int, data: st.DataObject) -> None:
    cells = data.draw(st.lists(texts, min_size=len(cols), max_size=len(cols)))
    place = data.draw(st.integers(0, len(cols)))
    cols.insert(place, Column("#", 2))
    cells.insert(place, "!%")
    inks = line_inks(cols, cells, [(place, Ink(0, 1, "red")), (place, Ink(1, 2, "blue"))], room, 3)
    text = "›  " + line(cols, cells, room)
    assert [text[ink.start : ink.end] for ink in inks if ink.end <= len(text)] in (["!", "%"], ["!"], [])
    if sum(widths(tuple(cols), room)) + len(cols) <= room:
        assert [(text[ink.start : ink.end], ink.colour) for ink in inks] == [("!", "red"), ("%", "blue")]


def test_ink_of_a_hidden_column_goes() -> None:
    cols = [Column("", 5), Column("#", 2, hide_below=60)]
    assert line_inks(cols, ["а", "!"], [(1, Ink(0, 1, "red"))], 40, 3) == ()
