"""Later reminders of a term: its open renewal task is brought up again, it stays one (S9)."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, or_, select

from crm_tui.domain.kinds import TaskEventKind, TaskKind
from crm_tui.domain.kyiv import today
from crm_tui.domain.permissions import Permission
from crm_tui.domain.reminders import later_reminders, reminder_due
from crm_tui.i18n import _, ngettext
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Task
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import SERVICE, TASK, fetch
from crm_tui.usecases.parts.task_acting import step, told

PORTION = 1_000


@dataclass(frozen=True, slots=True)
class ReminderPortion:
    """How many tasks were brought up again, and after which one to go on; None: the end."""

    reminded: int
    after: int | None


@requires(Permission.ADMIN_STORE_CARE, writes=True)
def remind_again(unit: Unit, *, day: date, after: int = 0) -> ReminderPortion:
    """Brings up the open renewals whose service has a later reminder due by a day, the next portion of them.

    A task that was put off beyond the reminder comes back to this day; an overdue one stays as late as it is.
    The history says why. Run again the same day it changes nothing; of reminders missed in days of downtime
    the last one counts.
    """
    days = fetch(unit, select(SERVICE.c.later_reminders).where(SERVICE.c.later_reminders != "").distinct())
    known = {row.later_reminders: later_reminders(row.later_reminders) for row in days}
    if not known:
        return ReminderPortion(0, None)
    statement = (
        select(TASK.c.id, TASK.c.service_id, SERVICE.c.later_reminders)
        .select_from(TASK.join(SERVICE, SERVICE.c.id == TASK.c.service_id))
        .where(
            TASK.c.done_at.is_(None),
            TASK.c.kind == TaskKind.RENEWAL,
            TASK.c.id > after,
            or_(
                TASK.c.reminded_on.is_(None),
                and_(TASK.c.reminded_on < day, TASK.c.reminded_on < TASK.c.term_end),
            ),
            or_(
                *(
                    and_(
                        SERVICE.c.later_reminders == text,
                        TASK.c.term_end <= day + timedelta(days=max(found)),
                    )
                    for text, found in known.items()
                )
            ),
        )
        .order_by(TASK.c.id)
        .limit(PORTION)
    )
    rows = fetch(unit, statement)
    reminded = sum(_remind(unit, row.id, day, known[row.later_reminders]) for row in rows)
    return ReminderPortion(reminded, rows[-1].id if len(rows) == PORTION else None)


def _remind(unit: Unit, task_id: int, day: date, days: tuple[int, ...]) -> bool:
    """The task is looked at again under its lock: it may have been done, or its term moved, meanwhile."""
    task = unit.lock(Task, task_id)
    if task is None or task.done_at is not None or task.term_end is None:
        return False
    before = task.reminded_on or today(task.created_at)
    due = reminder_due(task.term_end, days, reminded_on=before, today=day)
    if due is None:
        return False
    left = (task.term_end - day).days
    step(
        unit,
        task,
        TaskEventKind.EDITED,
        said=_words(left),
        reminded_on=day,
        due_on=min(task.due_on, day),
    )
    told(unit, task)
    return True


def _words(left: int) -> str:
    if left < 0:
        return _("Reminder: the term is over")
    if left == 0:
        return _("Reminder: the last day of the term")
    return ngettext(
        "Reminder: {n} day to the end of the term", "Reminder: {n} days to the end of the term", left
    ).format(n=left)
