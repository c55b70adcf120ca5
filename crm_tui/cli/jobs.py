"""`crm-tui jobs`: the nightly work."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from crm_tui.cli.options import Json, WhileScreens, a_day, noun
from crm_tui.cli.output import Column, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import NotFound, Refused
from crm_tui.domain.permissions import Permission, system_actor
from crm_tui.i18n import _

app = noun()


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job and its last run."""

    name: str
    at: str
    tried_at: datetime | None
    done_at: datetime | None
    outcome: str
    about: str


@app.command("run", help=_("Run what is due, for ever: one scheduler a store; others wait for it."))
def run(while_screens: WhileScreens = None) -> None:
    from crm_tui.cli.service import run_service
    from crm_tui.jobs.scheduler import run_for_ever

    run_service("jobs", run_for_ever, while_screens=while_screens)


@app.command("once", help=_("Run one job now."))
def once(
    name: str,
    today: Annotated[str, typer.Option("--today", metavar="DAY", help=_("As if it were this day."))] = "",
) -> None:
    from crm_tui.jobs.scheduler import run_job
    from crm_tui.jobs.table import JOBS

    job = next((job for job in JOBS if job.name == name), None)
    if job is None:
        known = ", ".join(job.name for job in JOBS)
        raise NotFound(_("there is no job {name}; there are: {known}").format(name=name, known=known))
    day = a_day(today) if today else None
    with the_office(Permission.ADMIN_STORE_CARE) as office:
        run = run_job(office.as_actor(system_actor("jobs")), job, day)
    if run.failed:
        raise Refused(f"{name}: {run.outcome}")
    typer.echo(f"{name}: {run.outcome}")


@app.command("list", help=_("The jobs, when they run and how the last run went."))
def list_(as_json: Json = False) -> None:
    from crm_tui.jobs.table import JOBS
    from crm_tui.usecases.job_runs import list_job_runs

    with the_office() as office:
        runs = office.call(list_job_runs)
    rows = [
        JobRow(
            name=job.name,
            at=job.plan.words(),
            tried_at=runs[job.name].tried_at if job.name in runs else None,
            done_at=runs[job.name].done_at if job.name in runs else None,
            outcome=runs[job.name].outcome if job.name in runs else "",
            about=_(job.about),
        )
        for job in JOBS
    ]
    columns = (
        Column(_("job"), lambda row: row.name),
        Column(_("when"), lambda row: row.at),
        Column(_("tried"), lambda row: row.tried_at),
        Column(_("succeeded"), lambda row: row.done_at),
        Column(_("outcome"), lambda row: row.outcome),
        Column(_("what"), lambda row: row.about),
    )
    show_rows(rows, columns, as_json=as_json)
