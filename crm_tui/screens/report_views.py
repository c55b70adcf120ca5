"""A report as cells of a table, as bars, as lines: texts for the widgets, made of the same figures."""

from crm_tui.i18n import _
from crm_tui.reports.parts.chart import chart_of
from crm_tui.reports.parts.shapes import InTime, Line, Report, ValueKind
from crm_tui.reports.parts.ticks import ticks
from crm_tui.reports.parts.words import in_words
from crm_tui.screens.client_words import one_line
from crm_tui.widgets.charts import LETTERS, bar, lines
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row

Cells = tuple[str, ...]
NAME, FIGURE = 22, 10
WHOLE = "total"
"""The column that sums up a line of a table with two axes."""


def grid_cells(report: Report) -> tuple[Cells, list[Cells], Cells | None]:
    """Titles, lines, total."""
    titles = tuple(one_line(column.title) for column in report.columns)
    total = _cells(report, report.total) if report.total is not None and report.lines else None
    return titles, [_cells(report, line) for line in report.lines], total


def text_columns(report: Report) -> frozenset[int]:
    """The places of the columns that hold words, not figures."""
    return frozenset(n for n, one in enumerate(report.columns) if one.kind is ValueKind.TEXT)


def _cells(report: Report, line: Line) -> Cells:
    return tuple(
        in_words(value, column.kind) for value, column in zip(line.values, report.columns, strict=True)
    )


def bar_columns() -> tuple[Column, ...]:
    return (Column("", NAME), Column("", FIGURE, right=True), Column("", 20, flex=1))


def bar_rows(report: Report, width: int) -> list[Row]:
    """A bar for each line; where columns compare something else than time, one for each of them too.

    The id of a row is the place of its cell.
    """
    places = _bar_places(report)
    highest = max((line.values[place] for line in report.lines for place in places), default=0)
    room = max(4, width - 3 - NAME - FIGURE - 2)
    # Where no figure of a line is its whole, the line's name stands alone above its figures.
    alone = len(places) > 1 and places == report.charted
    rows: list[Row] = []
    for number, line in enumerate(report.lines):
        if alone:
            rows.append(Row((number, 0), len(rows), (one_line(str(line.values[0])), "", "")))
        for place in places:
            column, value = report.columns[place], line.values[place]
            name = line.values[0] if place == places[0] and not alone else f"  {column.title}"
            drawn = bar(value, highest, room)
            if report.funnel:
                drawn = " " * ((room - len(drawn)) // 2) + drawn
            cells = (one_line(str(name)), in_words(value, column.kind), drawn)
            rows.append(Row((number, place), len(rows), cells))
    return rows


def _bar_places(report: Report) -> list[int]:
    """The figure of the whole line first (the last column of a table with two axes), then its parts."""
    charted = report.charted
    if len(charted) < 2:
        return charted
    whole = charted[-1] + 1
    if report.columns[whole].name != WHOLE:
        return charted
    return [whole] if report.in_time is not InTime.NOTHING else [whole, *charted]


def chart_lines(report: Report, width: int, height: int) -> list[str]:
    """The chart over time with its legend below, `height` lines."""
    chart = chart_of(report)
    if chart is None:
        return [" " + _("Nothing in these days")]
    if not chart.over_time:
        return [" " + _("Nothing here follows in time; F5 goes on to the table")]
    named = chart.series[: len(LETTERS)]
    legend = _legend([one.name for one in named], width, len(chart.series)) if len(chart.series) > 1 else []
    values = [one.values for one in named]
    marks = [(tick, in_words(tick, chart.kind)) for tick in ticks(chart.highest, chart.kind)]
    drawn = lines(values, chart.labels, marks, width, max(5, height - len(legend)))
    return [*drawn, *legend]


def _legend(names: list[str], width: int, count: int) -> list[str]:
    made, line = [], ""
    words = [f" {LETTERS[n]} {one_line(name)} " for n, name in enumerate(names)]
    if count > len(names):
        words.append(_("and {n} more").format(n=count - len(names)))
    for word in words:
        if line and len(line) + len(word) > width:
            made.append(line)
            line = ""
        line += word
    return [*made, line]
