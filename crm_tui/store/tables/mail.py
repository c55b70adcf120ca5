"""Letters that wait to go out, went out, or may have."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from crm_tui.domain.kinds import MailState
from crm_tui.store.tables.base import KeyText, enum_type, id_field, ref, utc_now


class Mail(SQLModel, table=True):
    """One letter to one address. Its uuid is its Message-ID, so the receiver can tell a second copy."""

    __table_args__ = (Index("ix_mail_state", "state", "next_try_at"),)
    id: int | None = id_field()
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    state: MailState = Field(default=MailState.QUEUED, sa_type=enum_type(MailState))
    client_id: int | None = ref("client", nullable=True)
    paper_id: int | None = ref("paper", nullable=True)
    author_id: int | None = ref("employee", nullable=True)
    reply_to: str = ""
    to_address: str
    subject: str
    body: str
    sha256: str | None = Field(default=None, foreign_key="stored_file.sha256", sa_type=KeyText)
    file_name: str = ""
    tries: int = 0
    next_try_at: datetime = Field(default_factory=utc_now)
    error: str = ""
    """What the server said last."""
    queued_at: datetime = Field(default_factory=utc_now)
    """When a person last wanted it sent."""
    created_at: datetime = Field(default_factory=utc_now)
    sending_at: datetime | None = None
    sent_at: datetime | None = None
    version: int = 1
