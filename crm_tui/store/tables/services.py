"""The catalogue of services and what each client has of it."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from crm_tui.domain.kinds import RenewalRule, ServiceGroup, TermSource
from crm_tui.domain.papers import VatMode
from crm_tui.store.tables.base import KeyText, enum_type, id_field, ref, utc_now


class Service(SQLModel, table=True):
    """What is sold; a tree of any depth. For months or days; neither: until a day agreed each time."""

    __table_args__ = (
        CheckConstraint(
            "period_months >= 0 AND period_days >= 0 AND (period_months = 0 OR period_days = 0)",
            name="period",
        ),
    )
    id: int | None = id_field()
    code: str = Field(unique=True, sa_type=KeyText)
    name: str
    group: ServiceGroup = Field(sa_type=enum_type(ServiceGroup))
    parent_id: int | None = ref("service", nullable=True)
    has_term: bool = True
    reminder_days: int = 30
    """How many days before the end of a term its renewal task comes."""
    later_reminders: str = ""
    """When the task is brought up again: days before the end, the earliest first ("30,7")."""
    period_months: int = 12
    period_days: int = 0
    renewal: RenewalRule = Field(default=RenewalRule.ANEW, sa_type=enum_type(RenewalRule))
    unit: str = "шт."
    """In what it is counted on papers."""
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
    anchor: date | None = None
    """The contract's first day: the ends of later terms are counted from it."""
    source: TermSource = Field(default=TermSource.TYPED, sa_type=enum_type(TermSource))
    note: str = ""
    claimed_at: datetime | None = None
    ended_at: datetime | None = None
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now)


class ClientServiceTerm(SQLModel, table=True):
    """One term that a client's service had or has, as it was told; a corrected one stays, pointed to."""

    __tablename__ = "client_service_term"
    id: int | None = id_field()
    client_service_id: int = ref("client_service")
    valid_from: date | None = None
    valid_to: date | None = None
    source: TermSource = Field(sa_type=enum_type(TermSource))
    corrects_id: int | None = ref("client_service_term", nullable=True, index=False)
    note: str = ""
    author_id: int | None = ref("employee", nullable=True, index=False)
    created_at: datetime = Field(default_factory=utc_now)


class ServicePrice(SQLModel, table=True):
    """What a service costs from a day on, until a later row of the same list; None: no price from then on."""

    __tablename__ = "service_price"
    __table_args__ = (
        UniqueConstraint("service_id", "client_kind", "valid_from"),
        CheckConstraint("price_kop IS NULL OR price_kop >= 0", name="price"),
    )
    id: int | None = id_field()
    service_id: int = ref("service", index=False)
    client_kind: str = Field(default="", sa_type=KeyText)
    """The kind of client whose list it is; "" is the list for all."""
    valid_from: date
    price_kop: int | None = Field(default=None, sa_type=BigInteger)
    vat: VatMode = Field(default=VatMode.EXEMPT, sa_type=enum_type(VatMode))
    with_vat: bool = True
    author_id: int | None = ref("employee", nullable=True, index=False)
    created_at: datetime = Field(default_factory=utc_now)
    version: int = 1
