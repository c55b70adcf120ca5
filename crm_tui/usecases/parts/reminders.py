"""Reminders of a service as people give them."""

from collections.abc import Iterable

from crm_tui.domain.errors import Refused
from crm_tui.domain.reminders import EARLIEST, MOST, reminders_fit
from crm_tui.i18n import _


def ordered_reminders(days: Iterable[int]) -> tuple[int, ...]:
    """The earliest first; Refused for none, too many, one twice, or one out of a year."""
    given = tuple(days)
    if not reminders_fit(given):
        raise Refused(
            _("Reminders are 1 to {most} different days, each 0 to {days} days before the end").format(
                most=MOST, days=EARLIEST
            )
        )
    return tuple(sorted(given, reverse=True))
