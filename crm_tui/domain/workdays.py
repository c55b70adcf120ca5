"""The office's calendar: working days and hours, public holidays."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from crm_tui.domain.kyiv import KYIV

EASTER, TRINITY = "easter", "trinity"
_AFTER_EASTER = {EASTER: 0, TRINITY: 49}


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday: a day of the year, or one that goes with Easter (`rule`)."""

    name: str
    month: int = 0
    day: int = 0
    rule: str = ""
    since: int = date.min.year
    until: int = date.max.year

    def on(self, year: int) -> date | None:
        """Its date in a year; None in years when the law does not know it."""
        if not self.since <= year <= self.until:
            return None
        if self.rule:
            return easter(year) + timedelta(days=_AFTER_EASTER[self.rule])
        return date(year, self.month, self.day)


def easter(year: int) -> date:
    """Orthodox Easter by the civil calendar (right from 1900 to 2099, as everything here)."""
    moon = (19 * (year % 19) + 15) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + sunday + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


@dataclass(frozen=True, slots=True)
class WorkHours:
    """On which days of the week (Monday is 0) and between which hours of Kyiv the office works."""

    weekdays: frozenset[int] = frozenset(range(5))
    begins: time = time(9)
    ends: time = time(18)


class DayKind(StrEnum):
    """Why a day is no day to plan something for."""

    PAST = "past"
    HOLIDAY = "holiday"
    HOLIDAY_MOVED = "holiday_moved"
    """A day off in place of a weekend that a holiday fell on."""
    DAY_OFF = "day_off"


@dataclass(frozen=True, slots=True)
class DayNote:
    """What is to be said of a day; `name` is the holiday's."""

    kind: DayKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class OfficeCalendar:
    """Working days of the office. Under martial law holidays are working days: `holidays_off` False."""

    holidays: tuple[Holiday, ...] = ()
    hours: WorkHours = WorkHours()
    holidays_off: bool = False

    def off(self, day: date) -> DayNote | None:
        """Why nobody works on this day; None on a working day."""
        if self.holidays_off and (note := _holidays_off(self, day.year).get(day)):
            return note
        return None if day.weekday() in self.hours.weekdays else DayNote(DayKind.DAY_OFF)

    def work_day_from(self, day: date) -> date:
        """The day itself when it is a working day, else the next one."""
        while self.off(day) is not None:
            day += timedelta(days=1)
        return day

    def work_day_until(self, day: date) -> date:
        """The day itself when it is a working day, else the last one before it."""
        while self.off(day) is not None:
            day -= timedelta(days=1)
        return day

    def open_at(self, moment: datetime) -> bool:
        """Whether the office works at an aware moment."""
        there = moment.astimezone(KYIV)
        return self.off(there.date()) is None and self.hours.begins <= there.time() < self.hours.ends


def day_note(day: date, calendar: OfficeCalendar, *, today: date) -> DayNote | None:
    """The word about a day one wants to plan for: past, holiday or day off; None: a good day."""
    return DayNote(DayKind.PAST) if day < today else calendar.off(day)


@lru_cache(maxsize=32)
def _holidays_off(calendar: OfficeCalendar, year: int) -> dict[date, DayNote]:
    """The holidays of a year and the days off that come in place of weekends they fell on."""
    named = sorted(
        (day, holiday.name)
        for holiday in calendar.holidays
        for one in (year - 1, year)
        if (day := holiday.on(one)) is not None
    )
    notes = {day: DayNote(DayKind.HOLIDAY, name) for day, name in named}
    for day, name in named:
        if day.weekday() in calendar.hours.weekdays:
            continue
        instead = day
        while instead in notes or instead.weekday() not in calendar.hours.weekdays:
            instead += timedelta(days=1)
        notes[instead] = DayNote(DayKind.HOLIDAY_MOVED, name)
    return notes


def read_work_days(text: str) -> frozenset[int] | None:
    """Days of the week as typed: "1-5", "1-6", "1,3,5" (Monday is 1); None when they are none."""
    days: set[int] = set()
    for part in text.replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        last = last if dash else first
        if not _is_weekday(first) or not _is_weekday(last):
            return None
        days |= set(range(int(first) - 1, int(last)))
    return frozenset(days) or None


def read_work_hours(text: str) -> tuple[time, time] | None:
    """Hours as typed: "09:00-18:00", "9-18"; None when they are none or end before they begin."""
    ends = [_hour(part) for part in text.replace(" ", "").split("-")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None or ends[0] >= ends[1]:
        return None
    return ends[0], ends[1]


def _is_weekday(text: str) -> bool:
    return len(text) == 1 and text in "1234567"


def _hour(text: str) -> time | None:
    hour, _mark, minute = text.partition(":")
    if not all(part.isascii() and part.isdecimal() and len(part) <= 2 for part in (hour, minute or "0")):
        return None
    try:
        return time(int(hour), int(minute or "0"))
    except ValueError:
        return None
