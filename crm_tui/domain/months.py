"""Whole months forward or back; the day is kept where the month has it, else it is the month's last."""

from calendar import monthrange
from datetime import date


def add_months(day: date, months: int) -> date:
    """31.01 + 1 = 28.02 (29.02 in a leap year); OverflowError past the years that dates have.

    Two steps of one month are not one step of two: count always from the same day (`domain/renewals.py`).
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"no year {year}")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
