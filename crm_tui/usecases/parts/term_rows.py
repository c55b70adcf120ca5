"""Writing down what terms a client's service had, and what that does to the renewal task of a term."""

from datetime import date

from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.kinds import Department, TaskEventKind, TaskKind, TermSource
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.renewals import Period, term_end
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import ClientService, ClientServiceTerm, Service, Task
from crm_tui.usecases.parts.core import core
from crm_tui.usecases.parts.task_acting import at_stage, step
from crm_tui.usecases.parts.task_stages import StageRow, done_stage, in_use

TERM = core(ClientServiceTerm)


def note_term(
    unit: Unit,
    row: ClientService,
    *,
    valid_from: date | None,
    source: TermSource,
    corrects: int | None = None,
    note: str = "",
) -> None:
    """One more line of the history: the term that the service has now."""
    unit.add(
        ClientServiceTerm(
            client_service_id=row.id or 0,
            valid_from=valid_from,
            valid_to=row.valid_to,
            source=source,
            corrects_id=corrects,
            note=note,
            author_id=unit.actor.id,
            created_at=unit.now,
        )
    )


def first_end(service: Service, valid_from: date) -> date | None:
    """The last day of a first term by the service's period; None when it has none."""
    period = Period(service.period_months, service.period_days)
    return term_end(valid_from, period, 1) if service.has_term and period.given else None


def renewal_title(service: str, term_end: date) -> str:
    """How the task is called."""
    return _("Renew: {service}, until {day}").format(service=service, day=format_date(term_end))


def last_term(unit: Unit, client_service_id: int) -> ClientServiceTerm | None:
    """The newest line of the history."""
    statement = (
        select_rows(ClientServiceTerm)
        .where(col(ClientServiceTerm.client_service_id) == client_service_id)
        .order_by(col(ClientServiceTerm.id).desc())
        .limit(1)
    )
    return unit.session.exec(statement).first()


def close_renewals(unit: Unit, client_service_id: int, *, refused: bool = False) -> None:
    """The open renewal tasks of a client's service are over: it was extended, or (`refused`) is given up."""
    for task in _open_renewals(unit, client_service_id):
        step(unit, task, TaskEventKind.DONE, **at_stage(unit, task, _end(unit, task.department, refused)))
        _tell(unit, task)


def _end(unit: Unit, department: Department, refused: bool) -> StageRow:
    """The department's last stage; one without a stage for refusals ends all alike."""
    ends = (one for one in in_use(unit, department) if one.final and one.refused is refused)
    return next(ends, None) or done_stage(unit, department)


def move_renewals(unit: Unit, client_service_id: int, term_end: date | None) -> None:
    """The end of a term was put right: its open task goes along and stays in hand; without an end it is over.

    The job makes none for the new end then; where that end had its task already, the open one is over.
    """
    known = select_rows(Task.id).where(
        col(Task.client_service_id) == client_service_id, col(Task.term_end) == term_end
    )
    if term_end is None or unit.session.exec(known).first() is not None:
        close_renewals(unit, client_service_id)
        return
    for task in _open_renewals(unit, client_service_id)[:1]:
        step(unit, task, TaskEventKind.EDITED, term_end=term_end)
        _tell(unit, task)


def _open_renewals(unit: Unit, client_service_id: int) -> list[Task]:
    statement = (
        select_rows(Task)
        .where(
            col(Task.client_service_id) == client_service_id,
            col(Task.kind) == TaskKind.RENEWAL,
            col(Task.done_at).is_(None),
        )
        .order_by(col(Task.term_end).desc())
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(unit.session.exec(statement))


def _tell(unit: Unit, task: Task) -> None:
    unit.notify("tasks", task.id)
    if task.assignee_id is not None:
        unit.notify(f"op.{task.assignee_id}", task.id)
