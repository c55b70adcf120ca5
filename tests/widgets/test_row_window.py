"""The window of rows: whatever way pages come and go, a number leads to the right row."""

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import PageRequest, Row, RowWindow


def rows(count: int) -> MemoryRows:
    return MemoryRows([Row(f"r{n}", n, (str(n),)) for n in range(count)])


def walk(window: RowWindow, provider: MemoryRows, number: int) -> int:
    """Reads whatever is missing at a row; returns by how many numbers shifted."""
    shift = 0
    for _ in range(20):
        missing = window.missing(number + shift)
        if missing is None:
            return shift
        if isinstance(missing, int):
            assert window.refill(missing, provider.fetch(window.request_for(missing)))
        elif missing.after is not None:
            window.extend_down(provider.fetch(missing))
        else:
            shift += window.extend_up(provider.fetch(missing))
        window.release_far(number + shift)
    raise AssertionError("reading never ends")


@given(
    st.integers(0, 200), st.integers(1, 12), st.sampled_from(["start", "end"]), st.lists(st.integers(-30, 30))
)
def test_walking_anywhere_shows_the_rows_in_their_order(
    count: int, size: int, edge: str, steps: list[int]
) -> None:
    provider = rows(count)
    window = RowWindow(page_size=size, held=4)
    page = provider.fetch(PageRequest(size, edge=edge))
    window.restart(page, at_start=edge == "start" or not page.more, at_end=edge == "end" or not page.more)
    cursor = 0 if edge == "start" else max(0, len(window) - 1)
    place = 0 if edge == "start" else max(0, count - 1)
    for step in [0, *steps]:
        if not count:
            break
        aim = max(0, min(cursor + step, len(window) - 1))
        place += aim - cursor
        cursor = aim + walk(window, provider, aim)
        row = window.row(cursor)
        assert row is not None
        assert row.id == f"r{place}"
        assert window.number_of(row.id) == cursor
        assert sum(slot.rows is not None for slot in window.slots) <= window.held + 1
    if window.at_start and window.at_end:
        assert len(window) == count


def test_a_page_that_lost_a_row_asks_for_a_new_reading() -> None:
    window = RowWindow(page_size=5)
    window.restart(rows(5).fetch(PageRequest(5, edge="start")), at_start=True, at_end=True)
    assert not window.refill(0, rows(4).fetch(PageRequest(5, edge="start")))


def test_an_empty_list_is_known_to_be_empty() -> None:
    window = RowWindow()
    assert not window.loaded
    window.restart(rows(0).fetch(PageRequest(5, edge="start")), at_start=True, at_end=True)
    assert window.loaded
    assert window.missing(0) is None
    assert window.row(0) is None
