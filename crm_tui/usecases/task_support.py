"""From a sale to support: after payment a task with all that is known goes there (S28, S29)."""

from datetime import date

from sqlalchemy import BigInteger, bindparam, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import Department, PaperState, TaskKind
from crm_tui.domain.kyiv import today
from crm_tui.domain.papers import PaperKind
from crm_tui.domain.permissions import Permission
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Paper, PaperLine, Task
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import core, fetch, must
from crm_tui.usecases.parts.task_acting import in_hand, text_of, title_of, told, whose, worker
from crm_tui.usecases.parts.task_stages import first_stage
from crm_tui.usecases.shapes import TaskRow
from crm_tui.usecases.task_acts import comment_task
from crm_tui.usecases.task_card import open_task

_PAPER, _LINE = core(Paper), core(PaperLine)
_PAID = (
    select(_PAPER.c.id)
    .where(
        _PAPER.c.client_id == bindparam("client", type_=BigInteger),
        _PAPER.c.kind == PaperKind.INVOICE,
        _PAPER.c.state == PaperState.PAID,
    )
    .limit(1)
)
_PAID_SERVICE = _PAID.where(
    select(_LINE.c.id)
    .where(_LINE.c.paper_id == _PAPER.c.id, _LINE.c.service_id == bindparam("service", type_=BigInteger))
    .exists()
)
_PAID_TASK = select(_PAPER.c.id).where(
    _PAPER.c.task_id == bindparam("task", type_=BigInteger),
    _PAPER.c.kind == PaperKind.INVOICE,
    _PAPER.c.state == PaperState.PAID,
)


@requires(Permission.TASKS_TASK_READ)
def sale_paid(unit: Unit, *, task_id: int) -> bool:
    """Whether an invoice of this sale is paid whole: the task's own, else one for its service."""
    return _paid(unit, must(unit.session.get(Task, task_id), _("task"), task_id))


@requires(Permission.TASKS_TASK_EDIT, writes=True)
def hand_to_support(
    unit: Unit,
    *,
    task_id: int,
    due_on: date | None = None,
    title: str = "",
    text: str = "",
    assignee_id: int | None = None,
    reason: str = "",
) -> TaskRow:
    """A task for support out of a sale's: the same client, contact and service, its last talk and call.

    For whoever is free there, unless a person is named. Refused for a task without a client, for one that
    support has already, and while the sale is unpaid unless a reason is given.
    """
    sale = in_hand(unit, task_id)
    if sale.client_id is None:
        raise Refused(_("This task is about no client"))
    if sale.kind is TaskKind.SUPPORT:
        raise Refused(_("This task is of support itself"))
    _refuse_second(unit, task_id)
    why = " ".join(clean(reason).split())
    if not why and not _paid(unit, sale):
        raise Refused(_("The sale is not paid: it goes to support only with a reason"))
    card = open_task(unit, task_id=task_id)
    person = worker(unit, assignee_id) if assignee_id is not None else None
    task = unit.add(
        Task(
            title=title_of(title or _("Set up: {what}").format(what=sale.title)),
            text=text_of(text or sale.text),
            due_on=due_on or today(unit.now),
            kind=TaskKind.SUPPORT,
            department=Department.SUPPORT,
            stage=first_stage(unit, Department.SUPPORT).code,
            client_id=sale.client_id,
            contact_id=sale.contact_id,
            service_id=sale.service_id,
            talk_id=card.last_talk.id if card.last_talk else sale.talk_id,
            parent_id=task_id,
            author_id=unit.actor.id,
            created_at=unit.now,
            **whose(unit, person),
        )
    )
    if why:
        return comment_task(unit, task_id=task.id or 0, text=_("Not paid yet: {why}").format(why=why))
    return told(unit, task)


def _paid(unit: Unit, sale: Task) -> bool:
    if fetch(unit, _PAID_TASK, task=sale.id):
        return True
    if sale.service_id is None:
        return False
    return bool(fetch(unit, _PAID_SERVICE, client=sale.client_id, service=sale.service_id))


def _refuse_second(unit: Unit, task_id: int) -> None:
    tasks = core(Task)
    found = fetch(unit, select(tasks.c.id).where(tasks.c.parent_id == task_id, tasks.c.done_at.is_(None)))
    if found:
        raise Refused(_("Support has it already: task {id}").format(id=found[0].id))
