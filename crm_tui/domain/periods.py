"""Periods of Kyiv days: by a word ("last-month"), by what is typed, and cut into days, weeks, months."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from crm_tui.domain.kyiv import format_date, parse_date

DAY = timedelta(days=1)


class Span(StrEnum):
    """A stretch of the calendar; weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """Days of Kyiv, both ends in."""

    first: date
    last: date

    def __str__(self) -> str:
        if self.first == self.last:
            return format_date(self.first)
        return f"{format_date(self.first)}–{format_date(self.last)}"


def start_of(day: date, span: Span) -> date:
    """The first day of the stretch that has this day."""
    match span:
        case Span.DAY:
            return day
        case Span.WEEK:
            return day - timedelta(days=day.weekday())
        case Span.MONTH:
            return day.replace(day=1)
        case Span.QUARTER:
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        case Span.YEAR:
            return date(day.year, 1, 1)


def end_of(day: date, span: Span) -> date:
    """The last day of the stretch that has this day."""
    lengths = {Span.DAY: 0, Span.WEEK: 6, Span.MONTH: 31, Span.QUARTER: 93, Span.YEAR: 366}
    if span in {Span.DAY, Span.WEEK}:
        return start_of(day, span) + timedelta(days=lengths[span])
    return start_of(start_of(day, span) + timedelta(days=lengths[span]), span) - DAY


def period_before(period: Period) -> Period:
    """As many days, right before."""
    last = period.first - DAY
    return Period(last - (period.last - period.first), last)


def cut(period: Period, span: Span) -> list[Period]:
    """The period in stretches; the first and the last may be parts of one."""
    found, day = [], period.first
    while day <= period.last:
        last = min(end_of(day, span), period.last)
        found.append(Period(day, last))
        day = last + DAY
    return found


def label(part: Period, span: Span) -> str:
    """How a stretch is called: "15.04.2026", "04.2026", "2026", a week or a part by its days."""
    if span is Span.DAY or part.first != start_of(part.first, span) or part.last != end_of(part.first, span):
        return _days(part)
    match span:
        case Span.MONTH:
            return f"{part.first:%m.%Y}"
        case Span.QUARTER:
            return f"Q{(part.first.month + 2) // 3} {part.first.year}"
        case Span.YEAR:
            return f"{part.first.year}"
        case _:
            return _days(part)


def _days(part: Period) -> str:
    """ "02–08.03.2026", "30.03–05.04.2026": as short as it is clear"""
    first, last = part.first, part.last
    if first == last or first.year != last.year:
        return str(part)
    return f"{first:%d}–{last:%d.%m.%Y}" if first.month == last.month else f"{first:%d.%m}–{last:%d.%m.%Y}"


_AGO = {"today": (Span.DAY, 0), "yesterday": (Span.DAY, 1)} | {
    f"{which}-{span}": (span, ago)
    for span in (Span.WEEK, Span.MONTH, Span.QUARTER, Span.YEAR)
    for which, ago in (("this", 0), ("last", 1))
}
PERIODS = tuple(_AGO)
"""The words for periods, as they are typed in a command."""


def period_of(word: str, *, today: date) -> Period:
    """The period of one of PERIODS; KeyError for another word."""
    span, ago = _AGO[word]
    day = start_of(today, span)
    for _ in range(ago):
        day = start_of(day - DAY, span)
    return Period(day, end_of(day, span))


def parse_period(text: str, *, today: date) -> Period | None:
    """A typed period: "03.2026", "2026-03", "2026", "Q1 2026", "1.03-15.03", a day, a word; None for none."""
    text = text.strip().lower()
    if text in _AGO:
        return period_of(text, today=today)
    for pattern, span in _SPANS:
        if found := re.fullmatch(pattern, text, re.ASCII):
            part = int(found.groupdict().get("part") or 1)
            return _stretch(int(found["year"]), part * 3 if span is Span.QUARTER else part, span)
    first, dash, last = (part.strip() for part in _halves(text))
    since = parse_date(first, today=today)
    until = parse_date(last, today=today) if dash else since
    return Period(since, until) if since and until and since <= until else None


_SPANS = (
    (r"(?P<part>\d{1,2})[./](?P<year>\d{4})", Span.MONTH),
    (r"(?P<year>\d{4})-(?P<part>\d{1,2})", Span.MONTH),
    (r"(?P<year>\d{4})", Span.YEAR),
    (r"(?P<year>\d{4})-?q(?P<part>[1-4])", Span.QUARTER),
    (r"q?(?P<part>[1-4])[ ./-]?q?[ ./-]?(?P<year>\d{4})", Span.QUARTER),
)


def _halves(text: str) -> tuple[str, str, str]:
    """Around the dash between two days; a day may be written with dashes itself."""
    if found := re.fullmatch(r"(\d{4}-\d{1,2}-\d{1,2})\s*[-–:]\s*(\d{4}-\d{1,2}-\d{1,2})", text, re.ASCII):
        return found[1], "-", found[2]
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text, re.ASCII):
        return text, "", ""
    return text.replace("–", "-").partition("-")


def _stretch(year: int, month: int, span: Span) -> Period | None:
    try:
        first = start_of(date(year, month, 1), span)
        return Period(first, end_of(first, span))
    except (ValueError, OverflowError):
        return None
