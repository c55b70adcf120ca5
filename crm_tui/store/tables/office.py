"""The office itself: employees, roles, extensions, own firms, number series, settings, leases."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from crm_tui.domain.kinds import Department, Role
from crm_tui.store.tables.base import KeyText, enum_type, id_field, ref, utc_now


class Employee(SQLModel, table=True):
    """A person who works in the office and signs in."""

    id: int | None = id_field()
    login: str = Field(unique=True, sa_type=KeyText)
    full_name: str
    department: Department | None = Field(default=None, sa_type=enum_type(Department))
    password_hash: str | None = None
    os_login: str | None = Field(default=None, unique=True, sa_type=KeyText)
    active: bool = True
    failed_tries: int = 0
    locked_until: datetime | None = None
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now)


class EmployeeRole(SQLModel, table=True):
    """A role that a person holds."""

    __tablename__ = "employee_role"
    employee_id: int = Field(foreign_key="employee.id", primary_key=True)
    role: Role = Field(primary_key=True, sa_type=enum_type(Role))


class EmployeeExtension(SQLModel, table=True):
    """An extension of the PBX and the person it belongs to; a person may have several."""

    __tablename__ = "employee_extension"
    extension: str = Field(primary_key=True, sa_type=KeyText)
    employee_id: int = ref("employee")


class EmployeeSetting(SQLModel, table=True):
    """What a person's screen remembers: the last workspace, filter, theme."""

    __tablename__ = "employee_setting"
    employee_id: int = Field(foreign_key="employee.id", primary_key=True)
    key: str = Field(primary_key=True)
    value: str


class Absence(SQLModel, table=True):
    """Days (Kyiv, both ends in) on which a person does not work, and who does his work meanwhile."""

    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days_order"),
        Index("ix_absence_employee", "employee_id", "last_day"),
    )
    id: int | None = id_field()
    employee_id: int = ref("employee", index=False)
    first_day: date
    last_day: date
    deputy_id: int | None = ref("employee", nullable=True)
    note: str = ""
    author_id: int | None = ref("employee", nullable=True, index=False)
    created_at: datetime = Field(default_factory=utc_now)
    version: int = 1


class OwnEntity(SQLModel, table=True):
    """One of the office's own firms, with its requisites."""

    __tablename__ = "own_entity"
    id: int | None = id_field()
    short_name: str
    full_name: str
    tax_code: str = Field(sa_type=KeyText)
    vat_number: str | None = None
    iban: str | None = None
    address: str = ""
    phone: str = ""
    active: bool = True
    version: int = 1
    vat_payer: bool = False
    bank: str = ""
    mail_address: str = ""
    email: str = ""
    tax_status: str = ""
    head_name: str = ""
    head_name_genitive: str = ""
    head_position: str = ""
    head_position_genitive: str = ""
    acts_on: str = ""
    place: str = ""
    """The city on its acts and contracts."""
    number_form: str = "{number}"
    """How a number looks on paper: `РП-{number:07}`, `КЕП-{yy}/{number}`."""
    logo_sha256: str | None = Field(
        default=None, foreign_key="stored_file.sha256", nullable=True, sa_type=KeyText
    )


class DocumentSeries(SQLModel, table=True):
    """The last number given in a series without gaps: per own firm, kind of paper and year."""

    __tablename__ = "document_series"
    __table_args__ = (UniqueConstraint("own_entity_id", "kind", "year"),)
    id: int | None = id_field()
    own_entity_id: int = ref("own_entity")
    kind: str
    year: int
    last_number: int = 0


class Setting(SQLModel, table=True):
    """A setting of the whole store: the firm's name, the demo mark, the store's own id."""

    key: str = Field(primary_key=True)
    value: str


class Lease(SQLModel, table=True):
    """Who may act as the one listener or scheduler; `epoch` grows with each new holder."""

    name: str = Field(primary_key=True)
    holder: str
    epoch: int
    taken_at: datetime
    renewed_at: datetime
    expires_at: datetime


class Draft(SQLModel, table=True):
    """Half-typed forms, saved as one types; one per person, form and subject. Not audited."""

    __table_args__ = (UniqueConstraint("employee_id", "form", "subject"),)
    id: int | None = id_field()
    employee_id: int = ref("employee")
    form: str
    subject: str = ""
    body: str
    updated_at: datetime = Field(default_factory=utc_now)
