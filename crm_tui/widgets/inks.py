"""Colours of a few characters inside a line. They only repeat what a sign says: not everybody sees them."""

from dataclasses import dataclass

COLOURS = {
    "red": ("#d75f5f", "#af0000", "red"),
    "yellow": ("#ffd75f", "#875f00", "yellow"),
    "green": ("#87af5f", "#005f00", "green"),
    "blue": ("#5fafff", "#005faf", "bright_blue"),
    "violet": ("#d787ff", "#8700af", "magenta"),
}
"""Each on the dark theme, on the light one, and in the terminal's own colours; out of the 256.

Not in the style sheets: fifteen rules of each widget that has inks would be read before the first frame.
"""


@dataclass(frozen=True, slots=True)
class Ink:
    """The characters of a text from `start` up to `end`, and their colour (one of COLOURS)."""

    start: int
    end: int
    colour: str
