"""Kyiv's calendar: what day it is, where a day begins in UTC, how moments are written and dates are read."""

import re
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

try:
    KYIV = ZoneInfo("Europe/Kyiv")
except ZoneInfoNotFoundError:  # time zone data older than 2022b
    KYIV = ZoneInfo("Europe/Kiev")


def today(now: datetime) -> date:
    """The date in Kyiv at an aware moment."""
    return now.astimezone(KYIV).date()


def day_start(day: date) -> datetime:
    """The first moment of a Kyiv day, in UTC."""
    return datetime.combine(day, time(), tzinfo=KYIV).astimezone(UTC)


def day_borders(first: date, last: date | None = None) -> tuple[datetime, datetime]:
    """From the first moment of a day to the first after it (or after `last`), in UTC: start <= t < end."""
    return day_start(first), day_start((last or first) + timedelta(days=1))


def month_borders(day: date) -> tuple[datetime, datetime]:
    """The borders of the Kyiv month that has this day."""
    first = day.replace(day=1)
    return day_start(first), day_start((first + timedelta(days=31)).replace(day=1))


def offsets(first: datetime, last: datetime) -> list[tuple[datetime, datetime, timedelta]]:
    """The time from `first` until `last` cut where Kyiv's clocks change: (since, until, offset from UTC)."""
    found, since, moment = [], first.astimezone(UTC), first.astimezone(UTC)
    last = last.astimezone(UTC)
    while moment < last:
        following = min(moment + timedelta(days=1), last)
        if _offset(following) != _offset(moment):
            change = _change(moment, following)
            found.append((since, change, _offset(moment)))
            since = change
        moment = following
    return [*found, (since, last, _offset(since))] if since < last else found


def _offset(moment: datetime) -> timedelta:
    return moment.astimezone(KYIV).utcoffset() or timedelta()


def _change(before: datetime, after: datetime) -> datetime:
    """The first moment at which the offset of `after` holds; clocks change at whole seconds."""
    low, high, old = int(before.timestamp()), ceil(after.timestamp()), _offset(before)
    while high - low > 1:
        middle = (low + high) // 2
        same = _offset(datetime.fromtimestamp(middle, UTC)) == old
        low, high = (middle, high) if same else (low, middle)
    return datetime.fromtimestamp(high, UTC)


def format_date(day: date) -> str:
    """ "15.04.2026" """
    return f"{day:%d.%m.%Y}"


def format_time(moment: datetime) -> str:
    """ "14:05", in Kyiv"""
    return f"{moment.astimezone(KYIV):%H:%M}"


def format_moment(moment: datetime) -> str:
    """ "15.04.2026 14:05", in Kyiv"""
    return f"{moment.astimezone(KYIV):%d.%m.%Y %H:%M}"


def format_duration(seconds: float) -> str:
    """Minutes and seconds "5:09", with hours "1:05:09"; whole seconds, never negative."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def parse_date(text: str, *, today: date) -> date | None:
    """A typed date: 15.04.2026, 15.04.26, 15.4 (this year's), 15/04, 2026-04-15; None when it is none."""
    text = text.strip()
    found = re.fullmatch(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})", text, re.ASCII) or re.fullmatch(
        r"(?P<d>\d{1,2})[./,](?P<m>\d{1,2})(?:[./,](?P<y>\d{4}|\d{2})?)?", text, re.ASCII
    )
    if not found:
        return None
    year = int(found["y"]) if found["y"] else today.year
    try:
        return date(year + 2000 if year < 100 else year, int(found["m"]), int(found["d"]))
    except ValueError:
        return None


def parse_moment(text: str, *, now: datetime) -> datetime | None:
    """A typed moment of Kyiv as UTC: "24.11 10:30", "24.11.2026 10.30", "10:30" (today); None: it is none.

    An hour that the clocks skip in spring is none; of one that comes twice in autumn the first is meant.
    """
    found = re.fullmatch(r"(?:(\S+)\s+)?(\d{1,2})[:.](\d{2})", text.strip(), re.ASCII)
    if not found:
        return None
    day = parse_date(found[1], today=today(now)) if found[1] else today(now)
    hour, minute = int(found[2]), int(found[3])
    if day is None or hour > 23 or minute > 59:
        return None
    moment = datetime.combine(day, time(hour, minute), tzinfo=KYIV)
    stored = moment.astimezone(UTC)
    return stored if stored.astimezone(KYIV).time() == time(hour, minute) else None


def parse_length(text: str) -> timedelta | None:
    """A typed length: "1:20" is hours and minutes, "80" is minutes; None when it is none."""
    found = re.fullmatch(r"(?:(\d{1,3}):([0-5]\d)|(\d{1,5}))", text.strip(), re.ASCII)
    if not found:
        return None
    return timedelta(hours=int(found[1] or 0), minutes=int(found[2] or found[3]))


def format_length(length: timedelta) -> str:
    """Hours and minutes, as they are typed: "1:20"."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return f"{hours}:{minutes:02}"
