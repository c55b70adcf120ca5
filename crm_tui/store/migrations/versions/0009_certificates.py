"""Certificates of clients."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UNKNOWN = sa.text("client_id IS NULL")


def closed(*values: str, name: str) -> Any:
    """A closed list of values, held by a CHECK."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "certificate",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("sha256", KEY, nullable=False),
        sa.Column("client_id", BIG, nullable=True),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("tax_code", KEY, nullable=False),
        *_texts("edrpou", "edrpou_from", "rnokpp", "rnokpp_from"),
        sa.Column("code_doubtful", sa.Boolean(), nullable=False),
        *_texts("unzr", "holder", "surname", "given_name", "organisation", "unit", "position"),
        *_texts("region", "city", "phone", "address", "email"),
        sa.Column(
            "kind", closed("signature", "seal", "ca", "server", name="certificatekind"), nullable=False
        ),
        sa.Column("use", closed(*_USES, name="certificateuse"), nullable=False),
        *_texts("key", "policy", "issuer"),
        sa.Column("issuer_code", KEY, nullable=False),
        sa.Column("serial", KEY, nullable=False),
        sa.Column("key_id", KEY, nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("set_key", KEY, nullable=False),
        sa.Column("search_key", KEY, nullable=False),
        *_texts("file_name"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name="fk_certificate_sha256"),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name="fk_certificate_client_id"),
        sa.ForeignKeyConstraint(["created_by_id"], ["employee.id"], name="fk_certificate_created_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_certificate"),
        sa.UniqueConstraint("sha256", name="uq_certificate_sha256"),
        sa.UniqueConstraint("uuid", name="uq_certificate_uuid"),
    )
    for name, *columns in _INDEXES:
        op.create_index(f"ix_certificate_{name}", "certificate", columns)
    op.create_index(
        "ix_certificate_unknown",
        "certificate",
        ["valid_to", "id"],
        sqlite_where=UNKNOWN,
        postgresql_where=UNKNOWN,
    )


_USES = ("sign", "encrypt", "sign+encrypt", "ca", "ocsp", "tsp", "cmp", "unknown")
_INDEXES = (
    ("client", "client_id", "valid_to", "id"),
    ("valid_to", "valid_to", "id"),
    ("set_key", "set_key"),
    ("search_key", "search_key", "id"),
    ("serial", "serial"),
    ("key_id", "key_id"),
    ("tax_code", "tax_code"),
    ("created_by_id", "created_by_id"),
)


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]
