"""Papers of a sale: offers, invoices, acts, contracts, with their lines and the files they were issued as."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from crm_tui.domain.kinds import PaperState
from crm_tui.domain.papers import ContractKind, PaperKind, VatMode
from crm_tui.store.tables.base import KeyText, enum_type, id_field, partial_index, ref, utc_now


class ClientRequisites(SQLModel, table=True):
    """What papers need of a client beside the card: bank, who signs, the ground, words of the treasury."""

    __tablename__ = "client_requisites"
    id: int | None = id_field()
    client_id: int = ref("client", index=False, unique=True)
    iban: str = ""
    bank: str = ""
    tax_status: str = ""
    head_name_genitive: str = ""
    head_position_genitive: str = ""
    acts_on: str = ""
    contract: str = ""
    """The ground that acts and invoices name: «Договір № 45-Б від 01.02.2026»."""
    treasury: str = ""
    procurement: str = ""
    """The Prozorro id, or the ground for buying without it."""
    purchase_code: str = ""
    """ДК 021:2015 with its name."""
    economic_code: str = ""
    """КЕКВ."""
    version: int = 1


class Paper(SQLModel, table=True):
    """A paper. Only a draft is edited; what is issued has a number and a stored file, and is then cancelled
    or followed by a new version, which bears the same number and a higher `edition`.
    """

    __table_args__ = (
        UniqueConstraint("own_entity_id", "kind", "year", "number", "edition"),
        CheckConstraint("(state = 'draft') = (number IS NULL)", name="issued_has_number"),
        CheckConstraint("total_kop = net_kop + vat_kop", name="sum"),
        CheckConstraint("paid_kop >= 0 AND paid_kop <= total_kop", name="paid"),
        Index("ix_paper_client", "client_id", "day", "id"),
        Index("ix_paper_day", "day", "id"),
        Index("ix_paper_author", "author_id", "day"),
        Index("ix_paper_state", "state", "day", "id"),
        partial_index(
            "ix_paper_open_sum",
            *("own_entity_id", "total_kop", "id"),
            where="kind = 'invoice' AND state = 'issued'",
        ),
    )
    id: int | None = id_field()
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    kind: PaperKind = Field(sa_type=enum_type(PaperKind))
    state: PaperState = Field(default=PaperState.DRAFT, sa_type=enum_type(PaperState))
    own_entity_id: int = ref("own_entity")
    year: int | None = None
    number: int | None = None
    edition: int = 1
    number_text: str = ""
    """The number as it stands on the paper."""
    client_id: int = ref("client", index=False)
    contact_id: int | None = ref("contact", nullable=True)
    task_id: int | None = ref("task", nullable=True)
    talk_id: int | None = ref("talk", nullable=True)
    author_id: int | None = ref("employee", nullable=True, index=False)
    """Whose sale it is."""
    day: date
    valid_until: date | None = None
    contract_kind: ContractKind | None = Field(default=None, sa_type=enum_type(ContractKind))
    contract: str = ""
    note: str = ""
    net_kop: int = Field(default=0, sa_type=BigInteger)
    vat_kop: int = Field(default=0, sa_type=BigInteger)
    total_kop: int = Field(default=0, sa_type=BigInteger)
    paid_kop: int = Field(default=0, sa_type=BigInteger)
    """The sum of the allocations that stand."""
    based_on_id: int | None = ref("paper", nullable=True)
    """The offer of an invoice, the invoice of an act."""
    version_of_id: int | None = ref("paper", nullable=True)
    """The paper that this one replaces."""
    reason: str = ""
    """Why it was cancelled, or replaces another."""
    issued_at: datetime | None = None
    issued_by_id: int | None = ref("employee", nullable=True)
    paid_on: date | None = None
    """The day of the payment that made it paid."""
    cancelled_at: datetime | None = None
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now)


class PaperLine(SQLModel, table=True):
    """A line of a paper; `total_kop` = `net_kop` + `vat_kop`, as the domain's rule made them."""

    __tablename__ = "paper_line"
    __table_args__ = (
        UniqueConstraint("paper_id", "place"),
        CheckConstraint("total_kop = net_kop + vat_kop", name="sum"),
        CheckConstraint("quantity_milli > 0", name="quantity"),
        Index("ix_paper_line_renewal", "client_service_id", "term_end"),
    )
    id: int | None = id_field()
    paper_id: int = ref("paper", index=False)
    place: int
    service_id: int | None = ref("service", nullable=True)
    client_service_id: int | None = ref("client_service", nullable=True, index=False)
    term_end: date | None = None
    """The last day of the term that this line renews."""
    name: str
    unit: str
    quantity_milli: int
    """In thousandths."""
    price_kop: int = Field(sa_type=BigInteger)
    includes_vat: bool = True
    """Whether the price has VAT in it, where there is any."""
    vat: VatMode = Field(sa_type=enum_type(VatMode))
    net_kop: int = Field(sa_type=BigInteger)
    vat_kop: int = Field(sa_type=BigInteger)
    total_kop: int = Field(sa_type=BigInteger)


class StoredFile(SQLModel, table=True):
    """A file kept for ever under the hash of its content; the log has the hash, not the content."""

    __tablename__ = "stored_file"
    sha256: str = Field(primary_key=True, sa_type=KeyText)
    content: bytes = Field(sa_type=LargeBinary)
    size: int
    created_at: datetime = Field(default_factory=utc_now)


class PaperFile(SQLModel, table=True):
    """A file of a paper: what it was issued as."""

    __tablename__ = "paper_file"
    __table_args__ = (UniqueConstraint("paper_id", "sha256"),)
    id: int | None = id_field()
    paper_id: int = ref("paper", index=False)
    sha256: str = Field(foreign_key="stored_file.sha256", index=True, sa_type=KeyText)
    name: str
    """As it is called when it is saved or sent: «Рахунок_1287_99001004.pdf»."""
    created_at: datetime = Field(default_factory=utc_now)
