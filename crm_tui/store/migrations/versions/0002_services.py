"""Services with terms: prices, history of terms, absences.

Columns come by plain ADD COLUMN with their own CHECK: making a table anew would lose the CHECKs it has.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
SOURCES = ("typed", "licence", "kep", "sale")
PERIOD = "period_months >= 0 AND period_days >= 0 AND (period_months = 0 OR period_days = 0)"
COLUMNS = (
    ("service", "period_months INTEGER NOT NULL DEFAULT 12"),
    ("service", f"period_days INTEGER NOT NULL DEFAULT 0 CONSTRAINT ck_service_period CHECK ({PERIOD})"),
    ("service", "renewal VARCHAR(40) NOT NULL DEFAULT 'anew'"),
    ("service", "unit VARCHAR NOT NULL DEFAULT 'шт.'"),
    ("client_service", "anchor DATE"),
    ("client_service", "source VARCHAR(40) NOT NULL DEFAULT 'typed'"),
)
CHECKS = {
    "renewal": "CONSTRAINT ck_service_renewalrule CHECK (renewal IN ('none', 'anew', 'from_end'))",
    "source": "CONSTRAINT ck_client_service_termsource CHECK (source IN ('typed', 'licence', 'kep', 'sale'))",
}


def upgrade() -> None:
    for table, column in COLUMNS:
        check = CHECKS.get(column.split()[0], "")
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {check}")
    _make_terms()
    _make_prices()
    _make_absences()
    op.execute("UPDATE client_service SET anchor = valid_from")
    op.execute(
        "INSERT INTO client_service_term (client_service_id, valid_from, valid_to, source, note, created_at)"
        " SELECT id, valid_from, valid_to, 'typed', '', created_at FROM client_service"
        " WHERE valid_from IS NOT NULL OR valid_to IS NOT NULL"
    )


def _make_terms() -> None:
    op.create_table(
        "client_service_term",
        sa.Column("id", BIG, nullable=False),
        sa.Column("client_service_id", BIG, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", _enum("termsource", *SOURCES), nullable=False),
        sa.Column("corrects_id", BIG, nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_client_service_term"),
        _reference("client_service_term", "client_service_id", "client_service"),
        _reference("client_service_term", "corrects_id", "client_service_term"),
        _reference("client_service_term", "author_id", "employee"),
    )
    op.create_index("ix_client_service_term_client_service_id", "client_service_term", ["client_service_id"])


def _make_prices() -> None:
    op.create_table(
        "service_price",
        sa.Column("id", BIG, nullable=False),
        sa.Column("service_id", BIG, nullable=False),
        sa.Column("client_kind", KEY_TEXT, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("price_kop", sa.BigInteger(), nullable=True),
        sa.Column("vat", _enum("vatmode", "vat_exempt", "vat_20"), nullable=False),
        sa.Column("with_vat", sa.Boolean(), nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_service_price"),
        sa.UniqueConstraint(
            "service_id",
            "client_kind",
            "valid_from",
            name="uq_service_price_service_id_client_kind_valid_from",
        ),
        sa.CheckConstraint("price_kop IS NULL OR price_kop >= 0", name="ck_service_price_price"),
        _reference("service_price", "service_id", "service"),
        _reference("service_price", "author_id", "employee"),
    )


def _make_absences() -> None:
    op.create_table(
        "absence",
        sa.Column("id", BIG, nullable=False),
        sa.Column("employee_id", BIG, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("deputy_id", BIG, nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_absence"),
        sa.CheckConstraint("first_day <= last_day", name="ck_absence_days_order"),
        _reference("absence", "employee_id", "employee"),
        _reference("absence", "deputy_id", "employee"),
        _reference("absence", "author_id", "employee"),
    )
    op.create_index("ix_absence_employee", "absence", ["employee_id", "last_day"])
    op.create_index("ix_absence_deputy_id", "absence", ["deputy_id"])


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}")
