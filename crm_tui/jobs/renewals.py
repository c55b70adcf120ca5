"""The renewals job: a task for each term that is to be spoken of, and tasks to whoever answers for them."""

from datetime import date

from crm_tui.i18n import _, ngettext
from crm_tui.usecases.office import Office
from crm_tui.usecases.renewal_reminders import remind_again
from crm_tui.usecases.renewals import make_renewals, settle_renewals

MOST_TOLD = 3


def renewals(office: Office, today: date) -> str:
    """Makes what is missing and settles what strayed; raises, when all is done, if a service was left out."""
    made, failed, after = 0, list[str](), None
    while True:
        portion = office.call(make_renewals, day=today, after=after)
        made, after = made + portion.made, portion.after
        failed += portion.failed
        if after is None:
            break
    given, again = _settled(office, today), _reminded(office, today)
    words = ngettext("{n} task made", "{n} tasks made", made).format(n=made)
    words += ", " + ngettext("{n} given on", "{n} given on", given).format(n=given)
    if again:
        words += ", " + ngettext("{n} brought up again", "{n} brought up again", again).format(n=again)
    if failed:
        told = "; ".join(failed[:MOST_TOLD])
        raise ValueError(
            _("{words}; {n} services left out: {told}").format(words=words, n=len(failed), told=told)
        )
    return words


def _settled(office: Office, today: date) -> int:
    given, last = 0, 0
    while True:
        more, place = office.call(settle_renewals, day=today, after=last)
        given += more
        if place is None:
            return given
        last = place


def _reminded(office: Office, today: date) -> int:
    again, last = 0, 0
    while True:
        portion = office.call(remind_again, day=today, after=last)
        again += portion.reminded
        if portion.after is None:
            return again
        last = portion.after
