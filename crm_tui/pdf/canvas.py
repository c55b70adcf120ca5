"""Pages that are drawn on from the top left, in millimetres: text, lines, boxes, a picture."""

from collections.abc import Sequence
from datetime import UTC, datetime

from crm_tui.pdf.face import Face, face, printable
from crm_tui.pdf.file import About, Page, pdf_file

POINT = 72 / 25.4
A4 = (210.0, 297.0)
_ROUND = 0.5522847498
"""How far the handles of a quarter of a circle stand from its ends."""


class Canvas:
    """What is drawn has the face, the colours and the line that were set last, on whichever page."""

    c_margin = 1.0
    """What is left free at both sides of a cell."""

    def __init__(self, title: str, created: datetime, *, landscape: bool = False) -> None:
        self.w, self.h = A4[::-1] if landscape else A4
        self.l_margin = self.t_margin = self.r_margin = 10.0
        self.page_break_trigger = self.h
        self._about = About(title, created.astimezone(UTC))
        self._pages: list[list[str]] = []
        self._on = 0
        self._x = self._y = 0.0
        self._thick, self._draw, self._fill, self._ink = 0.2, "0 G", "1 g", "0 g"
        self._told: dict[str, str] = {}
        self._fonts: dict[str, dict[str, int]] = {}
        self._style, self._size = "", 10.0
        self._pictures: list[bytes] = []

    # Where.

    @property
    def epw(self) -> float:
        """What is left of the width between the margins."""
        return self.w - self.l_margin - self.r_margin

    @property
    def pages_count(self) -> int:
        return len(self._pages)

    @property
    def page(self) -> int:
        """The page that is drawn on, the first is 1."""
        return self._on

    @page.setter
    def page(self, number: int) -> None:
        self._on, self._told = number, {}

    def add_page(self) -> None:
        """Goes on at the top of a new page."""
        self._pages.append([])
        self.page = len(self._pages)
        self._x, self._y = self.l_margin, self.t_margin

    def get_x(self) -> float:
        return self._x

    def get_y(self) -> float:
        return self._y

    def set_xy(self, x: float, y: float) -> None:
        self._x, self._y = x, y

    def set_y(self, y: float) -> None:
        self._x, self._y = self.l_margin, y

    def ln(self, height: float) -> None:
        self.set_y(self._y + height)

    # With what.

    def set_font(self, style: str, size: float) -> None:
        """The plain face or the bold one (`B`), in points."""
        self._style, self._size = style, size

    @property
    def font_size(self) -> float:
        """In millimetres."""
        return self._size / POINT

    @property
    def _face(self) -> Face:
        return face(self._style)

    def get_string_width(self, text: str) -> float:
        """How wide the text would stand, in millimetres."""
        widths = self._face.widths
        return sum(widths[letter] for letter in printable(text)) * self._size / 1000 / POINT

    def set_line_width(self, width: float) -> None:
        self._thick = width

    def set_draw_color(self, colour: str) -> None:
        """Of lines, as `#rrggbb`."""
        self._draw = f"{_colour(colour)} RG"

    def set_fill_color(self, colour: str | int) -> None:
        """Of boxes: `#rrggbb`, or grey from 0 (black) to 255."""
        self._fill = f"{colour / 255:.3f} g" if isinstance(colour, int) else f"{_colour(colour)} rg"

    def set_text_color(self, colour: str) -> None:
        self._ink = f"{_colour(colour)} rg"

    # What.

    def cell(self, width: float, height: float, text: str, align: str = "L") -> None:
        """A line of text in a box without a frame, its middle at the middle of the box."""
        if self._y + height > self.page_break_trigger:
            self.add_page()
        free = width - 2 * self.c_margin - (self.get_string_width(text) if align != "L" else 0)
        shift = {"L": 0.0, "C": free / 2, "R": free}[align]
        self.text(self._x + self.c_margin + shift, self._y + height / 2 + 0.3 * self.font_size, text)
        self._x += width

    def text(self, x: float, y: float, text: str) -> None:
        """A line of text that stands on this place."""
        letters = self._fonts.setdefault(self._style, {})
        codes = "".join(f"{letters.setdefault(letter, len(letters) + 1):04x}" for letter in printable(text))
        if codes:
            name = f"F{self._style or 'R'}"
            where = f"{x * POINT:.2f} {(self.h - y) * POINT:.2f}"
            self._say(f"q {self._ink} BT /{name} {self._size:.2f} Tf {where} Td <{codes}> Tj ET Q")

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self.polyline([(x1, y1), (x2, y2)])

    def polyline(self, points: Sequence[tuple[float, float]]) -> None:
        """A line from point to point."""
        self._stroke()
        words = [f"{self._at(*point)} {'l' if n else 'm'}" for n, point in enumerate(points)]
        self._say(" ".join((*words, "S")))

    def rect(self, x: float, y: float, width: float, height: float, style: str = "D") -> None:
        """A box: its frame (`D`), its inside (`F`) or both (`DF`)."""
        if "D" in style:
            self._stroke()
        if "F" in style:
            self._tell("fill", self._fill)
        act = {"D": "S", "F": "f", "DF": "B"}[style]
        self._say(f"{self._at(x, y)} {width * POINT:.2f} {-height * POINT:.2f} re {act}")

    def disc(self, x: float, y: float, radius: float) -> None:
        """A filled circle around a point."""
        self._tell("fill", self._fill)
        handle, words = radius * _ROUND, [f"{self._at(x + radius, y)} m"]
        for a, b in ((1, 0), (0, 1), (-1, 0), (0, -1)):
            c, d = -b, a  # a quarter further
            ends = (
                (x + a * radius + c * handle, y + b * radius + d * handle),
                (x + c * radius + a * handle, y + d * radius + b * handle),
                (x + c * radius, y + d * radius),
            )
            words.append(" ".join(self._at(*end) for end in ends) + " c")
        self._say(" ".join((*words, "f")))

    def image(self, png: bytes, x: float, y: float, width: float, height: float) -> None:
        """A PNG of 8 bits, grey or in colours, without transparency."""
        if png not in self._pictures:
            self._pictures.append(png)
        size = f"{width * POINT:.2f} 0 0 {height * POINT:.2f} {self._at(x, y + height)}"
        self._say(f"q {size} cm /I{self._pictures.index(png)} Do Q")

    def output(self) -> bytes:
        """The file; the same drawing gives the same bytes."""
        size = self.w * POINT, self.h * POINT
        return pdf_file(
            [Page("\n".join(page).encode("ascii"), *size) for page in self._pages],
            {f"F{style or 'R'}": (face(style), [*used]) for style, used in self._fonts.items()},
            {f"I{number}": png for number, png in enumerate(self._pictures)},
            self._about,
        )

    def _at(self, x: float, y: float) -> str:
        return f"{x * POINT:.2f} {(self.h - y) * POINT:.2f}"

    def _stroke(self) -> None:
        self._tell("line", f"{self._thick * POINT:.2f} w")
        self._tell("draw", self._draw)

    def _tell(self, what: str, words: str) -> None:
        """Says on the page what is set, unless it was said there last."""
        if self._told.get(what) != words:
            self._told[what] = words
            self._say(words)

    def _say(self, words: str) -> None:
        self._pages[self._on - 1].append(words)


def _colour(text: str) -> str:
    return " ".join(f"{int(text[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))
