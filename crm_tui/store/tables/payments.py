"""Money that came: payments, what of each was laid on an invoice or went back. Reversed, never edited."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from crm_tui.domain.kinds import PaymentSource
from crm_tui.store.tables.base import KeyText, enum_type, id_field, partial_index, ref, utc_now


class Payment(SQLModel, table=True):
    """Money on an own firm's account, or on the CA's; without a client until somebody knows whose it is."""

    __table_args__ = (
        CheckConstraint("amount_kop > 0", name="amount"),
        CheckConstraint(
            "allocated_kop >= 0 AND returned_kop >= 0 AND allocated_kop + returned_kop <= amount_kop",
            name="allocated",
        ),
        Index("ix_payment_day", "day", "id"),
        Index("ix_payment_client", "client_id", "day"),
        Index("ix_payment_content", "content_key"),
        Index("ix_payment_import", "import_id", "line"),
        partial_index("ix_payment_bank_id", "bank_id", where="bank_id <> ''"),
        partial_index(
            "ix_payment_waiting",
            *("day", "id"),
            where="reversed_at IS NULL AND advance_at IS NULL AND allocated_kop + returned_kop < amount_kop",
        ),
    )
    id: int | None = id_field()
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    own_entity_id: int | None = ref("own_entity", nullable=True)
    """None: it lies on the account of the CA, which tells of it in its register."""
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
    returned_kop: int = Field(default=0, sa_type=BigInteger)
    """The sum of what went back to the payer."""
    advance_at: datetime | None = None
    """Since when what lies on no invoice is knowingly kept for later ones; else it waits for somebody."""
    own_iban: str = ""
    bank_id: str = Field(default="", sa_type=KeyText)
    """What the bank calls it in every file."""
    content_key: str = Field(default="", sa_type=KeyText)
    """Equal for the same movement out of any kind of file; a typed payment has none."""
    credited_on: date | None = None
    used_kop: int | None = Field(default=None, sa_type=BigInteger)
    """How much of it the CA has spent on certificates, as its register says."""
    cert_until: date | None = None
    import_id: int | None = ref("payment_import", nullable=True, index=False)
    line: int | None = None
    """Where it stood in the imported file."""
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


class PaymentReturn(SQLModel, table=True):
    """A part of a payment that went back to the payer."""

    __tablename__ = "payment_return"
    __table_args__ = (CheckConstraint("amount_kop > 0", name="amount"),)
    id: int | None = id_field()
    payment_id: int = ref("payment")
    amount_kop: int = Field(sa_type=BigInteger)
    day: date
    note: str
    """Why, or by which order of the bank."""
    author_id: int | None = ref("employee", nullable=True, index=False)
    created_at: datetime = Field(default_factory=utc_now)
    reversed_at: datetime | None = None
    reversed_by_id: int | None = ref("employee", nullable=True, index=False)
    reason: str = ""


class PaymentImport(SQLModel, table=True):
    """A file of a bank or a register that was taken in."""

    __tablename__ = "payment_import"
    __table_args__ = (Index("ix_payment_import_at", "at", "id"),)
    id: int | None = id_field()
    name: str
    sha256: str = Field(sa_type=KeyText)
    own_entity_id: int | None = ref("own_entity", nullable=True, index=False)
    """None: the register of a CA, or a file of several own firms' accounts."""
    rows: int
    """Money that came, in hryvnias; what went out and other currencies are not counted."""
    sum_kop: int = Field(sa_type=BigInteger)
    added: int
    added_sum_kop: int = Field(sa_type=BigInteger)
    known: int
    changed: int
    """Known ones of which the CA now says something else."""
    author_id: int | None = ref("employee", nullable=True, index=False)
    at: datetime = Field(default_factory=utc_now)
    undone_at: datetime | None = None
    undone_by_id: int | None = ref("employee", nullable=True, index=False)
