"""Charts of the terminal: pure functions from figures to lines of text; no colour is needed to read them."""

from collections.abc import Sequence

from crm_tui.widgets.columns import fit

_EIGHTHS = " ▏▎▍▌▋▊▉"
_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""The dots of a Braille sign, column by column from the top."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What lines are told apart by; further ones are not drawn."""


def bar(value: float, highest: float, room: int) -> str:
    """A bar of blocks, to an eighth of a cell; what is there at all has at least a thin one."""
    eighths = round(room * 8 * value / highest) if highest > 0 else 0
    eighths = min(max(eighths, 1 if value > 0 else 0), room * 8)
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[rest] if rest else "")


class _Canvas:
    """Cells of 2 x 4 dots, and letters over them."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.dots = [[0] * width for _ in range(height)]
        self.signs: dict[tuple[int, int], str] = {}

    def dot(self, x: int, y: int) -> None:
        if 0 <= x < self.width * 2 and 0 <= y < self.height * 4:
            self.dots[y // 4][x // 2] |= _DOTS[x % 2][y % 4]

    def stroke(self, x0: int, y0: int, x1: int, y1: int) -> None:
        steps = max(abs(x1 - x0), abs(y1 - y0), 1)
        for step in range(steps + 1):
            self.dot(round(x0 + (x1 - x0) * step / steps), round(y0 + (y1 - y0) * step / steps))

    def sign(self, x: int, y: int, sign: str) -> None:
        """A letter in the cell of the dot, or in a free one just above or below it."""
        cell = (min(y // 4, self.height - 1), min(x // 2, self.width - 1))
        for shift in (0, -1, 1, -2, 2):
            place = (cell[0] + shift, cell[1])
            if place not in self.signs and 0 <= place[0] < self.height:
                self.signs[place] = sign
                return

    def lines(self) -> list[str]:
        return [
            "".join(
                self.signs.get((row, column)) or (chr(0x2800 + dots) if dots else " ")
                for column, dots in enumerate(cells)
            )
            for row, cells in enumerate(self.dots)
        ]


def lines(
    series: Sequence[Sequence[float]],
    labels: Sequence[str],
    ticks: Sequence[tuple[float, str]],
    width: int,
    height: int,
) -> list[str]:
    """Lines of Braille dots over labels, each `width` cells; `ticks` are figures and their words, upwards.

    With several series each is marked by its letter at the labels that are shown, and at its end.
    """
    left = max((len(words) for _value, words in ticks), default=0)
    room, tall = width - left - 3, height - 2
    if room < 4 or tall < 2 or not labels:
        return [fit("", width)] * height
    highest = ticks[-1][0] or 1
    canvas = _Canvas(room, tall)
    last = max(len(labels) - 1, 1)

    def at(place: int, value: float) -> tuple[int, int]:
        return round((room * 2 - 1) * place / last), round((tall * 4 - 1) * (1 - value / highest))

    shown = _shown(labels, room)
    for values in series[: len(LETTERS)]:
        points = [at(place, value) for place, value in enumerate(values)]
        for begin, end in zip(points, points[1:] or points, strict=False):
            canvas.stroke(*begin, *end)
    if len(series) > 1:
        for place in sorted({*shown, len(labels) - 1}, reverse=True):
            for number, values in enumerate(series[: len(LETTERS)]):
                canvas.sign(*at(place, values[place]), LETTERS[number])
    words = {round((tall - 1) * (1 - value / highest)): text for value, text in ticks}
    drawn = [
        f"{fit(words.get(row, ''), left, right=True)} {'┤' if row in words else '│'}{line}"
        for row, line in enumerate(canvas.lines())
    ]
    axis = " " * (left + 1) + "└" + "─" * room
    return [fit(line, width) for line in (*drawn, axis, _under(labels, shown, room, left + 2))]


def _shown(labels: Sequence[str], room: int) -> list[int]:
    """Which labels stand under the axis without touching each other."""
    widest = max(len(label) for label in labels) + 2
    every = max(1, -(-len(labels) * widest // max(room, 1)))
    return list(range(0, len(labels), every))


def _under(labels: Sequence[str], shown: Sequence[int], room: int, left: int) -> str:
    line = [" "] * room
    last, free = max(len(labels) - 1, 1), 0
    for place in shown:
        middle = (room - 1) * place // last
        begin = min(max(middle - len(labels[place]) // 2, 0), max(room - len(labels[place]), 0))
        # The labels at the ends are moved inwards, so their neighbours may have no room.
        if begin >= free:
            line[begin : begin + len(labels[place])] = labels[place]
            free = begin + len(labels[place]) + 1
    return " " * left + "".join(line)
