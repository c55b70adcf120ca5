"""The wishes sent to the PBX, and the numbers whose calls are refused."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from crm_tui.domain.kinds import CommandKind, CommandOutcome, CommandState
from crm_tui.store.tables.base import BigId, KeyText, enum_type, id_field, ref, utc_now


class PbxCommand(SQLModel, table=True):
    """A wish of a person to the PBX (dial, transfer, hang up); the listener acts and writes the outcome.

    Written before the PBX is asked. `channel_uid` is the channel it is about: for a dialling the one that it
    will make, so its call is known from its first event; else the person's own in `call_id`.
    """

    __tablename__ = "pbx_command"
    id: int | None = id_field()
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    kind: CommandKind = Field(sa_type=enum_type(CommandKind))
    state: CommandState = Field(default=CommandState.ASKED, sa_type=enum_type(CommandState), index=True)
    outcome: CommandOutcome | None = Field(default=None, sa_type=enum_type(CommandOutcome))
    detail: str = ""
    """What the PBX itself said, when it refused."""
    employee_id: int | None = ref("employee", nullable=True)
    extension: str = Field(default="", sa_type=KeyText)
    """The phone of the person who asks."""
    channel_uid: str = Field(default="", sa_type=KeyText, index=True)
    digits: str = ""
    """What the PBX is to dial."""
    e164: str | None = Field(default=None, sa_type=KeyText)
    to_employee_id: int | None = ref("employee", nullable=True)
    call_id: int | None = ref("call", nullable=True)
    client_id: int | None = ref("client", nullable=True)
    contact_id: int | None = ref("contact", nullable=True)
    task_id: int | None = ref("task", nullable=True)
    talk_id: int | None = ref("talk", nullable=True)
    live_number: str | None = Field(default=None, sa_type=KeyText, unique=True)
    """The number while it is being dialled: nobody else dials it then."""
    live_client_id: int | None = Field(default=None, sa_type=BigId, unique=True)
    """The client while he is being dialled."""
    epoch: int = 0
    """Of the listener that sent it."""
    asked_at: datetime = Field(default_factory=utc_now)
    sent_at: datetime | None = None
    """By the PBX's clock, as all moments of its calls."""
    done_at: datetime | None = None


class BlockedNumber(SQLModel, table=True):
    """A number whose calls the listener ends before anybody's phone is answered."""

    __tablename__ = "blocked_number"
    e164: str = Field(primary_key=True, sa_type=KeyText)
    reason: str = ""
    employee_id: int | None = ref("employee", nullable=True)
    blocked_at: datetime = Field(default_factory=utc_now)
