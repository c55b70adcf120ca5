"""Axes of a report on talks, and the table that two of them make."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import TalkKind
from crm_tui.domain.kyiv import today
from crm_tui.domain.periods import Period, Span, cut, end_of, label, start_of
from crm_tui.domain.sort_key import sort_key
from crm_tui.i18n import N_, _
from crm_tui.reports.parts.people import Known, people, services
from crm_tui.reports.parts.shapes import Column, InTime, Line, Report, ValueKind
from crm_tui.store.scope import Unit
from crm_tui.store.tables.reports import NO_SERVICE
from crm_tui.store.talk_sums import Only

MOST_COLUMNS = 1_000


class Axis(StrEnum):
    """Along what figures are laid out."""

    MANAGER = "manager"
    CLIENT = "client"
    SERVICE = "service"
    KIND = "kind"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class Measure(StrEnum):
    """What is counted in the cells of a table with two axes, and drawn."""

    TALKS = "talks"
    TIME = "time"


AXES = {
    Axis.MANAGER: N_("Manager"),
    Axis.CLIENT: N_("Client"),
    Axis.SERVICE: N_("Service"),
    Axis.KIND: N_("Kind"),
    Axis.DAY: N_("Day"),
    Axis.WEEK: N_("Week"),
    Axis.MONTH: N_("Month"),
    Axis.QUARTER: N_("Quarter"),
}
MEASURES = {Measure.TALKS: N_("Talks"), Measure.TIME: N_("Time")}
KINDS = {TalkKind.SALE: N_("sale"), TalkKind.SUPPORT: N_("support")}
TALK_AXES = tuple(axis for axis in Axis if axis is not Axis.CLIENT)
"""What talks are summed by; a client's own talks stand on his card."""
_KEYS = {
    Axis.MANAGER: "author_id",
    Axis.SERVICE: "service_id",
    Axis.KIND: "kind",
    Axis.MONTH: "month",
    Axis.QUARTER: "month",
}

