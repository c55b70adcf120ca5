"""When the renewal of a term is spoken of: days before its end, "60, 30, 7"; the first makes the task."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

EARLIEST = 366
"""Days before the end of a term; 0 is its last day."""
MOST = 10
"""Reminders of one term."""


def parse_reminders(text: str) -> tuple[int, ...] | None:
    """The days that a text says, as typed; None when it says something else."""
    parts = re.split(r"[\s,;]+", text.strip(" ,;"))
    if not all(re.fullmatch(r"[0-9]{1,5}", part) for part in parts):
        return None
    return tuple(int(part) for part in parts)


def reminders_fit(days: Iterable[int]) -> bool:
    """Whether these can be a service's reminders: 1 to MOST different days, each 0 to EARLIEST."""
    known = list(days)
    return 0 < len(known) <= MOST and len(set(known)) == len(known) and all(0 <= n <= EARLIEST for n in known)


def reminders_text(days: Iterable[int]) -> str:
    """As stored: the earliest reminder first."""
    return ",".join(str(one) for one in sorted(days, reverse=True))


def later_reminders(text: str) -> tuple[int, ...]:
    """The days of a stored text."""
    return tuple(int(one) for one in text.split(",") if one)


def reminder_due(term_end: date, days: Iterable[int], *, reminded_on: date, today: date) -> int | None:
    """The last reminder that fell due after the task was last brought up; None: there is none.

    Of several that were missed only the last counts: one says all. Whatever becomes of the end of the term,
    what lies ahead of the last reminder is still to come.
    """
    due = [n for n in days if reminded_on < term_end - timedelta(days=n) <= today]
    return min(due, default=None)
