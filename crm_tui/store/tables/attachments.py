"""Files that people attached to clients, sets, tasks, talks and papers; the bytes are stored files."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from crm_tui.domain.attachments import FileKind
from crm_tui.store.tables.base import KeyText, enum_type, id_field, ref, utc_now

SUBJECTS = ("client_id", "set_id", "task_id", "talk_id", "paper_id")
ONE_SUBJECT = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in SUBJECTS) + " = 1"


class Attachment(SQLModel, table=True):
    """A file on one record; taken off, it stays here with who did it, when and why."""

    __table_args__ = (
        CheckConstraint(ONE_SUBJECT, name="subject"),
        CheckConstraint("document_id IS NULL OR set_id IS NOT NULL", name="document"),
        CheckConstraint("(removed_at IS NULL) = (removed_reason = '')", name="removed"),
    )
    id: int | None = id_field()
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    client_id: int | None = ref("client", nullable=True)
    set_id: int | None = ref("kep_set", nullable=True)
    task_id: int | None = ref("task", nullable=True)
    talk_id: int | None = ref("talk", nullable=True)
    paper_id: int | None = ref("paper", nullable=True)
    document_id: int | None = ref("kep_set_document", nullable=True)
    """The document of the set's checklist that it is a scan of."""
    sha256: str = Field(foreign_key="stored_file.sha256", index=True, sa_type=KeyText)
    name: str
    kind: FileKind = Field(sa_type=enum_type(FileKind))
    size: int
    note: str = ""
    author_id: int | None = ref("employee", nullable=True, index=False)
    created_at: datetime = Field(default_factory=utc_now)
    removed_at: datetime | None = None
    removed_by_id: int | None = ref("employee", nullable=True, index=False)
    removed_reason: str = ""
    version: int = 1
