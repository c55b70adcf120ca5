"""Rows that are in memory already: short lists shown by the same widget as the long ones."""

from collections.abc import Sequence
from dataclasses import replace

from crm_tui.widgets.row_window import Page, PageRequest, Row


class MemoryRows:
    """A RowProvider over a sequence; the key of a row is its place."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = tuple(replace(row, key=place) for place, row in enumerate(rows))

    def fetch(self, request: PageRequest) -> Page:
        rows, limit = self._rows, request.limit
        if request.edge == "end" or request.before is not None:
            end = len(rows) if request.before is None else request.before + request.inclusive
            begin = max(0, end - limit)
            return Page(rows[begin:end], begin > 0)
        begin = 0 if request.after is None else request.after + (not request.inclusive)
        return Page(rows[begin : begin + limit], begin + limit < len(rows))
