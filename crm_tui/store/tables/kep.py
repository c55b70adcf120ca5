"""КЕП: kinds of sets, sets of certificates with their lines and holders, boxes of papers for the CA."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from crm_tui.domain.kep_sets import DocumentsPlace, HolderKind, KepDuty, KepState, Payee
from crm_tui.domain.papers import VatMode
from crm_tui.store.tables.base import KeyText, enum_type, id_field, partial_index, ref, utc_now


class KepSetKind(SQLModel, table=True):
    """A kind of set: a service of the catalogue (name, term, price list), what is in it, what it needs."""

    __tablename__ = "kep_set_kind"
    id: int | None = id_field()
    service_id: int = ref("service", index=False, unique=True)
    """The firm's own work; its price list and period are those of the set."""
    ca_service_id: int | None = ref("service", nullable=True)
    """What the CA takes beside it; None: the firm's price is all."""
    holders: str = ""
    """Whose certificates are in it: codes of `HolderKind` with commas."""
    prro: bool = False
    """Whether sets of this kind are mostly for cash registers."""
    version: int = 1


class KepSetKindDocument(SQLModel, table=True):
    """A document that sets of a kind need, in the order of the checklist."""

    __tablename__ = "kep_set_kind_document"
    __table_args__ = (UniqueConstraint("kind_id", "place"),)
    id: int | None = id_field()
    kind_id: int = ref("kep_set_kind", index=False)
    place: int
    name: str


class DispatchBox(SQLModel, table=True):
    """A box in which papers of sets go to the CA; closed before it is sent."""

    __tablename__ = "dispatch_box"
    id: int | None = id_field()
    number: int = Field(unique=True)
    opened_on: date
    closed_on: date | None = None
    sent_on: date | None = None
    note: str = ""
    author_id: int | None = ref("employee", nullable=True, index=False)
    version: int = 1


class KepSet(SQLModel, table=True):
    """A set of certificates: an order with its dated facts (Kyiv days); `state` and `closed_on` follow them.

    Prices are copied into the lines when it is issued: a later price list changes nothing here.
    """

    __tablename__ = "kep_set"
    __table_args__ = (
        CheckConstraint("total_kop = own_kop + ca_kop", name="sum"),
        CheckConstraint("(cancelled_on IS NULL) = (state <> 'cancelled')", name="cancelled"),
        CheckConstraint("(documents_place = 'dispatch_box') = (box_id IS NOT NULL)", name="place"),
        CheckConstraint("valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to", name="term"),
        Index("ix_kep_set_client", "client_id", "issued_on", "id"),
        Index("ix_kep_set_day", "issued_on", "id"),
        Index("ix_kep_set_state", "state", "issued_on", "id"),
        Index("ix_kep_set_manager", "manager_id", "issued_on", "id"),
        # Beside each column the register's own order: what has none is a place in it, like any day.
        Index("ix_kep_set_paid_on", "paid_on", "issued_on", "id"),
        Index("ix_kep_set_generated_on", "generated_on", "issued_on", "id"),
        Index("ix_kep_set_valid_to", "valid_to", "issued_on", "id"),
        Index("ix_kep_set_documents_place", "documents_place", "issued_on", "id"),
        partial_index(
            "ix_kep_set_no_documents",
            "manager_id",
            "id",
            where="documents_on IS NULL AND cancelled_on IS NULL",
        ),
    )
    id: int | None = id_field()
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    client_id: int = ref("client", index=False)
    kind_id: int = ref("kep_set_kind")
    kind_name: str
    """As it was called when it was issued."""
    months: int
    state: KepState = Field(default=KepState.ISSUED, sa_type=enum_type(KepState))
    own_entity_id: int | None = ref("own_entity", nullable=True, index=False)
    manager_id: int | None = ref("employee", nullable=True, index=False)
    """Whose sale and whose debt it is."""
    invoice_id: int | None = ref("paper", nullable=True)
    own_kop: int = Field(default=0, sa_type=BigInteger)
    ca_kop: int = Field(default=0, sa_type=BigInteger)
    total_kop: int = Field(default=0, sa_type=BigInteger)
    issued_on: date
    paid_on: date | None = None
    paid_by_hand: bool = False
    """The money went past our invoice, to the CA; an accountant said so."""
    ordered_on: date | None = None
    ordered_by_id: int | None = ref("employee", nullable=True)
    generated_on: date | None = None
    generated_by_id: int | None = ref("employee", nullable=True)
    valid_from: date | None = None
    valid_to: date | None = None
    issuer: str = ""
    documents_on: date | None = None
    documents_by_id: int | None = ref("employee", nullable=True, index=False)
    documents_place: DocumentsPlace = Field(default=DocumentsPlace.NOWHERE, sa_type=enum_type(DocumentsPlace))
    box_id: int | None = ref("dispatch_box", nullable=True)
    closed_on: date | None = None
    cancelled_on: date | None = None
    cancelled_by_id: int | None = ref("employee", nullable=True, index=False)
    reason: str = ""
    prro: bool = False
    storage: str = ""
    """Where the key is kept, as the CA's list says it: a file, a token, the cloud."""
    client_service_id: int | None = ref("client_service", nullable=True)
    """What ends with its certificates: renewal tasks come from there."""
    task_id: int | None = ref("task", nullable=True, index=False)
    note: str = ""
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now)


class KepSetLine(SQLModel, table=True):
    """What a set costs, line by line; the CA's lines and the firm's own are paid to different accounts."""

    __tablename__ = "kep_set_line"
    __table_args__ = (UniqueConstraint("set_id", "place"),)
    id: int | None = id_field()
    set_id: int = ref("kep_set", index=False)
    place: int
    payee: Payee = Field(sa_type=enum_type(Payee))
    service_id: int | None = ref("service", nullable=True, index=False)
    name: str
    unit: str
    price_kop: int = Field(sa_type=BigInteger)
    vat: VatMode = Field(sa_type=enum_type(VatMode))
    includes_vat: bool = True
    total_kop: int = Field(sa_type=BigInteger)


class KepHolder(SQLModel, table=True):
    """Whose certificates a set has."""

    __tablename__ = "kep_holder"
    __table_args__ = (UniqueConstraint("set_id", "place"),)
    id: int | None = id_field()
    set_id: int = ref("kep_set", index=False)
    place: int
    kind: HolderKind = Field(sa_type=enum_type(HolderKind))
    name: str = ""
    position: str = ""
    rnokpp: str = Field(default="", sa_type=KeyText)


class KepSetDocument(SQLModel, table=True):
    """A document of a set's own checklist, copied from its kind; the day it came and who took it."""

    __tablename__ = "kep_set_document"
    __table_args__ = (UniqueConstraint("set_id", "place"),)
    id: int | None = id_field()
    set_id: int = ref("kep_set", index=False)
    place: int
    name: str
    received_on: date | None = None
    received_by_id: int | None = ref("employee", nullable=True, index=False)


class KepSetTask(SQLModel, table=True):
    """The task about a duty of a set: one each, however often it is asked for."""

    __tablename__ = "kep_set_task"
    __table_args__ = (UniqueConstraint("set_id", "duty"),)
    id: int | None = id_field()
    set_id: int = ref("kep_set", index=False)
    duty: KepDuty = Field(sa_type=enum_type(KepDuty))
    task_id: int = ref("task")
