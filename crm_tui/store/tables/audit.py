"""The change log: one row per changed record, chained by hashes over salted digests of the contents."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from crm_tui.store.tables.base import id_field


class Audit(SQLModel, table=True):
    """Who changed what and when. No foreign keys to the living: the log outlives what it tells of.

    `content` holds old and new values of the changed columns (JSON), `salt` that of its digest; both are
    None after an erasure by law, and the chain does not run over them. A table of their own took an
    eighth of an import on Postgres.
    """

    __tablename__ = "audit_log"
    __table_args__ = (Index("ix_audit_log_row", "table_name", "row_id"), Index("ix_audit_log_at", "at"))
    id: int | None = id_field()
    at: datetime
    actor_id: int | None = None
    actor_login: str
    act: str
    change: str
    """insert, update, delete or read."""
    table_name: str
    row_id: str
    digest: str
    hash: str
    salt: str | None = None
    content: str | None = None


class AuditHead(SQLModel, table=True):
    """The end of the one chain; locked last in every transaction (`id` is 1)."""

    __tablename__ = "audit_head"
    id: int = Field(primary_key=True)
    last_id: int = 0
    hash: str = ""
