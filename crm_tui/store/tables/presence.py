"""How extensions and queues stand now, not audited, told anew by each connection."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from crm_tui.domain.kinds import PresenceState
from crm_tui.store.tables.base import KeyText, enum_type


class ExtensionState(SQLModel, table=True):
    """One extension; unknown `since` the line to the PBX was lost."""

    __tablename__ = "extension_state"
    extension: str = Field(primary_key=True, sa_type=KeyText)
    state: PresenceState = Field(sa_type=enum_type(PresenceState))
    since: datetime


class QueueState(SQLModel, table=True):
    """A queue that the PBX has."""

    __tablename__ = "queue_state"
    queue: str = Field(primary_key=True, sa_type=KeyText)


class QueueMember(SQLModel, table=True):
    """Who takes calls of a queue; `extension` is empty for an interface that is nobody's telephone."""

    __tablename__ = "queue_member"
    queue: str = Field(primary_key=True, sa_type=KeyText)
    interface: str = Field(primary_key=True, sa_type=KeyText)
    extension: str = Field(sa_type=KeyText)
    name: str
    state: PresenceState = Field(sa_type=enum_type(PresenceState))
    paused: bool
    pause_reason: str


class QueueWaiting(SQLModel, table=True):
    """A caller who waits in a queue; `call_key` is that of his call."""

    __tablename__ = "queue_waiting"
    queue: str = Field(primary_key=True, sa_type=KeyText)
    channel_uid: str = Field(primary_key=True, sa_type=KeyText)
    call_key: str = Field(sa_type=KeyText)
    number: str
    entered_at: datetime
