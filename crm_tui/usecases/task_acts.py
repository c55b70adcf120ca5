"""What people do with a task: stage, day, hands, end, words. Each act is a step of its history."""

import re
from datetime import date

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import TaskEventKind
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Employee, Task, TaskEvent
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.me import my_id
from crm_tui.usecases.parts.people import by_login
from crm_tui.usecases.parts.task_acting import at_stage, in_hand, moved_to, step, text_of, told, whose, worker
from crm_tui.usecases.parts.task_history import last_end
from crm_tui.usecases.parts.task_stages import StageRow, done_stage, first_stage, stage_of, stage_rows
from crm_tui.usecases.parts.task_stages import next_stage as stage_after
from crm_tui.usecases.shapes import TaskRow

_MENTION = re.compile(r"(?<![\w@])@([\w.\-]+)")


@requires(Permission.TASKS_TASK_EDIT, writes=True)
def set_stage(unit: Unit, *, task_id: int, stage: str, seen: str | None = None) -> TaskRow:
    """Brings a task to a stage (its code or name). Refused when it left the one that was `seen`."""
    task = in_hand(unit, task_id)
    _refuse_moved(unit, task, seen)
    return _staged(unit, task, stage_of(unit, task.department, stage))


@requires(Permission.TASKS_TASK_EDIT, writes=True)
def next_stage(unit: Unit, *, task_id: int, seen: str | None = None) -> TaskRow:
    """One stage on, towards the good end; Refused at the end, or when another has moved it meanwhile."""
    task = in_hand(unit, task_id)
    _refuse_moved(unit, task, seen)
    return _staged(unit, task, stage_after(unit, task.department, task.stage))


@requires(Permission.TASKS_TASK_EDIT, writes=True)
def put_off(unit: Unit, *, task_id: int, due_on: date, reason: str = "") -> TaskRow:
    """Another day. One in the past is no error: the task is overdue then. Refused for a finished one."""
    task = in_hand(unit, task_id)
    _refuse_done(task)
    step(unit, task, TaskEventKind.PUT_OFF, due_on=due_on, said=_line(reason))
    return told(unit, task)


@requires(Permission.TASKS_TASK_EDIT, writes=True)
def assign_task(unit: Unit, *, task_id: int, assignee_id: int | None, reason: str = "") -> TaskRow:
    """Gives a task to a person who works in the office, or to nobody: then whoever is free takes it."""
    task = in_hand(unit, task_id)
    person = worker(unit, assignee_id) if assignee_id is not None else None
    before = task.assignee_id
    if assignee_id != before:
        values = whose(unit, person) | moved_to(unit, task, person)
        step(unit, task, TaskEventKind.ASSIGNED, said=_line(reason), **values)
    return told(unit, task, before)


@requires(Permission.TASKS_TASK_EDIT, writes=True)
def accept_task(unit: Unit, *, task_id: int) -> TaskRow:
    """Takes what was given to one, or what is nobody's. Refused for another's."""
    task, me = in_hand(unit, task_id), my_id(unit)
    if task.assignee_id is None:
        person = worker(unit, me)
        step(unit, task, TaskEventKind.ACCEPTED, **whose(unit, person), **moved_to(unit, task, person))
    elif task.assignee_id != me:
        raise Refused(_("This task is not yours to take"))
    elif task.giver_id is not None and task.accepted_at is None:
        step(unit, task, TaskEventKind.ACCEPTED, accepted_at=unit.now)
    return told(unit, task, task.giver_id)


@requires(Permission.TASKS_TASK_EDIT, writes=True)
def hand_back(unit: Unit, *, task_id: int, reason: str) -> TaskRow:
    """Back to whoever gave it, with the reason; to nobody when he has left. Refused for another's."""
    task, me = in_hand(unit, task_id), my_id(unit)
    why = _line(reason)
    if not why:
        raise Refused(_("Say why the task is handed back"))
    if task.assignee_id != me and not allowed(unit.actor, Permission.TASKS_TASK_READ_OTHERS):
        raise Refused(_("Only who has the task hands it back"))
    _refuse_done(task)
    backs = [one for one in (task.giver_id, task.author_id) if one not in {None, task.assignee_id}]
    if not backs:
        raise Refused(_("Nobody gave this task: give it to a colleague instead"))
    person = unit.session.get(Employee, backs[0])
    person = person if person is not None and person.active else None
    values = {"assignee_id": person.id if person else None, "giver_id": None, "accepted_at": None}
    step(unit, task, TaskEventKind.HANDED_BACK, said=why, **values, **moved_to(unit, task, person))
    return told(unit, task, me, backs[0])


