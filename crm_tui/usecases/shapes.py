"""Small shapes that several rooms of the office share."""

from dataclasses import dataclass
from datetime import date, datetime

from crm_tui.domain.kinds import TaskStage


@dataclass(frozen=True, slots=True)
class Named:
    """A record that is only pointed at: its id and what people call it."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in a list; `days_late` counts from its day to today in Kyiv (0: today, negative: ahead)."""

    id: int
    title: str
    text: str
    due_on: date
    days_late: int
    stage: TaskStage
    client: Named | None
    contact: Named | None
    service: Named | None
    author: Named | None
    assignee: Named | None
    done_at: datetime | None
    version: int