Narrowed = tuple[Period, dict[str, Only]]
"""What a mark of an axis leaves of the period and of the conditions."""
MakeBehind = Callable[[Period, dict[str, Only]], Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """One place on an axis: its code (JSON) and what people read."""

    value: Any
    code: str
    words: str


class Pivot:
    """Figures added up along one or two axes, and the report made of them."""

    def __init__(self, unit: Unit, period: Period, by: Axis, across: Axis | None, measure: Measure) -> None:
        if not {by, across} <= {*TALK_AXES, None}:
            raise Refused(_("Talks are not laid out by clients"))
        if by is across:
            raise Refused(_("Lines and columns are the same: {axis}").format(axis=_(AXES[by])))
        self.period, self.by, self.across, self.measure = period, by, across, measure
        self.people, self.services = people(unit), services(unit)
        self.shown_until = min(period.last, max(today(unit.now), period.first))
        self.cells: dict[tuple[Any, Any], list[int]] = {}

    @staticmethod
    def key(axis: Axis) -> str:
        """The key of the sums that an axis needs."""
        return _KEYS.get(axis, "day")

    def add(self, key: dict[str, Any], talks: int, talk_ms: int) -> None:
        """Adds a sum to its cell."""
        across = None if self.across is None else self._place(self.across, key)
        cell = self.cells.setdefault((self._place(self.by, key), across), [0, 0])
        cell[0] += talks
        cell[1] += talk_ms

    def report(self, name: str, title: str, about: tuple[str, ...], behind: MakeBehind) -> Report:
        """The finished table; each figure with what is behind it."""
        self.cells = {place: cell for place, cell in self.cells.items() if any(cell)}
        lines = self._marks(self.by, 0)
        make = self._two_axes if self.across else self._one_axis
        columns, made, total = make(lines, behind)
        axes = " × ".join(_(AXES[axis]) for axis in (self.by, self.across) if axis is not None)
        shown = (_("{measure} by: {axis}").format(measure=_(MEASURES[self.measure]), axis=axes),)
        in_time = (
            InTime.LINES if self.by in _SPANS else InTime.COLUMNS if self.across in _SPANS else InTime.NOTHING
        )
        return Report(name, title, self.period, shown + about, columns, made, total, in_time)

    def _one_axis(
        self, lines: list[Mark], behind: MakeBehind
    ) -> tuple[tuple[Column, ...], tuple[Line, ...], Line]:
        columns = (
            Column(self.by.value, _(AXES[self.by]), ValueKind.TEXT),
            Column("talks", _("Talks"), charted=self.measure is Measure.TALKS),
            Column("talk_ms", _("Time"), ValueKind.TIME, charted=self.measure is Measure.TIME),
            Column("average_ms", _("Average"), ValueKind.TIME),
            Column("share", _("Share"), ValueKind.SHARE),
        )
        whole = [sum(cell[n] for cell in self.cells.values()) for n in (0, 1)]
        measured = 0 if self.measure is Measure.TALKS else 1

        def line(words: str, cell: list[int], opened: Any) -> Line:
            average = round(cell[1] / cell[0]) if cell[0] else 0
            share = cell[measured] / whole[measured] if whole[measured] else 0.0
            return Line((words, *cell, average, share), (None, *[opened] * 4))

        made = tuple(
            line(
                mark.words,
                self.cells.get((mark.value, None), [0, 0]),
                behind(*self._narrowed([(self.by, mark)])),
            )
            for mark in lines
        )
        return columns, made, line(_("Total"), whole, behind(self.period, {}))

    def _two_axes(
        self, lines: list[Mark], behind: MakeBehind
    ) -> tuple[tuple[Column, ...], tuple[Line, ...], Line]:
        assert self.across is not None  # noqa: S101  # else it is `_one_axis`
        marks = self._marks(self.across, 1)
        if len(marks) > MOST_COLUMNS:
            raise Refused(_("More than {n} columns: choose longer stretches").format(n=MOST_COLUMNS))
        place = 0 if self.measure is Measure.TALKS else 1
        kind = ValueKind.COUNT if self.measure is Measure.TALKS else ValueKind.TIME
        columns = (
            Column(self.by.value, _(AXES[self.by]), ValueKind.TEXT),
            *(Column(mark.code, mark.words, kind, charted=True) for mark in marks),
            Column("total", _("Total"), kind),
        )

        def line(words: str, values: list[int], by: list[tuple[Axis, Mark]]) -> Line:
            opened = [behind(*self._narrowed([*by, (self.across or self.by, mark)])) for mark in marks]
            return Line((words, *values, sum(values)), (None, *opened, behind(*self._narrowed(by))))

        made = [
            line(
                mark.words,
                [self.cells.get((mark.value, one.value), (0, 0))[place] for one in marks],
                [(self.by, mark)],
            )
            for mark in lines
        ]
        sums = [sum(one.values[n + 1] for one in made) for n in range(len(marks))]
        return columns, tuple(made), line(_("Total"), sums, [])

    def _place(self, axis: Axis, key: dict[str, Any]) -> Any:
        value = key[self.key(axis)]
        return max(start_of(value, _SPANS[axis]), self.period.first) if axis in _SPANS else value

    def _narrowed(self, marks: list[tuple[Axis, Mark]]) -> Narrowed:
        period, only = self.period, dict[str, Only]()
        for axis, mark in marks:
            if axis in _SPANS:
                last = min(end_of(mark.value, _SPANS[axis]), period.last)
                period = Period(max(mark.value, period.first), last)
            else:
                only[self.key(axis)] = Only(frozenset({mark.value}))
        return period, only

    def _marks(self, axis: Axis, side: int) -> list[Mark]:
        """The places of an axis in order: time and kinds as they are, people and services by figures."""
        found = {place[side] for place in self.cells}
        if axis in _SPANS:
            span, last = _SPANS[axis], max([self.shown_until, *found])
            parts = cut(self.period, span)
            return [
                Mark(one.first, _code(one.first, span), label(one, span))
                for one in parts
                if one.first <= last
            ]
        if axis is Axis.KIND:
            return [Mark(kind.value, kind.value, _(words)) for kind, words in KINDS.items() if kind in found]
        known = self.people if axis is Axis.MANAGER else self.services
        figures = dict.fromkeys(found, 0)
        for place, cell in self.cells.items():
            figures[place[side]] += cell[0 if self.measure is Measure.TALKS else 1]
        marks = [self._named(known, one) for one in found]
        return sorted(marks, key=lambda mark: (-figures[mark.value], sort_key(mark.words), mark.value))

    def _named(self, known: dict[int, Known], row_id: int) -> Mark:
        if row_id == NO_SERVICE:
            return Mark(row_id, "-", _("(no service)"))
        one = known.get(row_id)
        return Mark(row_id, one.code, one.name) if one else Mark(row_id, f"#{row_id}", f"#{row_id}")


_SPANS = {Axis.DAY: Span.DAY, Axis.WEEK: Span.WEEK, Axis.MONTH: Span.MONTH, Axis.QUARTER: Span.QUARTER}


def _code(first: date, span: Span) -> str:
    match span:
        case Span.MONTH:
            return f"{first:%Y-%m}"
        case Span.QUARTER:
            return f"{first.year}-Q{(first.month + 2) // 3}"
        case _:
            return first.isoformat()
