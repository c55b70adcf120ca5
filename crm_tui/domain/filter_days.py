"""The days and numbers that a value of a filter means. Days stay as they were said, true tomorrow too."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from crm_tui.domain.day_words import day_of
from crm_tui.domain.periods import Period, parse_period

PERIODS = {
    **{
        f"{which}-{word}": f"{code}-{span}"
        for which, code in (("цей", "this"), ("минулий", "last"))
        for word, span in (("тиждень", "week"), ("місяць", "month"), ("квартал", "quarter"), ("рік", "year"))
    }
}
"""Ukrainian words of `domain/periods.py`'s periods."""
Span = Callable[[str, date], Period | None]
_AGO = re.compile(r"-\s*(\d{1,4})")
_YESTERDAY = ("вчора", "учора", "yesterday")


def filter_day(text: str, today: date) -> date | None:
    """The day that a filter means: as `day_of`, and also days ago, `-7`, and yesterday."""
    typed = text.strip().casefold()
    if found := _AGO.fullmatch(typed):
        return today - timedelta(days=int(found[1]))
    return today - timedelta(days=1) if typed in _YESTERDAY else day_of(typed, today)


def filter_span(text: str, today: date) -> Period | None:
    """The days that a value of a filter means, both ends in; None for what is no day of this year."""
    typed = text.strip().casefold()
    if ".." in typed:
        return _range(typed, today, filter_span)
    if period := parse_period(PERIODS.get(typed, typed), today=today):
        return period
    day = (
        None if re.fullmatch(r"[\d./,-]+", typed) and not _AGO.fullmatch(typed) else filter_day(typed, today)
    )
    return Period(day, day) if day else None


def coming_span(text: str, today: date) -> Period | None:
    """The same of what lies ahead: a day that this year had long ago is meant of the next one."""
    typed = text.strip().casefold()
    if ".." in typed:
        return _range(typed, today, coming_span)
    day = filter_day(typed, today)
    return Period(day, day) if day else filter_span(typed, today)


def number_span(text: str) -> tuple[int | None, int | None]:
    """The least and the greatest number of a value `1000` or `500..1000`; None: no bound."""
    first, dots, last = text.partition("..")
    return (int(first) if first else None), (int(last) if last else None) if dots else int(first)


def _range(typed: str, today: date, span: Span) -> Period | None:
    """`-30..сьогодні`, `1.03..`; one that ends before it begins holds no day."""
    first_word, _dots, last_word = (one.strip() for one in typed.partition(".."))
    if ".." in last_word or not (first_word or last_word):
        return None
    first = span(first_word, today) if first_word else Period(date.min, date.min)
    last = span(last_word, today) if last_word else Period(date.max, date.max)
    return Period(first.first, last.last) if first and last else None
