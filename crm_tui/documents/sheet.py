"""The printed page: A4, our font, the office's margins; draws blocks one below the other."""

from bisect import bisect_right
from datetime import UTC, date, datetime, time

from crm_tui.pdf.canvas import Canvas
from crm_tui.pdf.face import printable

LEFT, TOP, RIGHT, BOTTOM = 18.0, 12.0, 12.0, 15.0
BODY, SMALL, HEADING = 9.5, 8.0, 14.0
CLOSING = 82.0
"""Millimetres that the last line of a table, its totals and the sum in words want on one page."""
STEP = 1.22
"""Of a line, against the size of its letters."""


class Sheet(Canvas):
    """A page that wraps text and numbers itself; the same paper gives the same bytes."""

    def __init__(self, day: date, title: str) -> None:
        super().__init__(title, datetime.combine(day, time(), tzinfo=UTC))
        self.title_text = title
        self.l_margin, self.t_margin, self.r_margin = LEFT, TOP, RIGHT
        self.page_break_trigger = self.h - BOTTOM
        self.plain(BODY)
        self.add_page()

    def number_pages(self) -> None:
        """Writes below each page which of how many it is; a single one needs no number."""
        count = self.pages_count
        self.page_break_trigger = self.h
        for number in range(1, count + 1) if count > 1 else ():
            self.page = number
            self.plain(SMALL)
            text = f"{self.title_text}, сторінка {number} з {count}"
            self.line_at(self.l_margin, self.h - BOTTOM + 4, self.epw, text, "R")

    def plain(self, size: float) -> None:
        self.set_font("", size)

    def bold(self, size: float) -> None:
        self.set_font("B", size)

    @property
    def step(self) -> float:
        """The height of a line in the font that is set."""
        return self.font_size * STEP

    def wrapped(self, width: float, text: str) -> list[str]:
        """The lines that the text takes in this width; nothing is drawn."""
        room = width - 2 * self.c_margin
        return [line for piece in text.split("\n") for line in self._wrapped_line(room, printable(piece))]

    def _wrapped_line(self, room: float, text: str) -> list[str]:
        if self.get_string_width(text) <= room:
            return [text]
        lines, line = [], ""
        for word in text.split(" "):
            longer = f"{line} {word}" if line else word
            if self.get_string_width(longer) <= room:
                line = longer
                continue
            if line:
                lines.append(line)
            while self.get_string_width(word) > room:
                fits = self._fitting(room, word)
                lines.append(word[:fits])
                word = word[fits:]  # noqa: PLW2901  # what is left of a word longer than a line
            line = word
        return [*lines, line] if line else lines

    def _fitting(self, room: float, word: str) -> int:
        """How many letters of a word longer than the line stand in it."""
        longer = range(2, len(word) + 1)
        return 1 + bisect_right(longer, room, key=lambda count: self.get_string_width(word[:count]))

    def line_at(self, x: float, y: float, width: float, text: str, align: str = "L") -> None:
        """One line that is known to fit."""
        self.set_xy(x, y)
        self.cell(width, self.step, text, align)

    def lines_at(self, x: float, y: float, width: float, lines: list[str], align: str = "L") -> float:
        """Lines below each other; gives the place below the last."""
        for line in lines:
            self.line_at(x, y, width, line, align)
            y += self.step
        return y

    def paragraph(self, text: str, align: str = "L", gap: float = 0.0) -> None:
        """Wrapped text over the whole width, over pages if need be."""
        for line in self.wrapped(self.epw, text):
            self.need(self.step)
            self.line_at(self.l_margin, self.get_y(), self.epw, line, align)
            self.set_y(self.get_y() + self.step)
        self.ln(gap)

    def room(self) -> float:
        """What is left of the page."""
        return self.page_break_trigger - self.get_y()

    def need(self, height: float) -> None:
        """A new page unless this much is left; what is higher than a page may break."""
        if self.room() < height and self.get_y() > self.t_margin:
            self.add_page()
