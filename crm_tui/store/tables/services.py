"""The catalogue of services and what each client has of it."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from crm_tui.domain.kinds import ServiceGroup
from crm_tui.store.tables.base import KeyText, enum_type, id_field, ref, utc_now


class Service(SQLModel, table=True):
    """What is sold; a tree of any depth."""

    id: int | None = id_field()
    code: str = Field(unique=True, sa_type=KeyText)
    name: str
    group: ServiceGroup = Field(sa_type=enum_type(ServiceGroup))
    parent_id: int | None = ref("service", nullable=True)
    has_term: bool = True
    reminder_days: int = 30
    active: bool = True
    search_key: str = Field(default="", sa_type=KeyText)
    sort_key: str = Field(default="", sa_type=KeyText)
    version: int = 1


class ClientService(SQLModel, table=True):
    """A client's service: its term (Kyiv dates, both ends in) and the manager responsible for it."""

    __tablename__ = "client_service"
    __table_args__ = (
        Index("ix_client_service_client", "client_id", "service_id"),
        Index("ix_client_service_manager", "manager_id", "valid_to"),
        Index("ix_client_service_valid_to", "valid_to"),
        CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to", name="term_order"
        ),
    )
    id: int | None = id_field()
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    client_id: int = ref("client", index=False)
    service_id: int = ref("service")
    manager_id: int | None = ref("employee", nullable=True, index=False)
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""
    claimed_at: datetime | None = None
    ended_at: datetime | None = None
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now)
