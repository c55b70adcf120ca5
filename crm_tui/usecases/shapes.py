"""Small shapes that several rooms of the office share."""

from datetime import date, datetime
from typing import NamedTuple

from crm_tui.domain.kinds import Department, TagColour, TaskKind


class Named(NamedTuple):
    """A record that is only pointed at: its id and what people call it."""

    id: int
    name: str


class TagMark(NamedTuple):
    """A tag as it stands at a client: its name, its sign ("" for none) and its colour."""

    name: str
    sign: str = ""
    colour: TagColour = TagColour.NONE


class TaskRow(NamedTuple):
    """A task in a list; `days_late` counts from its day to today in Kyiv (0: today, negative: ahead).

    A page makes a hundred of them and six `Named` of each: frozen dataclasses took longer than the query.

    `giver` is who gave it to the assignee, when another did; `accepted`: the assignee has taken it. `phone`
    is the number (E.164) by which the contact, or the client, is called now.
    """

    id: int
    title: str
    text: str
    due_on: date
    days_late: int
    kind: TaskKind
    department: Department
    stage: str
    stage_name: str
    client: Named | None
    contact: Named | None
    service: Named | None
    author: Named | None
    assignee: Named | None
    giver: Named | None
    accepted: bool
    term_end: date | None
    done_at: datetime | None
    version: int
    phone: str = ""

    @property
    def waits(self) -> bool:
        """Given by another and not taken yet."""
        return self.giver is not None and not self.accepted and self.done_at is None
