"""Large figures: exact width, never taller than the room, plain where there is no room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.widgets.big_figures import ROWS, big_figures


@given(st.text("0123456789:%-?", min_size=1, max_size=8), st.integers(1, 60), st.integers(1, 25))
def test_lines_fill_the_width_and_stay_in_the_room(text: str, width: int, height: int) -> None:
    lines = big_figures(text, width, height)
    assert 1 <= len(lines) <= height
    assert {len(line) for line in lines} == {width}


@pytest.mark.parametrize(("text", "room", "rows"), [("7", 4, ROWS), ("12:34", 24, ROWS), ("12:34", 20, 1)])
def test_signs_are_drawn_where_they_fit(text: str, room: int, rows: int) -> None:
    assert len(big_figures(text, room)) == rows


def test_twice_the_room_gives_twice_the_height() -> None:
    assert len(big_figures("5", 20, 10)) == 10
    assert big_figures("1", 20, 10) != big_figures("7", 20, 10)
