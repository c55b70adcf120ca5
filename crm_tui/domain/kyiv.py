"""Kyiv's calendar: what day it is, where a day begins in UTC, how moments are written and dates are read."""

import re
from datetime import UTC, date, datetime, time, timedelta
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
