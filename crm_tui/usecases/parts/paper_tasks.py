"""A task goes on by itself when its offer or invoice is issued, and when the invoice is paid."""

from crm_tui.domain.kinds import PaperState, TaskEventKind, TaskStage
from crm_tui.domain.papers import PaperKind
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Paper, Task
from crm_tui.usecases.parts.task_acting import at_stage, step, told
from crm_tui.usecases.parts.task_stages import stage_rows

_ISSUED = {PaperKind.OFFER: TaskStage.OFFER, PaperKind.INVOICE: TaskStage.INVOICE}


def bring_task_on(unit: Unit, paper: Paper) -> None:
    """Puts the paper's task at the stage that the paper has brought, never back, and only where it is in use.

    The paper and the money are right whatever the stages of the department are, so nothing is refused here.
    """
    wanted = TaskStage.PAID if paper.state is PaperState.PAID else _ISSUED.get(paper.kind)
    task = unit.lock(Task, paper.task_id) if paper.task_id is not None and wanted is not None else None
    if task is None or task.done_at is not None:
        return
    stages = {one.code: one for one in stage_rows(unit, task.department)}
    here, there = stages.get(task.stage), stages.get(wanted or "")
    if there is None or not there.active or (here is not None and here.position >= there.position):
        return
    step(unit, task, TaskEventKind.STAGE, said=paper.number_text, **at_stage(unit, task, there))
    told(unit, task)
