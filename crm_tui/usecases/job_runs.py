"""How the nightly jobs went: one setting row a job, so that a new scheduler knows what was missed."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from crm_tui.domain.permissions import Permission
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Setting
from crm_tui.usecases.base import requires

PREFIX = "job."


@dataclass(frozen=True, slots=True)
class JobRun:
    """The last try of a job and its outcome in one line; `done_at` is the last one that succeeded."""

    name: str
    tried_at: datetime
    done_at: datetime | None
    outcome: str

    @property
    def failed(self) -> bool:
        return self.done_at != self.tried_at


@requires(Permission.ADMIN_STORE_CARE)
def list_job_runs(unit: Unit) -> dict[str, JobRun]:
    """The last run of each job that ever ran, by its name."""
    rows = unit.session.exec(select(Setting).where(col(Setting.key).startswith(PREFIX))).all()
    return {run.name: run for run in map(_read, rows)}


@requires(Permission.ADMIN_STORE_CARE, writes=True)
def note_job_run(unit: Unit, *, name: str, succeeded: bool, outcome: str) -> JobRun:
    """Notes that the job was tried now and what came of it."""
    row = unit.lock(Setting, PREFIX + name)
    before = _read(row).done_at if row is not None else None
    run = JobRun(name, unit.now, unit.now if succeeded else before, outcome)
    value = json.dumps(
        {
            "tried_at": run.tried_at.isoformat(),
            "done_at": run.done_at and run.done_at.isoformat(),
            "outcome": outcome,
        },
        ensure_ascii=False,
    )
    if row is None:
        unit.add(Setting(key=PREFIX + name, value=value))
    else:
        unit.change(row, value=value)
    return run


def _read(row: Setting) -> JobRun:
    said = json.loads(row.value)
    done = said["done_at"]
    return JobRun(
        row.key.removeprefix(PREFIX),
        datetime.fromisoformat(said["tried_at"]),
        datetime.fromisoformat(done) if done else None,
        said["outcome"],
    )
