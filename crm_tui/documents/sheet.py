"""The printed page: A4, our font, the office's margins; draws blocks one below the other."""

from bisect import bisect_right
from datetime import UTC, date, datetime, time
from functools import lru_cache

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.fonts import TTFFont

from crm_tui.domain.money import NO_BREAK
from crm_tui.paths import data_dir

FONT = "PaperSans"
FACES = {
    "": data_dir() / "fonts" / "PaperSans-Regular.ttf",
    "B": data_dir() / "fonts" / "PaperSans-Bold.ttf",
}
LEFT, TOP, RIGHT, BOTTOM = 18.0, 12.0, 12.0, 15.0
BODY, SMALL, HEADING = 9.5, 8.0, 14.0
CLOSING = 82.0
"""Millimetres that the last line of a table, its totals and the sum in words want on one page."""
STEP = 1.22
"""Of a line, against the size of its letters."""


class _Letters(dict[int, int | str]):
    """For `str.translate`: what the font lacks becomes its nearest sign, else a question mark."""

    def __init__(self) -> None:
        super().__init__({0x2011: "-", 0x202F: NO_BREAK, 0x2007: NO_BREAK, 0x09: " "})
        with TTFont(FACES[""]) as font:
            self.known = frozenset(font.getBestCmap())

    def __missing__(self, code: int) -> int | str:
        self[code] = code if code in self.known else "?"
        return self[code]


@lru_cache(maxsize=1)
def _letters() -> _Letters:
    return _Letters()


def printable(text: str) -> str:
    """The text in letters that the font has; fpdf2 would complain of others on the screen's terminal."""
    return text.translate(_letters())


class Sheet(FPDF):
    """A page that wraps text and numbers itself; the same paper gives the same bytes."""

    def __init__(self, day: date, title: str) -> None:
        super().__init__(format="A4")
        self.title_text = title
        for style, file in FACES.items():
            self.add_font(FONT, style, file)
        for font in self.fonts.values():
            # The boxes of our glyphs are right; measuring them anew took a third of a paper's time.
            if isinstance(font, TTFFont):
                font.ttfont.recalcBBoxes = False
        self.set_margins(LEFT, TOP, RIGHT)
        self.set_auto_page_break(auto=True, margin=BOTTOM)
        self.set_creation_date(datetime.combine(day, time(), tzinfo=UTC))
        self.set_producer("crm-tui")
        self.set_title(title)
        self.set_lang("uk")
        self.c_margin = 1.0
        self.set_line_width(0.2)
        self.plain(BODY)
        self.add_page()

    def number_pages(self) -> None:
        """Writes below each page which of how many it is; a single one needs no number."""
        count = self.pages_count
        self.set_auto_page_break(auto=False)
        self.set_fill_color(255)
        for number in range(1, count + 1) if count > 1 else ():
            self.page = number
            # fpdf2 names a font only when it changes, and each page must name its own.
            self.bold(SMALL)
            self.plain(SMALL)
            text = f"{self.title_text}, сторінка {number} з {count}"
            self.line_at(self.l_margin, self.h - BOTTOM + 4, self.epw, text, "R")

    def plain(self, size: float) -> None:
        self.set_font(FONT, "", size)

    def bold(self, size: float) -> None:
        self.set_font(FONT, "B", size)

    @property
    def step(self) -> float:
        """The height of a line in the font that is set."""
        return self.font_size * STEP

    def wrapped(self, width: float, text: str) -> list[str]:
        """The lines that the text takes in this width; nothing is drawn."""
        # fpdf2's own wrapping measures letter by letter and costs ten times as much.
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
        self.cell(w=width, h=self.step, text=printable(text), align=align)

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
