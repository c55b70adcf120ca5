"""A day said by a few keys: `+3`, `+2т`, `пн`, `завтра`, `15.04`; by the place of the keys in any layout."""

import re
from datetime import date, timedelta

from crm_tui.domain.kyiv import parse_date
from crm_tui.domain.layout import other_layout
from crm_tui.domain.months import add_months

PAST_DAYS = 31
"""A date without a year that is longer ago than this is meant of the next year."""

_STEP = re.compile(r"\+\s*(\d{1,4})\s*(\D*)")
_WITHOUT_YEAR = re.compile(r"(\d{1,2})[./,](\d{1,2})[./,]?", re.ASCII)
_UNITS = {
    "days": ("", "д", "дн", "день", "дні", "днів", "d"),
    "weeks": ("т", "тиж", "тижд", "тиждень", "тижні", "тижнів", "w"),
    "months": ("м", "міс", "місяць", "місяці", "місяців", "m"),
    "years": ("р", "рік", "роки", "років", "y"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_WEEKDAYS = (
    ("пн", "понеділок", "mo", "monday"),
    ("вт", "вівторок", "tu", "tuesday"),
    ("ср", "середа", "середу", "we", "wednesday"),
    ("чт", "четвер", "th", "thursday"),
    ("пт", "пятниця", "пятницю", "fr", "friday"),
    ("сб", "субота", "суботу", "sa", "saturday"),
    ("нд", "неділя", "неділю", "su", "sunday"),
)
_AHEAD = (("сьогодні", "today"), ("завтра", "tomorrow"), ("післязавтра",))
_SHORTEST = 3
"""So many first letters of a word are enough; a word of two letters is whole."""


def day_of(text: str, today: date) -> date | None:
    """The day that is meant; None when it is none.

    A weekday is the next one after today. A date without a year is this year's, or the next one's when this
    year's is over for more than a month.
    """
    typed = text.strip().casefold()
    if not typed:
        return None
    return _day(typed, today) or _day(other_layout(typed).casefold(), today)


def _day(text: str, today: date) -> date | None:
    try:
        return _step(text, today) or _word(text, today) or _date(text, today)
    except (ValueError, OverflowError):
        return None


def _step(text: str, today: date) -> date | None:
    if not (found := _STEP.fullmatch(text)):
        return None
    count, word = int(found[1]), found[2].strip().rstrip(".")
    unit = _UNIT_OF.get(word) or _UNIT_OF.get(other_layout(word))
    if unit is None:
        return None
    if unit in {"months", "years"}:
        return add_months(today, count * (12 if unit == "years" else 1))
    return today + timedelta(days=count * (7 if unit == "weeks" else 1))


def _word(text: str, today: date) -> date | None:
    word = re.sub("['’ʼ`.]", "", text)
    for ahead, words in enumerate(_AHEAD):
        if _is_one(word, words):
            return today + timedelta(days=ahead)
    for weekday, words in enumerate(_WEEKDAYS):
        if _is_one(word, words):
            return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return None


def _is_one(word: str, words: tuple[str, ...]) -> bool:
    return word in words or (len(word) >= _SHORTEST and any(one.startswith(word) for one in words))


def _date(text: str, today: date) -> date | None:
    if not (found := _WITHOUT_YEAR.fullmatch(text)):
        return parse_date(text, today=today)
    for year in (today.year, today.year + 1):
        day = parse_date(f"{found[1]}.{found[2]}.{year}", today=today)
        if day is not None and (today - day).days <= PAST_DAYS:
            return day
    return None
