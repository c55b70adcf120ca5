"""Figures large enough to be read across a room: a pure function from text to lines of blocks."""

ROWS = 5
_SIGNS = {
    "0": ("████", "█  █", "█  █", "█  █", "████"),
    "1": ("  █ ", " ██ ", "  █ ", "  █ ", " ███"),
    "2": ("████", "   █", "████", "█   ", "████"),
    "3": ("████", "   █", " ███", "   █", "████"),
    "4": ("█  █", "█  █", "████", "   █", "   █"),
    "5": ("████", "█   ", "████", "   █", "████"),
    "6": ("████", "█   ", "████", "█  █", "████"),
    "7": ("████", "   █", "  █ ", " █  ", " █  "),
    "8": ("████", "█  █", "████", "█  █", "████"),
    "9": ("████", "█  █", "████", "   █", "████"),
    ":": (" ", "█", " ", "█", " "),
    "%": ("█  █", "  █ ", " ██ ", " █  ", "█  █"),
    "-": ("    ", "    ", "████", "    ", "    "),
    "?": ("████", "   █", " ███", "    ", " █  "),
    " ": ("  ", "  ", "  ", "  ", "  "),
}


def big_figures(text: str, width: int, height: int = ROWS) -> list[str]:
    """The text (digits, `:`, `%`, `-`, `?`) as large as it fits; one plain line where there is no room.

    Each line is exactly `width` cells; there are as many lines as the signs take, at most `height`.
    """
    signs = [_SIGNS.get(sign, _SIGNS["?"]) for sign in text]
    natural = sum(len(sign[0]) for sign in signs) + max(0, len(signs) - 1)
    high = height // ROWS
    # A cell is twice as tall as wide: a sign stretched further sideways is read worse.
    wide = min(width // natural if natural else 0, 2 * high)
    if not wide or not high:
        return [text[:width].center(width)]
    lines = []
    for row in range(ROWS):
        line = " ".join(sign[row] for sign in signs)
        stretched = "".join(sign * wide for sign in line)
        lines += [stretched.center(width)] * high
    return lines
