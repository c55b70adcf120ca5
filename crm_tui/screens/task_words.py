"""The words of tasks: what happened to one, where it comes from."""

from typing import TYPE_CHECKING

from crm_tui.domain.kinds import TaskEventKind, TaskKind
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.text import clean, clean_multiline
from crm_tui.i18n import N_, _

if TYPE_CHECKING:
    from crm_tui.usecases.parts.task_history import TaskEventRow

TASK_KINDS = {
    TaskKind.BY_HAND: N_("by hand"),
    TaskKind.RENEWAL: N_("renewal"),
    TaskKind.SUPPORT: N_("after a sale"),
    TaskKind.NOTICE: N_("notice"),
}
EVENTS = {
    TaskEventKind.STAGE: N_("stage"),
    TaskEventKind.PUT_OFF: N_("put off"),
    TaskEventKind.ASSIGNED: N_("given"),
    TaskEventKind.ACCEPTED: N_("taken"),
    TaskEventKind.HANDED_BACK: N_("handed back"),
    TaskEventKind.DONE: N_("finished"),
    TaskEventKind.REOPENED: N_("taken up again"),
    TaskEventKind.EDITED: N_("words or day changed"),
    TaskEventKind.UNDONE: N_("a change of many was taken back"),
    TaskEventKind.COMMENT: N_("said"),
}


def event_words(event: "TaskEventRow") -> str:
    """One step of a task's history in words; a comment may have several lines."""
    parts = []
    if event.stage:
        parts.append(" → ".join(map(clean, event.stage)))
    if event.due_on:
        parts.append(" → ".join(map(format_date, event.due_on)))
    if event.assignee:
        parts.append(" → ".join(clean(name) or _("nobody") for name in event.assignee))
    if event.text:
        parts.append(clean_multiline(event.text))
    said = _(EVENTS[event.kind]) + (_(" (edited)") if event.edited_at else "")
    return f"{said}: {', '.join(parts)}" if parts else said
