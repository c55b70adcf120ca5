"""A table of figures of any width: names stay at the left, the total below, columns pass beside them."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from crm_tui.i18n import N_
from crm_tui.widgets.columns import fit
from crm_tui.widgets.line_view import Line, LineView

Cells = tuple[str, ...]
LONGEST = 24
"""Cells of a column of words at most: figures behind it must stay in reach."""


class ReportGrid(LineView, can_focus=True):
    """The figure under the cursor stands in brackets, so that no colour is needed to find it."""

    DEFAULT_CSS = "ReportGrid { height: 1fr; background: $background; color: $foreground; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", N_("Up"), show=False, system=True, id="report_grid.up"),
        Binding("down", "move(1, 0)", N_("Down"), show=False, system=True, id="report_grid.down"),
        Binding("left", "move(0, -1)", N_("To the left"), show=False, system=True, id="report_grid.left"),
        Binding("right", "move(0, 1)", N_("To the right"), show=False, system=True, id="report_grid.right"),
        Binding("pageup", "page(-1)", N_("Page up"), show=False, system=True, id="report_grid.page_up"),
        Binding("pagedown", "page(1)", N_("Page down"), show=False, system=True, id="report_grid.page_down"),
        Binding("home", "edge(-1)", N_("First column"), show=False, system=True, id="report_grid.home"),
        Binding("end", "edge(1)", N_("Last column"), show=False, system=True, id="report_grid.end"),
        Binding(
            "enter",
            "pick",
            N_("What is behind"),
            id="report_grid.pick",
            tooltip=N_("Opens the rows of the figure"),
        ),
    ]

    class Picked(Message):
        """Enter on a figure: its row and its column, counted from 0; the row after the last is the total."""

        def __init__(self, row: int, column: int) -> None:
            super().__init__()
            self.row, self.column = row, column

    def __init__(self, *, empty: str = "", id: str | None = None) -> None:  # noqa: A002  # Textual's own word
        super().__init__(id=id)
        self.empty = empty
        self.titles: Cells = ()
        self.rows: tuple[Cells, ...] = ()
        self.has_total = False
        self.words: frozenset[int] = frozenset()
        self.row, self.column, self.top, self.left = 0, 1, 0, 1
        self._widths: list[int] = []

    def fill(
        self,
        titles: Cells,
        rows: Sequence[Cells],
        total: Cells | None,
        *,
        words: frozenset[int] = frozenset(),
    ) -> None:
        """Takes the table; the first cell of each row is its name. The cursor stays, if it can.

        `words`: the places of the columns that begin at the left and may be cut.
        """
        self.titles, self.has_total, self.words = titles, total is not None, words
        self.rows = (*rows, total) if total is not None else tuple(rows)
        widths = [max(map(cell_len, column)) for column in zip(titles, *self.rows, strict=True)]
        self._widths = [
            min(width, LONGEST) if place and place in words else width for place, width in enumerate(widths)
        ]
        self.row = max(0, min(self.row, len(self.rows) - 1))
        self.column = max(1, min(self.column, len(titles) - 1))
        self.draw()

    def draw(self) -> None:
        """Puts the cursor into sight and shows what fits."""
        shown = self._columns()
        body = self.rows[:-1] if self.has_total else self.rows
        room = max(1, self.size.height - 1 - self.has_total)
        if self.row < len(body):
            self.top = max(min(self.top, self.row), self.row - room + 1)
        self.top = max(0, min(self.top, len(body) - room))
        made = [self._head(shown)]
        if not body:
            made.append(Line(f"  {self.empty}"))
        made += [self._line(number, shown) for number in range(self.top, min(self.top + room, len(body)))]
        if self.has_total and body:
            made.append(self._line(len(self.rows) - 1, shown))
        self.show(made)

    def _columns(self) -> list[int]:
        """The places of the columns in sight: the name, and those around the cursor that fit."""
        if not self.titles:
            return []
        self.left = max(1, min(self.left, self.column))
        while self.left < self.column and self.column not in self._from(self.left):
            self.left += 1
        shown = self._from(self.left)
        while self.left > 1 and shown and shown[-1] == len(self.titles) - 1:
            wider = self._from(self.left - 1)
            if wider[-1] != shown[-1]:
                break
            self.left, shown = self.left - 1, wider
        return [0, *shown]

    def _from(self, left: int) -> list[int]:
        used, found = 2 + self._name_width() + 2, list[int]()
        for place in range(left, len(self.titles)):
            used += self._widths[place] + 3
            if used > self.size.width and found:
                break
            found.append(place)
        return found

    def _name_width(self) -> int:
        return min(self._widths[0], max(12, self.size.width * 2 // 5))

    def _head(self, shown: list[int]) -> Line:
        cells = [self._cell(place, f" {self.titles[place]} ") for place in shown[1:]]
        before = "‹" if self.left > 1 else " "
        after = "›" if shown and shown[-1] < len(self.titles) - 1 else ""
        name = fit(self.titles[0], self._name_width()) if self.titles else ""
        return Line(f"  {name} {before}{' '.join(cells)}{after}", "strong")

    def _cell(self, place: int, words: str) -> str:
        return fit(words, self._widths[place] + 2, right=place not in self.words)

    def _line(self, number: int, shown: list[int]) -> Line:
        here = self.has_focus and number == self.row
        row = self.rows[number]
        cells = []
        for place in shown[1:]:
            picked = here and place == self.column
            words = fit(row[place], min(cell_len(row[place]), self._widths[place]))
            cells.append(self._cell(place, f"[{words}]" if picked else f" {words} "))
        total = self.has_total and number == len(self.rows) - 1
        pointer = "›" if here else "=" if total else " "
        style = "cursor" if here else "strong" if total else ""
        return Line(f"{pointer} {fit(row[0], self._name_width())}  {' '.join(cells)}", style)

    # Keys and the mouse.

    def action_move(self, down: int, right: int) -> None:
        self.row = max(0, min(self.row + down, len(self.rows) - 1))
        self.column = max(1, min(self.column + right, len(self.titles) - 1))
        self.draw()

    def action_page(self, by: int) -> None:
        self.action_move(by * max(1, self.size.height - 3), 0)

    def action_edge(self, way: int) -> None:
        self.action_move(0, way * len(self.titles))

    def action_pick(self) -> None:
        if self.rows and len(self.titles) > 1:
            self.post_message(self.Picked(self.row, self.column))

    def on_focus(self) -> None:
        self.draw()

    on_blur = on_focus

    def on_resize(self) -> None:
        self.draw()

    def on_click(self, event: events.Click) -> None:
        body = len(self.rows) - self.has_total
        is_total = self.has_total and event.y == min(body - self.top, self.size.height - 2) + 1
        number = len(self.rows) - 1 if is_total else self.top + event.y - 1
        place = self._column_at(event.x)
        if event.y == 0 or number >= len(self.rows) or place is None:
            return
        if (number, place) == (self.row, self.column) and event.chain > 1:
            self.action_pick()
        self.row, self.column = number, place
        self.draw()

    def _column_at(self, x: int) -> int | None:
        begin = 2 + self._name_width() + 2
        for place in self._columns()[1:]:
            if begin <= x < begin + self._widths[place] + 3:
                return place
            begin += self._widths[place] + 3
        return None
