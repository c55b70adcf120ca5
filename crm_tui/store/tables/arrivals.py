"""Files of certificates that came through watched folders, and what was in each."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from crm_tui.domain.arrivals import ArrivalState
from crm_tui.store.tables.base import WHERE, KeyText, enum_type, id_field, ref, utc_now

UNSETTLED = "settled_at IS NULL"


class CertificateArrival(SQLModel, table=True):
    """A file as it came: first seen, read, put away. Its row is the memory between two turns of the job."""

    __tablename__ = "certificate_arrival"
    __table_args__ = (
        # Two turns at once must not see one file as two.
        Index("ix_certificate_arrival_open", "path_key", unique=True, info={WHERE: UNSETTLED}),
        Index("ix_certificate_arrival_seen", "seen_at", "id"),
    )
    id: int | None = id_field()
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    department: str
    folder: str
    name: str
    """As people read it; the file itself is known by `path_key`, for a name need not be UTF-8."""
    path_key: str = Field(sa_type=KeyText)
    size: int = Field(sa_type=BigInteger)
    changed_ns: int = Field(sa_type=BigInteger)
    """Size and time as the last turn saw them: a file that differs from them is still being written."""
    steady_since: datetime = Field(default_factory=utc_now)
    state: ArrivalState = Field(default=ArrivalState.WAITING, sa_type=enum_type(ArrivalState))
    why: str = ""
    sets: int = 0
    """Sets that its certificates completed."""
    seen_at: datetime = Field(default_factory=utc_now)
    done_at: datetime | None = None
    settled_at: datetime | None = None
    """When the file was put into its sub-folder, or was found to be gone."""
    version: int = 1


class CertificateArrivalItem(SQLModel, table=True):
    """A certificate of a file that came; `new`: it was not known before."""

    __tablename__ = "certificate_arrival_item"
    __table_args__ = (
        UniqueConstraint("arrival_id", "certificate_id"),
        Index("ix_certificate_arrival_item_certificate", "certificate_id"),
    )
    id: int | None = id_field()
    arrival_id: int = ref("certificate_arrival", index=False)
    certificate_id: int = ref("certificate", index=False)
    new: bool
