"""What of a report is drawn: series of figures over labels; the same for the screen, SVG, PDF and XLSX."""

from dataclasses import dataclass

from crm_tui.reports.parts.shapes import InTime, Report, ValueKind


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one name, one for each label."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Labels and series; `over_time`: the labels follow one another, so lines join them."""

    labels: tuple[str, ...]
    series: tuple[Series, ...]
    kind: ValueKind
    over_time: bool
    funnel: bool = False

    @property
    def highest(self) -> int:
        """The largest figure; 0 without any."""
        return max((value for one in self.series for value in one.values), default=0)


def chart_of(report: Report) -> Chart | None:
    """The chart of a report; None when it has nothing to draw.

    Time runs along the labels: when the columns are months, each line of the report is a series.
    """
    places = report.charted
    if not places or not report.lines:
        return None
    titles = tuple(report.columns[place].title for place in places)
    names = tuple(str(line.values[0]) for line in report.lines)
    kind = report.columns[places[0]].kind
    if report.in_time is InTime.COLUMNS:
        series = tuple(
            Series(name, tuple(line.values[place] for place in places))
            for name, line in zip(names, report.lines, strict=True)
        )
        return Chart(titles, series, kind, over_time=True)
    series = tuple(
        Series(title, tuple(line.values[place] for line in report.lines))
        for title, place in zip(titles, places, strict=True)
    )
    return Chart(names, series, kind, over_time=report.in_time is InTime.LINES, funnel=report.funnel)
