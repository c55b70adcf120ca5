"""A chart as boxes, strokes and labels on a plane; SVG and PDF draw them, each in its own way.

No series is told by colour alone: each has a letter, at its line's end or at its bars, and in the legend.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from crm_tui.i18n import _
from crm_tui.reports.parts.chart import Chart
from crm_tui.reports.parts.ticks import ticks
from crm_tui.reports.parts.words import in_words

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#7f7f7f")
"""Told apart by colour-blind people too (Okabe and Ito)."""
LETTERS = "ABCDEFGH"
MOST_SERIES, MOST_BARS = len(COLOURS), 40
TEXT, SMALL = 11.0, 9.0
_WIDE = 0.56
"""The width of a letter against its height, on the whole."""


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    colour: str
    thick: float = 1.0


@dataclass(frozen=True, slots=True)
class Label:
    """A text; `x` is its start, middle or end as `anchor` says, `y` its base line."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    size: float = SMALL
    colour: str = "#000000"


Shape = Box | Stroke | Label


@dataclass(frozen=True, slots=True)
class Picture:
    """Shapes on a plane of this size; y grows downwards."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


def draw(chart: Chart, width: float = 900.0) -> Picture:
    """Lines for what follows in time (with two labels or more), else bars lying one below the other."""
    return _lines(chart, width) if chart.over_time and len(chart.labels) > 1 else _bars(chart, width)


def _bars(chart: Chart, width: float) -> Picture:
    series, labels = chart.series[:MOST_SERIES], chart.labels[:MOST_BARS]
    named = min(max((_width(label) for label in labels), default=0), width * 0.35)
    valued = max((_width(in_words(one, chart.kind)) for s in series for one in s.values), default=0) + 24
    room, thick = width - named - valued - 16, 14.0 if len(series) == 1 else 10.0
    shapes = list(_legend(chart, width))
    y = _legend_height(chart)
    for place, label in enumerate(labels):
        shapes.append(Label(named, y + thick * len(series) / 2 + 4, _cut(label, named), "end", SMALL))
        for number, one in enumerate(series):
            length = room * one.values[place] / chart.highest if chart.highest else 0.0
            left = (room - length) / 2 if chart.funnel else 0.0
            shapes.append(Box(named + 8 + left, y, max(length, 0.5), thick - 2, COLOURS[number]))
            told = in_words(one.values[place], chart.kind)
            told = f"{LETTERS[number]} {told}" if len(series) > 1 else told
            shapes.append(Label(named + 12 + left + length, y + thick - 4, told, "start", SMALL))
            y += thick
        y += 6
    if more := len(chart.labels) - len(labels):
        shapes.append(Label(named + 8, y + TEXT, _("and {n} more").format(n=more)))
        y += TEXT + 6
    return Picture(width, y + 4, tuple(shapes))


def _lines(chart: Chart, width: float, height: float = 320.0) -> Picture:
    series = chart.series[:MOST_SERIES]
    marks = ticks(chart.highest, chart.kind)
    left = max(_width(in_words(tick, chart.kind)) for tick in marks) + 10
    top = _legend_height(chart) + 8
    room, tall, highest = width - left - 24, height, marks[-1] or 1
    shapes = list(_legend(chart, width))

    def at(place: int, value: int) -> tuple[float, float]:
        return left + room * place / (len(chart.labels) - 1), top + tall - tall * value / highest

    for tick in marks:
        y = at(0, tick)[1]
        shapes.append(Stroke(((left, y), (left + room, y)), "#cccccc", 0.5))
        shapes.append(Label(left - 6, y + 3, in_words(tick, chart.kind), "end", SMALL))
    below = top + tall + 14
    shapes += [Label(at(one, 0)[0], below, chart.labels[one], "middle") for one in _shown(chart, room)]
    for number, one in enumerate(series):
        points = tuple(at(place, value) for place, value in enumerate(one.values))
        shapes.append(Stroke(points, COLOURS[number], 1.8))
    if len(series) > 1:
        shapes += _ends([at(len(chart.labels) - 1, one.values[-1]) for one in series])
    return Picture(width, top + tall + 24, tuple(shapes))


def _ends(ends: list[tuple[float, float]]) -> Iterator[Label]:
    """The letters at the ends of lines, none over another."""
    above = float("-inf")
    for number in sorted(range(len(ends)), key=lambda one: ends[one][1]):
        x, y = ends[number]
        above = max(y + 3, above + SMALL)
        yield Label(x + 6, above, LETTERS[number], "start", SMALL, COLOURS[number])


def _legend(chart: Chart, width: float) -> Iterator[Shape]:
    for number, (x, y, name) in enumerate(_legend_places(chart, width)):
        if number < MOST_SERIES:
            yield Box(x, y - 8, 9, 9, COLOURS[number])
            yield Label(x + 13, y, f"{LETTERS[number]} {name}")
        else:
            yield Label(x, y, name)


def _legend_height(chart: Chart, width: float = 900.0) -> float:
    places = list(_legend_places(chart, width))
    return places[-1][1] + 10 if places else 4.0


def _legend_places(chart: Chart, width: float) -> Iterator[tuple[float, float, str]]:
    if len(chart.series) < 2:
        return
    names = [_cut(one.name, 220) for one in chart.series[:MOST_SERIES]]
    if more := len(chart.series) - MOST_SERIES:
        names += [_("and {n} more").format(n=more)] if more > 0 else []
    x, y = 4.0, 12.0
    for name in names:
        wide = _width(name) + 44
        if x + wide > width and x > 4.0:
            x, y = 4.0, y + 15
        yield x, y, name
        x += wide


def _shown(chart: Chart, room: float) -> list[int]:
    """Which labels stand under the axis without touching each other."""
    widest = max(_width(label) for label in chart.labels) + 12
    every = max(1, -(-len(chart.labels) * int(widest) // int(room)))
    return list(range(0, len(chart.labels), every))


def _width(text: str) -> float:
    return len(text) * SMALL * _WIDE


def _cut(text: str, room: float) -> str:
    most = max(int(room / (SMALL * _WIDE)), 4)
    return text if len(text) <= most else f"{text[: most - 1]}…"
