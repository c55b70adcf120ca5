"""The jobs there are: their names, when they run, and what each does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

from crm_tui.i18n import N_
from crm_tui.jobs import arrivals, letters, renewals, work
from crm_tui.jobs.plan import Plan
from crm_tui.usecases.office import Office


@dataclass(frozen=True, slots=True)
class Job:
    """A job: running it twice does no harm; it gives one line on what it did (empty: nothing was to be done),
    and raises when it failed.
    """

    name: str
    plan: Plan
    about: str
    run: Callable[[Office, date], str]


JOBS = (
    Job("backup", Plan(time(1, 30)), N_("Copies the store, tries the copy, drops old ones."), work.backup),
    Job("journal", Plan(time(2, 0)), N_("Deletes PBX packets older than the setting."), work.trim_journal),
    Job(
        "callers",
        Plan(time(2, 10)),
        N_("Looks again for the clients of calls from unknown numbers."),
        work.resolve_callers,
    ),
    Job(
        "reconcile",
        Plan(time(2, 40)),
        N_("Makes the calls equal to the PBX's own record, where one is set."),
        work.reconcile_calls,
    ),
    Job("talk_days", Plan(time(1, 10)), N_("Takes new talks into the sums of reports."), work.sum_talks),
    Job(
        "renewals",
        Plan(time(5, 30)),
        N_("Makes tasks for the terms that end soon, and gives tasks to whoever answers for them."),
        renewals.renewals,
    ),
    Job("checkpoint", Plan(time(2, 20)), N_("Shortens the log file beside a SQLite store."), work.checkpoint),
    Job(
        "mail",
        Plan(every=timedelta(minutes=1)),
        N_("Sends the letters that wait, each at most once by itself."),
        letters.send_mail,
    ),
    Job(
        "arrivals",
        Plan(every=timedelta(minutes=1)),
        N_("Takes in certificates from the watched folders."),
        arrivals.take_arrivals,
    ),
    Job("audit", Plan(time(2, 30), weekday=6), N_("Verifies the change log's chain."), work.verify_audit),
)
