"""A journal read onward only."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.widgets.flow_rows import FlowRows
from crm_tui.widgets.row_window import PageRequest, Row


@given(st.integers(0, 60), st.integers(1, 9), st.integers(1, 12))
def test_pages_follow_each_other_and_can_be_read_back(count: int, size: int, limit: int) -> None:
    def read(older: Any) -> tuple[list[Row], Any]:
        begin = older or 0
        rows = [Row(n, None, (str(n),)) for n in range(begin, min(count, begin + size))]
        return rows, begin + size if begin + size < count else None

    flow = FlowRows(read)
    page = flow.fetch(PageRequest(limit, edge="start"))
    seen = [row.id for row in page.rows]
    while page.more:
        page = flow.fetch(PageRequest(limit, after=page.rows[-1].key))
        seen += [row.id for row in page.rows]
    assert seen == list(range(count))
    last = flow.fetch(PageRequest(limit, edge="end"))
    assert [row.id for row in last.rows] == seen[-limit:]
    assert last.more == (count > limit)
