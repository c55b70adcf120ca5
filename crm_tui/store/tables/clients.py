"""Clients, their contacts and phones, warnings, and where each field of a card came from."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from crm_tui.domain.kinds import ClientKind, ImportState, PhoneKind
from crm_tui.store.tables.base import KeyText, enum_type, id_field, partial_index, ref, utc_now

HAS_EMAIL = "email <> ''"


class Client(SQLModel, table=True):
    """A counterparty. `tax_code` is not unique: head office and branches share codes (identifiers.md)."""

    __table_args__ = (
        partial_index("ix_client_list", "sort_key", "id", where="deleted_at IS NULL"),
        Index("ix_client_prefix", "search_key", "id"),
        partial_index("ix_client_email", "email", where=HAS_EMAIL),
    )
    id: int | None = id_field()
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    kind: ClientKind = Field(sa_type=enum_type(ClientKind))
    tax_code: str | None = Field(default=None, index=True, sa_type=KeyText)
    full_name: str
    short_name: str = ""
    legal_form: str = ""
    vat_number: str | None = None
    region: str | None = None
    legal_address: str = ""
    mail_address: str = ""
    email: str = Field(default="", sa_type=KeyText)
    site: str = ""
    head_name: str = ""
    head_position: str = ""
    note: str = ""
    search_key: str = Field(sa_type=KeyText)
    sort_key: str = Field(sa_type=KeyText)
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now)
    created_by_id: int | None = ref("employee", nullable=True)
    deleted_at: datetime | None = None
    merged_into_id: int | None = ref("client", nullable=True)


class ClientFieldSource(SQLModel, table=True):
    """Where a field of a card came from: typed, import, certificate ... (S3)."""

    __tablename__ = "client_field_source"
    client_id: int = Field(foreign_key="client.id", primary_key=True)
    field: str = Field(primary_key=True)
    source: str
    at: datetime = Field(default_factory=utc_now)
    employee_id: int | None = ref("employee", nullable=True)


class Warning(SQLModel, table=True):  # noqa: A001  # the glossary's word
    """A warning on a card; a pinned one shows in the pop-up."""

    id: int | None = id_field()
    client_id: int = ref("client")
    text: str
    pinned: bool = True
    author_id: int | None = ref("employee", nullable=True)
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now)
    ended_at: datetime | None = None


class Contact(SQLModel, table=True):
    """A person (or a nameless office number) that one or several clients share."""

    __table_args__ = (
        Index("ix_contact_prefix", "search_key", "id"),
        partial_index("ix_contact_email", "email", where=HAS_EMAIL),
    )
    id: int | None = id_field()
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    full_name: str = ""
    email: str = Field(default="", sa_type=KeyText)
    note: str = ""
    search_key: str = Field(default="", sa_type=KeyText)
    sort_key: str = Field(default="", sa_type=KeyText)
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now)


class ClientContact(SQLModel, table=True):
    """A contact's place at a client."""

    __tablename__ = "client_contact"
    __table_args__ = (UniqueConstraint("client_id", "contact_id"),)
    id: int | None = id_field()
    client_id: int = ref("client", index=False)
    contact_id: int = ref("contact")
    position: str = ""
    main: bool = False


class Phone(SQLModel, table=True):
    """One number of the world; who uses it stands in `contact_phone`. `reversed` finds by last digits."""

    id: int | None = id_field()
    e164: str = Field(unique=True, sa_type=KeyText)
    reversed: str = Field(index=True, sa_type=KeyText)


class ContactPhone(SQLModel, table=True):
    """A contact's use of a number, as it was typed."""

    __tablename__ = "contact_phone"
    __table_args__ = (UniqueConstraint("contact_id", "phone_id"),)
    id: int | None = id_field()
    contact_id: int = ref("contact", index=False)
    phone_id: int = ref("phone")
    kind: PhoneKind = Field(default=PhoneKind.MOBILE, sa_type=enum_type(PhoneKind))
    as_typed: str
    extension: str = ""


class CallerChoice(SQLModel, table=True):
    """Which of the clients that share a number a person chose last (S36)."""

    __tablename__ = "caller_choice"
    e164: str = Field(primary_key=True, sa_type=KeyText)
    client_id: int = ref("client")
    contact_id: int | None = ref("contact", nullable=True)
    employee_id: int | None = ref("employee", nullable=True)
    chosen_at: datetime = Field(default_factory=utc_now)


class ClientMerge(SQLModel, table=True):
    """One merge of two cards, with all that moved (JSON), so that it can be undone."""

    __tablename__ = "client_merge"
    id: int | None = id_field()
    kept_id: int = ref("client")
    merged_id: int = ref("client")
    moved: str
    employee_id: int | None = ref("employee", nullable=True)
    merged_at: datetime = Field(default_factory=utc_now)
    undone_at: datetime | None = None


class ImportRun(SQLModel, table=True):
    """One file taken in: what it was, how far it came, what it did."""

    __tablename__ = "import_run"
    id: int | None = id_field()
    kind: str
    source: str
    content_hash: str = Field(index=True)
    state: ImportState = Field(default=ImportState.RUNNING, sa_type=enum_type(ImportState))
    lines_done: int = 0
    counts: str = "{}"
    employee_id: int | None = ref("employee", nullable=True)
    started_at: datetime = Field(default_factory=utc_now)
    finished_at: datetime | None = None
    undone_at: datetime | None = None


class ImportRow(SQLModel, table=True):
    """What one line of a file became; the pair (source, external_id) makes a second run change nothing."""

    __tablename__ = "import_row"
    __table_args__ = (UniqueConstraint("source", "external_id"),)
    id: int | None = id_field()
    run_id: int = ref("import_run")
    source: str = Field(sa_type=KeyText)
    external_id: str = Field(sa_type=KeyText)
    line: int
    client_id: int | None = ref("client", nullable=True)
    made: str = "{}"
