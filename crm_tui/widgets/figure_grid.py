"""A small table of figures: the arrows go from figure to figure, Enter opens the rows behind one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from crm_tui.i18n import N_
from crm_tui.widgets.columns import Column, fit, widths
from crm_tui.widgets.line_view import Line, LineView


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row: what it is about, its figures in the order of the columns, and the name of its style."""

    name: str
    figures: tuple[str, ...]
    style: str = ""


class FigureGrid(LineView, can_focus=True):
    """The figure under the cursor stands in brackets, so that no colour is needed to find it."""

    DEFAULT_CSS = """
    FigureGrid { height: auto; max-height: 40%; min-height: 3; background: $background; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", N_("Up"), show=False, system=True, id="figures.up"),
        Binding("down", "move(1, 0)", N_("Down"), show=False, system=True, id="figures.down"),
        Binding("left", "move(0, -1)", N_("To the left"), show=False, system=True, id="figures.left"),
        Binding("right", "move(0, 1)", N_("To the right"), show=False, system=True, id="figures.right"),
        Binding(
            "enter",
            "pick",
            N_("What is behind"),
            id="figures.pick",
            tooltip=N_("Opens the rows of the figure"),
        ),
    ]

    class Picked(Message):
        """Enter on a figure: its row and its column, counted from 0."""

        def __init__(self, row: int, column: int) -> None:
            super().__init__()
            self.row, self.column = row, column

    def __init__(self, columns: Sequence[Column], *, column: int = 0) -> None:
        """The first column is the name; `column` is the figure that the cursor begins at."""
        super().__init__()
        self.columns = tuple(columns)
        self.rows: tuple[FigureRow, ...] = ()
        self.row, self.column = 0, column
        self.top = 0

    def fill(self, rows: Sequence[FigureRow]) -> None:
        """Takes the rows; only lines that differ from before are painted."""
        before, self.rows = len(self.rows), tuple(rows)
        self.row = max(0, min(self.row, len(self.rows) - 1))
        if before != len(self.rows):
            self.styles.height = len(self.rows) + 1
        self._show()

    def _show(self) -> None:
        room = max(1, self.size.height - 1)
        self.top = max(min(self.top, self.row), self.row - room + 1)
        shown = list(enumerate(self.rows))[self.top : self.top + room]
        self.show([self._line([column.title for column in self.columns], "muted"), *map(self._row, shown)])

    def _row(self, numbered: tuple[int, FigureRow]) -> Line:
        number, row = numbered
        here = self.has_focus and number == self.row
        figures = [
            f"[{figure}]" if here and place == self.column else f"{figure} "
            for place, figure in enumerate(row.figures)
        ]
        return self._line([row.name, *figures], "cursor" if here else row.style, "›" if here else " ")

    def _line(self, cells: Sequence[str], style: str, pointer: str = " ") -> Line:
        room = max(0, self.size.width - 2)
        parts = [
            fit(cell, width, column.right)
            for column, cell, width in zip(self.columns, cells, widths(self.columns, room), strict=True)
            if width
        ]
        return Line(f"{pointer} {' '.join(parts)}", style)

    def action_move(self, down: int, right: int) -> None:
        self.row = max(0, min(self.row + down, len(self.rows) - 1))
        self.column = max(0, min(self.column + right, len(self.columns) - 2))
        self._show()

    def action_pick(self) -> None:
        if self.rows:
            self.post_message(self.Picked(self.row, self.column))

    def on_focus(self) -> None:
        self._show()

    on_blur = on_focus

    def on_resize(self) -> None:
        self._show()

    def on_click(self, event: events.Click) -> None:
        number, place = self.top + event.y - 1, self._column_at(event.x)
        if event.y == 0 or number >= len(self.rows) or place is None:
            return
        if (number, place) == (self.row, self.column) and event.chain > 1:
            self.action_pick()
        self.row, self.column = number, place
        self._show()

    def _column_at(self, x: int) -> int | None:
        begin = 2
        for place, width in enumerate(widths(self.columns, max(0, self.size.width - 2))):
            if width and begin <= x <= begin + width:
                return place - 1 if place else None
            begin += width + 1 if width else 0
        return None
