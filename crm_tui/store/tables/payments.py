"""Money that came: payments and what of each was laid on which invoice. Both are reversed, never edited."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from crm_tui.domain.kinds import PaymentSource
from crm_tui.store.tables.base import KeyText, enum_type, id_field, ref, utc_now


class Payment(SQLModel, table=True):
    """Money on an own firm's account; without a client until somebody knows whose it is."""

    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        CheckConstraint("amount_kop > 0", name="amount"),
        CheckConstraint("allocated_kop >= 0 AND allocated_kop <= amount_kop", name="allocated"),
        Index("ix_payment_day", "day", "id"),
        Index("ix_payment_client", "client_id", "day"),
    )
    id: int | None = id_field()
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    own_entity_id: int = ref("own_entity")
    client_id: int | None = ref("client", nullable=True, index=False)
    day: date
    amount_kop: int = Field(sa_type=BigInteger)
    allocated_kop: int = Field(default=0, sa_type=BigInteger)
    """The sum of the allocations that stand."""
    payer: str = ""
    payer_code: str = Field(default="", sa_type=KeyText)
    payer_iban: str = ""
    document_number: str = ""
    """As the payer's bank numbered it."""
    purpose: str = ""
    source: PaymentSource = Field(default=PaymentSource.TYPED, sa_type=enum_type(PaymentSource))
    external_id: str | None = Field(default=None, sa_type=KeyText)
    """What makes a second run of an import change nothing; a typed payment has none."""
    author_id: int | None = ref("employee", nullable=True)
    created_at: datetime = Field(default_factory=utc_now)
    reversed_at: datetime | None = None
    reversed_by_id: int | None = ref("employee", nullable=True)
    reason: str = ""
    """Why it was reversed."""


class Allocation(SQLModel, table=True):
    """A part of a payment laid on an invoice."""

    __table_args__ = (
        CheckConstraint("amount_kop > 0", name="amount"),
        Index("ix_allocation_payment", "payment_id"),
        Index("ix_allocation_paper", "paper_id"),
        Index("ix_allocation_created_at", "created_at", "id"),
    )
    id: int | None = id_field()
    payment_id: int = ref("payment", index=False)
    paper_id: int = ref("paper", index=False)
    amount_kop: int = Field(sa_type=BigInteger)
    author_id: int | None = ref("employee", nullable=True)
    created_at: datetime = Field(default_factory=utc_now)
    reversed_at: datetime | None = None
    reversed_by_id: int | None = ref("employee", nullable=True)
    reason: str = ""
