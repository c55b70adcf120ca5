"""Filters of the register of sets that people keep."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "kep_filter",
        sa.Column("id", BIG, nullable=False),
        sa.Column("owner_id", BIG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["employee.id"], name="fk_kep_filter_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_kep_filter"),
        sa.UniqueConstraint("owner_id", "name", name="uq_kep_filter_owner_id_name"),
    )
