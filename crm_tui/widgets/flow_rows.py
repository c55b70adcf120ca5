"""Rows that can only be read onward (a journal, newest first): what was read stays in memory."""

from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import Any

from crm_tui.widgets.row_window import Page, PageRequest, Row

Read = Callable[[Any], tuple[list[Row], Any]]
"""older key (None: from the newest) -> (rows, the key of what is older; None when there is no more)."""


class FlowRows:
    """A RowProvider over a one-way reading; the key of a row is its place from the newest one.

    "The last" means the last row that was read: a journal has no end worth jumping to.
    """

    def __init__(self, read: Read) -> None:
        self._read = read
        self._rows: list[Row] = []
        self._older: Any = None
        self._begun = False
        self._turn = Lock()

    def fetch(self, request: PageRequest) -> Page:
        with self._turn:
            if request.edge == "end" or request.before is not None:
                end = len(self._rows) if request.before is None else request.before + request.inclusive
                begin = max(0, end - request.limit)
                return Page(tuple(self._rows[begin:end]), begin > 0)
            begin = 0 if request.after is None else request.after + (not request.inclusive)
            self._read_to(begin + request.limit)
            rows = tuple(self._rows[begin : begin + request.limit])
            return Page(rows, begin + len(rows) < len(self._rows) or not self._ended)

    @property
    def _ended(self) -> bool:
        return self._begun and self._older is None

    def _read_to(self, count: int) -> None:
        while len(self._rows) < count and not self._ended:
            rows, self._older = self._read(self._older)
            self._begun = True
            for row in rows:
                self._rows.append(replace(row, key=len(self._rows)))
