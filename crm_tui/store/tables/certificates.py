"""Certificates of clients, each once by its fingerprint; the file itself is a stored file of that hash."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from crm_tui.domain.certificates import CertificateKind, CertificateUse
from crm_tui.store.tables.base import KeyText, enum_type, id_field, partial_index, ref, utc_now

OF_NOBODY = "client_id IS NULL"


class Certificate(SQLModel, table=True):
    """A certificate as it was read. What stands in it never changes; only whose client it is does.

    `set_key` is the same for the certificates of one set: the holder and the term.
    """

    __table_args__ = (
        Index("ix_certificate_client", "client_id", "valid_to", "id"),
        Index("ix_certificate_valid_to", "valid_to", "id"),
        Index("ix_certificate_set_key", "set_key"),
        Index("ix_certificate_search_key", "search_key", "id"),
        Index("ix_certificate_serial", "serial"),
        Index("ix_certificate_key_id", "key_id"),
        Index("ix_certificate_tax_code", "tax_code"),
        partial_index("ix_certificate_unknown", "valid_to", "id", where=OF_NOBODY),
    )
    id: int | None = id_field()
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    sha256: str = Field(foreign_key="stored_file.sha256", unique=True, sa_type=KeyText)
    client_id: int | None = ref("client", nullable=True, index=False)
    by_hand: bool = False
    """A person said whose it is, or that it is nobody's: no import says otherwise after that."""
    tax_code: str = Field(default="", sa_type=KeyText)
    """The code by which its client is found: of the firm, else of the person, as a card holds it."""
    edrpou: str = ""
    edrpou_from: str = ""
    rnokpp: str = ""
    rnokpp_from: str = ""
    code_doubtful: bool = False
    unzr: str = ""
    holder: str
    surname: str = ""
    given_name: str = ""
    organisation: str = ""
    unit: str = ""
    position: str = ""
    region: str = ""
    city: str = ""
    phone: str = ""
    address: str = ""
    email: str = ""
    kind: CertificateKind = Field(sa_type=enum_type(CertificateKind))
    use: CertificateUse = Field(sa_type=enum_type(CertificateUse))
    key: str = ""
    """dstu4145, ecdsa, rsa, or the dotted name of another algorithm."""
    policy: str = ""
    issuer: str = ""
    issuer_code: str = Field(default="", sa_type=KeyText)
    serial: str = Field(sa_type=KeyText)
    """Upper-case hex, two digits a byte, as CAs list it."""
    key_id: str = Field(default="", sa_type=KeyText)
    not_before: datetime
    not_after: datetime
    valid_from: date
    valid_to: date
    """Days of Kyiv; the last one still counts."""
    set_key: str = Field(sa_type=KeyText)
    search_key: str = Field(default="", sa_type=KeyText)
    file_name: str = ""
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now)
    created_by_id: int | None = ref("employee", nullable=True)