@requires(Permission.TASKS_TASK_EDIT, writes=True)
def finish_task(unit: Unit, *, task_id: int, result: str = "") -> TaskRow:
    """Marks a task done; done twice is done once."""
    task = in_hand(unit, task_id)
    if task.done_at is not None:
        return told(unit, task)
    return _staged(unit, task, done_stage(unit, task.department), text=_line(result))


@requires(Permission.TASKS_TASK_EDIT, writes=True)
def reopen_task(unit: Unit, *, task_id: int) -> TaskRow:
    """Takes the end of a task back: it stands at the stage that it had before."""
    task = in_hand(unit, task_id)
    if task.done_at is not None:
        was = last_end(unit, task_id)
        known = {one.code for one in stage_rows(unit, task.department) if one.active and not one.final}
        stage = was if was in known else first_stage(unit, task.department).code
        step(unit, task, TaskEventKind.REOPENED, stage=stage, done_at=None)
    return told(unit, task)


@requires(Permission.TASKS_TASK_EDIT, writes=True)
def comment_task(unit: Unit, *, task_id: int, text: str) -> TaskRow:
    """Says something about a task; whoever has it, gave it or is named (@login) is told."""
    task = in_hand(unit, task_id)
    words = _comment(text)
    unit.add(
        TaskEvent(
            task_id=task_id, author_id=unit.actor.id, at=unit.now, kind=TaskEventKind.COMMENT, text=words
        )
    )
    return told(unit, task, task.giver_id, task.author_id, *_mentioned(unit, words))


@requires(Permission.TASKS_TASK_EDIT, writes=True)
def edit_comment(unit: Unit, *, event_id: int, text: str) -> TaskRow:
    """Changes what one has said oneself; the former words stay in the log."""
    event = must(unit.lock(TaskEvent, event_id), _("comment"), event_id)
    task = in_hand(unit, event.task_id)
    if event.kind is not TaskEventKind.COMMENT or event.author_id != my_id(unit):
        raise Refused(_("Only its author changes a comment"))
    words = _comment(text)
    if words != event.text:
        unit.change(event, text=words, edited_at=unit.now)
    return told(unit, task, *_mentioned(unit, words))


def _staged(unit: Unit, task: Task, stage: StageRow, *, text: str = "") -> TaskRow:
    was_done = task.done_at is not None
    kind = TaskEventKind.DONE if stage.final else TaskEventKind.REOPENED if was_done else TaskEventKind.STAGE
    step(unit, task, kind, said=text, **at_stage(unit, task, stage))
    return told(unit, task)


def _refuse_moved(unit: Unit, task: Task, seen: str | None) -> None:
    if seen is not None and seen != task.stage:
        names = {one.code: one.name for one in stage_rows(unit, task.department)}
        now = names.get(task.stage, task.stage)
        raise Refused(_("Another person has moved the task meanwhile: {stage}").format(stage=now))


def _refuse_done(task: Task) -> None:
    if task.done_at is not None:
        raise Refused(_("The task is finished: take its end back first"))


def _comment(text: str) -> str:
    words = text_of(text)
    if not words:
        raise Refused(_("Write what is to be said"))
    return words


def _mentioned(unit: Unit, text: str) -> list[int | None]:
    people = (by_login(unit, login.rstrip(".-")) for login in _MENTION.findall(text))
    return [one.id for one in people if one is not None and one.active]


def _line(text: str) -> str:
    return " ".join(clean(text).split())


__all__ = [
    "accept_task",
    "assign_task",
    "comment_task",
    "edit_comment",
    "finish_task",
    "hand_back",
    "next_stage",
    "put_off",
    "reopen_task",
    "set_stage",
]
