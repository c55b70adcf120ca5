"""Tasks: work by a day, its stages, its history; saved filters and changes of many tasks."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from crm_tui.domain.kinds import Department, TaskEventKind, TaskKind, TaskStage
from crm_tui.store.tables.base import enum_type, id_field, partial_index, ref, utc_now

OPEN = "done_at IS NULL"
WAITING = f"{OPEN} AND giver_id IS NOT NULL AND accepted_at IS NULL"


class Task(SQLModel, table=True):
    """Work to be done for a client by a day (Kyiv date); `done_at` stands when its stage is a final one.

    The indexes over open tasks hold the order of the queue, (due_on, id), for each filter that is shipped.
    """

    __table_args__ = (
        Index("ix_task_client", "client_id", "due_on"),
        partial_index("ix_task_open", "due_on", "id", where=OPEN),
        partial_index("ix_task_assignee_open", "assignee_id", "due_on", "id", where=OPEN),
        partial_index("ix_task_author_open", "author_id", "due_on", "id", where=OPEN),
        partial_index("ix_task_department_open", "department", "due_on", "id", where=OPEN),
        partial_index("ix_task_nobody_open", "due_on", "id", where=f"{OPEN} AND assignee_id IS NULL"),
        partial_index("ix_task_waiting_open", "assignee_id", "due_on", "id", where=WAITING),
        partial_index("ix_task_assignee_done", "assignee_id", "done_at", "id", where="done_at IS NOT NULL"),
        partial_index("ix_task_done", "done_at", "id", where="done_at IS NOT NULL"),
        # One renewal task per term, however often the job runs and whoever runs it.
        Index("uq_task_term", "client_service_id", "term_end", unique=True),
    )
    id: int | None = id_field()
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    client_id: int | None = ref("client", nullable=True, index=False)
    contact_id: int | None = ref("contact", nullable=True)
    service_id: int | None = ref("service", nullable=True)
    talk_id: int | None = ref("talk", nullable=True)
    """The talk that it was made from."""
    parent_id: int | None = ref("task", nullable=True)
    """The task of the sale that it was handed over from."""
    author_id: int | None = ref("employee", nullable=True)
    assignee_id: int | None = ref("employee", nullable=True, index=False)
    giver_id: int | None = ref("employee", nullable=True, index=False)
    """Who gave it to the assignee, when that was another person."""
    accepted_at: datetime | None = None
    """When the assignee took what was given to him."""
    department: Department = Field(default=Department.SALES, sa_type=enum_type(Department))
    kind: TaskKind = Field(default=TaskKind.BY_HAND, sa_type=enum_type(TaskKind))
    client_service_id: int | None = ref("client_service", nullable=True, index=False)
    """The client's service whose term it is about."""
    term_end: date | None = None
    """The last day of that term, on a renewal; a term has one such task."""
    reminded_on: date | None = None
    """The day (Kyiv date) on which the renewal was last brought up; reminders until then are settled."""
    title: str
    text: str = ""
    due_on: date
    stage: str = Field(default=TaskStage.NEW.value, max_length=40)
    """A code of `task_stage` in its department."""
    done_at: datetime | None = None
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now)


class DepartmentStage(SQLModel, table=True):
    """A stage that tasks of a department go through; a final one ends the task, for good or by refusal."""

    __tablename__ = "task_stage"
    __table_args__ = (UniqueConstraint("department", "code"),)
    id: int | None = id_field()
    department: Department = Field(sa_type=enum_type(Department))
    code: str = Field(max_length=40)
    name: str
    position: int
    final: bool = False
    refused: bool = False
    active: bool = True
    version: int = 1


class TaskEvent(SQLModel, table=True):
    """One step of a task's history: what its columns were and became (JSON), or what somebody said."""

    __tablename__ = "task_event"
    __table_args__ = (Index("ix_task_event_task", "task_id", "id"),)
    id: int | None = id_field()
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    task_id: int = ref("task", index=False)
    author_id: int | None = ref("employee", nullable=True)
    at: datetime = Field(default_factory=utc_now)
    kind: TaskEventKind = Field(sa_type=enum_type(TaskEventKind))
    was: str = "{}"
    now: str = "{}"
    text: str = ""
    edited_at: datetime | None = None
    change_id: int | None = ref("task_change", nullable=True)
    version: int = 1


class TaskChange(SQLModel, table=True):
    """A change of many tasks at once: which filter, what was set; it can be taken back."""

    __tablename__ = "task_change"
    id: int | None = id_field()
    author_id: int | None = ref("employee", nullable=True)
    at: datetime = Field(default_factory=utc_now)
    filter: str = ""
    what: str
    total: int = 0
    undone_at: datetime | None = None
    version: int = 1
