"""When a service is renewed and until when: counted from the contract's first day, never from the last end.

Adding a month to 28.02 gives 28.03 for ever after; counting from 31.01 gives 28.02, 30.03, 29.04.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from crm_tui.domain.kinds import RenewalRule
from crm_tui.domain.months import add_months

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """How long a service is sold for: whole months or days; neither: the last day is agreed each time."""

    months: int = 0
    days: int = 0

    @property
    def given(self) -> bool:
        return self.months > 0 or self.days > 0


@dataclass(frozen=True, slots=True)
class Renewed:
    """The next term, and the contract's first day that the ends of later ones are counted from."""

    valid_from: date
    valid_to: date
    anchor: date


def term_end(anchor: date, period: Period, number: int) -> date:
    """The last day of the period with this number (the first is 1) of a contract that began on `anchor`.

    In a month without the anchor's day a period lasts to the month's end, so no client loses a day.
    """
    if not period.months:
        return anchor + period.days * number * ONE_DAY - ONE_DAY
    month = add_months(anchor.replace(day=1), period.months * number)
    last = monthrange(month.year, month.month)[1]
    return month.replace(day=last) if anchor.day > last else month.replace(day=anchor.day) - ONE_DAY


def number_of(anchor: date, period: Period, end: date) -> int | None:
    """Which period of the contract ends on this day; None when none does (the end was agreed otherwise)."""
    if period.months:
        months = (end.year - anchor.year) * 12 + end.month - anchor.month
        about = months // period.months
    else:
        about = (end - anchor).days // period.days
    near = (number for number in range(max(1, about - 1), about + 3))
    return next((number for number in near if term_end(anchor, period, number) == end), None)


def term_start(valid_to: date | None, rule: RenewalRule, on: date) -> date:
    """The first day of the term after this one: the day after its end, or, past a gap, the day itself."""
    if valid_to is None or (valid_to < on and rule is not RenewalRule.FROM_END):
        return on
    return valid_to + ONE_DAY


def renewed(
    *, anchor: date | None, valid_to: date | None, period: Period, rule: RenewalRule, on: date
) -> Renewed:
    """The term that follows `valid_to` when it is renewed on a day.

    An end that no period of the contract has was agreed by people: the next term is then counted from its
    own first day, as it is after a gap.
    """
    start = term_start(valid_to, rule, on)
    if anchor is not None and valid_to is not None and start == valid_to + ONE_DAY:
        number = number_of(anchor, period, valid_to)
        if number is not None:
            return Renewed(start, term_end(anchor, period, number + 1), anchor)
    return Renewed(start, term_end(start, period, 1), start)
