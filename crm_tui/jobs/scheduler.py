"""The one scheduler of a store: looks each half minute what is due, and catches up on what was missed."""

import logging
import threading
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import schedule

from crm_tui.i18n import _
from crm_tui.jobs.plan import KYIV, is_due
from crm_tui.jobs.table import JOBS, Job
from crm_tui.store.leases import Held, StaleLease, acquire, release, renew
from crm_tui.usecases.job_runs import JobRun, list_job_runs, note_job_run
from crm_tui.usecases.office import Office

LEASE = "jobs"
LEASE_SECONDS = 900.0
"""Longer than any job: the loop that works is the one that renews. Nights can wait for a dead holder."""
RENEW_SECONDS = 30
LOOK_SECONDS = 30
TRY_AGAIN = timedelta(hours=1)
"""A job that failed is tried again after this."""

log = logging.getLogger(__name__)


def run_for_ever(office: Office, *, holder: str, stop: threading.Event) -> None:
    """Waits for the lease and runs what is due until `stop`; ends too when another process took the lease."""
    held = _wait_for_lease(office, holder, stop)
    if held is None:
        return
    scheduler = schedule.Scheduler()
    scheduler.every(RENEW_SECONDS).seconds.do(renew, office.store, held, seconds=LEASE_SECONDS)
    scheduler.every(LOOK_SECONDS).seconds.do(run_due, office)
    try:
        run_due(office)
        while not stop.wait(1.0):
            scheduler.run_pending()
        release(office.store, held)
    except StaleLease as lost:
        log.warning("%s", lost)


def run_due(office: Office, jobs: Iterable[Job] = JOBS) -> list[JobRun]:
    """Runs every job that is due; one that fails never stops the rest."""
    known = office.call(list_job_runs)
    now = office.clock()
    return [run_job(office, job) for job in jobs if _wants(job, known.get(job.name), now)]


def run_job(office: Office, job: Job, today: date | None = None) -> JobRun:
    """Runs one job now and notes its outcome."""
    try:
        outcome, succeeded = job.run(office, today or kyiv_today(office)), True
        if not outcome:
            # A job of every minute that found nothing to do leaves no trace each minute.
            return JobRun(job.name, office.clock(), office.clock(), _("nothing to do"))
    except Exception as error:
        log.exception("job %s", job.name)
        outcome, succeeded = _("failed: {reason}").format(reason=str(error) or type(error).__name__), False
    return office.call(note_job_run, name=job.name, succeeded=succeeded, outcome=outcome)


def kyiv_today(office: Office) -> date:
    return office.clock().astimezone(KYIV).date()


def _wants(job: Job, run: JobRun | None, now: datetime) -> bool:
    if run is None:
        return True
    pause = job.plan.every or TRY_AGAIN
    return is_due(job.plan, run.done_at, now) and not (run.failed and now - run.tried_at < pause)


def _wait_for_lease(office: Office, holder: str, stop: threading.Event) -> Held | None:
    while (held := acquire(office.store, LEASE, holder, seconds=LEASE_SECONDS)) is None:
        if stop.wait(LOOK_SECONDS):
            return None
    return held
