"""Tasks about what is still to be done of a set: one for each duty, however often it is asked for."""

from sqlmodel import col, select

from crm_tui.domain.kep_sets import KepDuty, kep_ref
from crm_tui.domain.kinds import Department, TaskEventKind, TaskKind
from crm_tui.domain.kyiv import today
from crm_tui.i18n import N_, _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import KepSet, KepSetTask, Task
from crm_tui.usecases.parts.absent import staff
from crm_tui.usecases.parts.task_acting import at_stage, step, told
from crm_tui.usecases.parts.task_stages import done_stage, first_stage

_TITLES = {
    KepDuty.DOCUMENTS: N_("Get the documents of set {ref}: {kind}"),
    KepDuty.GENERATION: N_("Generate set {ref}: {kind}"),
    KepDuty.PAYMENT: N_("Get the money for set {ref}: {kind}"),
    KepDuty.FORM_5PRRO: N_("Send form 5-ПРРО for the new key, set {ref}: {kind}"),
}


def duty_task(unit: Unit, found: KepSet, duty: KepDuty) -> bool:
    """Makes the task, for the set's manager or whoever stands in for him; False: there was one already."""
    known = select(KepSetTask).where(col(KepSetTask.set_id) == found.id, col(KepSetTask.duty) == duty)
    if unit.session.exec(known).first() is not None:
        return False
    people = staff(unit, today(unit.now))
    assignee = people.responsible(found.manager_id, Department.KEP)
    department = (people.departments.get(assignee) if assignee is not None else None) or Department.KEP
    task = unit.add(
        Task(
            title=_(_TITLES[duty]).format(ref=kep_ref(found.id or 0), kind=found.kind_name),
            due_on=today(unit.now),
            client_id=found.client_id,
            author_id=unit.actor.id,
            assignee_id=assignee,
            kind=TaskKind.NOTICE,
            department=department,
            stage=first_stage(unit, department).code,
            created_at=unit.now,
        )
    )
    unit.add(KepSetTask(set_id=found.id or 0, duty=duty, task_id=task.id or 0))
    told(unit, task)
    return True


def close_duties(unit: Unit, found: KepSet, *duties: KepDuty) -> None:
    """The open tasks of a set about these duties (none named: about all) are done."""
    wanted = (
        select(Task)
        .join(KepSetTask, col(KepSetTask.task_id) == col(Task.id))
        .where(col(KepSetTask.set_id) == found.id, col(Task.done_at).is_(None))
    )
    if duties:
        wanted = wanted.where(col(KepSetTask.duty).in_(duties))
    for task in unit.session.exec(wanted.order_by(col(Task.id)).with_for_update(of=Task)).all():
        step(unit, task, TaskEventKind.DONE, **at_stage(unit, task, done_stage(unit, task.department)))
        told(unit, task)
