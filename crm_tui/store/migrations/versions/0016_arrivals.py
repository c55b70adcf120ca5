"""Files of certificates that come through watched folders."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = ("waiting", "taken", "refused", "gone")
TIME = sa.DateTime(timezone=True)
UNSETTLED = sa.text("settled_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "certificate_arrival",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("department", "folder", "name")),
        sa.Column("path_key", KEY, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("changed_ns", sa.BigInteger(), nullable=False),
        sa.Column("steady_since", TIME, nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="arrivalstate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("sets", sa.Integer(), nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("done_at", TIME),
        sa.Column("settled_at", TIME),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_certificate_arrival"),
        sa.UniqueConstraint("uuid", name="uq_certificate_arrival_uuid"),
    )
    op.create_index(
        "ix_certificate_arrival_open",
        "certificate_arrival",
        ["path_key"],
        unique=True,
        sqlite_where=UNSETTLED,
        postgresql_where=UNSETTLED,
    )
    op.create_index("ix_certificate_arrival_seen", "certificate_arrival", ["seen_at", "id"])
    op.create_table(
        "certificate_arrival_item",
        sa.Column("id", BIG, nullable=False),
        sa.Column("arrival_id", BIG, nullable=False),
        sa.Column("certificate_id", BIG, nullable=False),
        sa.Column("new", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arrival_id"], ["certificate_arrival.id"], name="fk_certificate_arrival_item_arrival_id"
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name="fk_certificate_arrival_item_certificate_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_certificate_arrival_item"),
        sa.UniqueConstraint(
            "arrival_id", "certificate_id", name="uq_certificate_arrival_item_arrival_id_certificate_id"
        ),
    )
    op.create_index("ix_certificate_arrival_item_certificate", "certificate_arrival_item", ["certificate_id"])
