"""The term of a client's service on a given day. Terms are dates; the last day still counts."""

from datetime import date
from enum import StrEnum

ENDING_DAYS = 30


class TermState(StrEnum):
    """Where a day stands in a term."""

    UPCOMING = "upcoming"
    ACTIVE = "active"
    ENDING = "ending"
    EXPIRED = "expired"


def term_state(
    valid_from: date | None, valid_to: date | None, on: date, *, ending_days: int = ENDING_DAYS
) -> TermState:
    """The state on a day; a missing border is open. Ending: the last day is at most `ending_days` ahead."""
    left = days_left(valid_to, on)
    if left is not None and left < 0:
        return TermState.EXPIRED
    if valid_from is not None and on < valid_from:
        return TermState.UPCOMING
    if left is not None and left <= ending_days:
        return TermState.ENDING
    return TermState.ACTIVE


def days_left(valid_to: date | None, on: date) -> int | None:
    """Days until the last day (0 on it, negative after it); None for a term without an end."""
    return None if valid_to is None else (valid_to - on).days
