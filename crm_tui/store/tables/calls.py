"""Calls with their legs, rings and transfers; the PBX's raw journal."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from crm_tui.domain.kinds import (
    CallEnding,
    CallResult,
    CallSource,
    ClientCertainty,
    Direction,
    RingState,
    TransferKind,
)
from crm_tui.store.tables.base import BigId, KeyText, enum_type, id_field, partial_index, ref, utc_now


class Call(SQLModel, table=True):
    """One customer call. `key` is the PBX's Linkedid (the oldest of those joined), so a call stands once."""

    __table_args__ = (
        Index("ix_call_started_at", "started_at", "id"),
        Index("ix_call_e164", "e164", "started_at"),
        Index("ix_call_client", "client_id", "started_at"),
        Index("ix_call_result", "result", "started_at"),
        # All three columns, or SQLite takes ix_call_result and reads what was settled too.
        partial_index(
            "ix_call_missed",
            "result",
            "handled_at",
            "started_at",
            where="result = 'missed' AND handled_at IS NULL",
        ),
    )
    id: int | None = id_field()
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    key: str = Field(unique=True, sa_type=KeyText)
    direction: Direction = Field(sa_type=enum_type(Direction))
    number: str = ""
    """As the PBX gave it."""
    e164: str | None = Field(default=None, sa_type=KeyText)
    caller_name: str = ""
    did: str = ""
    trunk: str = ""
    queue: str = ""
    started_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    ending: CallEnding = Field(default=CallEnding.RUNNING, sa_type=enum_type(CallEnding))
    result: CallResult = Field(default=CallResult.RINGING, sa_type=enum_type(CallResult))
    source: CallSource = Field(default=CallSource.HEARD, sa_type=enum_type(CallSource))
    wait_ms: int = 0
    talk_ms: int = 0
    lost_after_transfer: bool = False
    picked_up_by: str = ""
    note: str = ""
    client_id: int | None = ref("client", nullable=True, index=False)
    contact_id: int | None = ref("contact", nullable=True)
    certainty: ClientCertainty = Field(default=ClientCertainty.NONE, sa_type=enum_type(ClientCertainty))
    dialled_by: str = ""
    """The extension that dialled, in a call that goes out."""
    dialled_by_id: int | None = ref("employee", nullable=True)
    """Who dialled it, from a screen or by hand; None for a call that came in."""
    handled_at: datetime | None = None
    handled_by_id: int | None = ref("employee", nullable=True)
    handled_call_id: int | None = ref("call", nullable=True)


class CallLeg(SQLModel, table=True):
    """One extension's channel in a call: when it talked, how long, how long it held the client.

    `talk_id` is the talk that carries its time: one at most, so no second counts twice (S41).
    """

    __tablename__ = "call_leg"
    __table_args__ = (
        UniqueConstraint("call_id", "channel_uid"),
        Index("ix_call_leg_employee", "employee_id", "began_at"),
        partial_index("ix_call_leg_talk", "talk_id", where="talk_id IS NOT NULL"),
        partial_index(
            "ix_call_leg_untold",
            "began_at",
            "id",
            where="talk_id IS NULL AND talk_ms > 0 AND employee_id IS NOT NULL",
        ),
    )
    id: int | None = id_field()
    call_id: int = ref("call", index=False)
    channel_uid: str = Field(sa_type=KeyText)
    extension: str = Field(sa_type=KeyText)
    employee_id: int | None = ref("employee", nullable=True, index=False)
    began_at: datetime
    talk_began_at: datetime | None = None
    ended_at: datetime | None = None
    talk_ms: int = 0
    hold_ms: int = 0
    talk_id: int | None = ref("talk", nullable=True, index=False)


class Ring(SQLModel, table=True):
    """A call that rings (or rang) at one extension; a screen claims it to open the pop-up."""

    __table_args__ = (
        UniqueConstraint("call_id", "channel_uid"),
        Index("ix_ring_employee", "employee_id", "state"),
    )
    id: int | None = id_field()
    call_id: int = ref("call", index=False)
    channel_uid: str = Field(sa_type=KeyText)
    extension: str = Field(sa_type=KeyText)
    employee_id: int | None = ref("employee", nullable=True, index=False)
    state: RingState = Field(default=RingState.RINGING, sa_type=enum_type(RingState))
    began_at: datetime
    ended_at: datetime | None = None
    answered_by: str = ""
    """The extension that took the call when this one did not."""
    screen: str | None = None
    """The screen that showed the pop-up; set once."""
    claimed_at: datetime | None = None
    painted_at: datetime | None = None


class CallTransfer(SQLModel, table=True):
    """A call handed over from one extension to another."""

    __tablename__ = "call_transfer"
    __table_args__ = (UniqueConstraint("call_id", "position"),)
    id: int | None = id_field()
    call_id: int = ref("call", index=False)
    position: int
    kind: TransferKind = Field(sa_type=enum_type(TransferKind))
    by_extension: str
    to_extension: str = ""
    by_employee_id: int | None = ref("employee", nullable=True)
    to_employee_id: int | None = ref("employee", nullable=True)
    at: datetime


class CallMove(SQLModel, table=True):
    """A call that was moved to another client or service, and why; its talks went with it.

    One row for each service that those talks had before (mostly one).
    """

    __tablename__ = "call_move"
    id: int | None = id_field()
    call_id: int = ref("call")
    from_client_id: int | None = ref("client", nullable=True)
    to_client_id: int = ref("client")
    from_service_id: int | None = ref("service", nullable=True)
    to_service_id: int | None = ref("service", nullable=True)
    reason: str
    employee_id: int | None = ref("employee", nullable=True)
    moved_at: datetime = Field(default_factory=utc_now)


class JournalConnection(SQLModel, table=True):
    """One connection to the PBX: between two of them something may have been missed."""

    __tablename__ = "journal_connection"
    id: int | None = id_field()
    opened_at: datetime = Field(default_factory=utc_now)
    closed_at: datetime | None = None
    closed_how: str = ""
    banner: str = ""
    holder: str = ""
    epoch: int = 0


class Journal(SQLModel, table=True):
    """One raw packet as it came, written before it is interpreted. Kept for `journal_days`. Not audited."""

    __table_args__ = (Index("ix_journal_at", "at"),)
    id: int | None = id_field()
    connection_id: int = Field(sa_type=BigId, foreign_key="journal_connection.id", index=True)
    at: datetime
    packet: str


class PbxStatus(SQLModel, table=True):
    """The one row that says how the listener stands with the PBX (`id` is 1)."""

    __tablename__ = "pbx_status"
    id: int = Field(primary_key=True)
    state: str = "down"
    detail: str = ""
    since: datetime = Field(default_factory=utc_now)
    last_packet_at: datetime | None = None
