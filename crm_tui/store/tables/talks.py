"""Talks: the recorded contacts with a client, from the first typed letter on."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from crm_tui.domain.kinds import Direction, TalkKind, TalkState, WorkKind
from crm_tui.store.tables.base import BigId, enum_type, id_field, partial_index, ref, utc_now


class Talk(SQLModel, table=True):
    """A sales or support talk. A saved one has a client, a sales talk also a service; a draft may miss both.

    `talk_ms` is the author's own bridge time less hold: the sum of the legs that point here (S41).
    They may be of several calls; `call_id` is the one that the talk began with.
    """

    __table_args__ = (
        CheckConstraint("state = 'draft' OR client_id IS NOT NULL", name="saved_has_client"),
        CheckConstraint(
            "state = 'draft' OR kind <> 'sale' OR service_id IS NOT NULL", name="sale_has_service"
        ),
        CheckConstraint("state = 'draft' OR saved_at IS NOT NULL", name="saved_has_time"),
        CheckConstraint("work IS NULL OR (call_id IS NULL AND talk_ms > 0)", name="work_has_no_call"),
        Index("ix_talk_client", "client_id", "started_at"),
        Index("ix_talk_client_service", "client_id", "service_id", "started_at"),
        Index("ix_talk_author", "author_id", "started_at"),
        Index("ix_talk_service", "service_id", "started_at"),
        Index("ix_talk_author_service", "author_id", "service_id", "started_at"),
        Index("ix_talk_call", "call_id", "author_id"),
        Index("ix_talk_started_at", "started_at", "id"),
        partial_index("ix_talk_draft", "author_id", where="state = 'draft'"),
    )
    id: int | None = id_field()
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    kind: TalkKind = Field(sa_type=enum_type(TalkKind))
    state: TalkState = Field(default=TalkState.DRAFT, sa_type=enum_type(TalkState))
    direction: Direction = Field(default=Direction.INCOMING, sa_type=enum_type(Direction))
    client_id: int | None = ref("client", nullable=True, index=False)
    contact_id: int | None = ref("contact", nullable=True)
    service_id: int | None = ref("service", nullable=True, index=False)
    call_id: int | None = ref("call", nullable=True, index=False)
    author_id: int = ref("employee", index=False)
    work: WorkKind | None = Field(default=None, sa_type=enum_type(WorkKind))
    """Work without a call: then `started_at` and `talk_ms` were entered by hand."""
    result: str = ""
    text: str = ""
    started_at: datetime = Field(default_factory=utc_now)
    talk_ms: int = 0
    next_call_on: date | None = None
    """The day of the next call: saving the talk makes or moves its task."""
    task_id: int | None = Field(default=None, sa_type=BigId)
    """The task that it was begun from; no foreign key, for a task points to its talk."""
    saved_at: datetime | None = None
    updated_at: datetime = Field(default_factory=utc_now)
    version: int = 1
