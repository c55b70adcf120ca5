"""The small terminal of the harness."""

from hypothesis import given
from hypothesis import strategies as st

from tests.pty.vt import Screen

STREAM = (
    "\x1b[2J\x1b[H\x1b[1mКлієнт\x1b[0m\x1b[2;3Hабв\x1b]2;title\x07\x1b[?25l\x1b[?2026h漢字\x1b[3;1Hx\r\ny\x1b[K"
).encode()


def test_it_paints_what_was_written() -> None:
    screen = Screen(20, 5)
    screen.feed(STREAM)
    assert screen.lines == ["Клієнт", "  абв漢字", "x", "y", ""]
    assert screen.commands == ["\x1b]2;title\x07"]


@given(st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_the_stream_may_be_cut_anywhere(cuts: list[int]) -> None:
    screen, begin = Screen(20, 5), 0
    for cut in [*sorted(cuts), len(STREAM)]:
        screen.feed(STREAM[begin:cut])
        begin = cut
    assert screen.lines == ["Клієнт", "  абв漢字", "x", "y", ""]
