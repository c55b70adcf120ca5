"""Talks summed by calendar month, beside the days."""

import sqlalchemy as sa
from alembic import op

from crm_tui.store.talk_days import sum_months

revision = "0008"
down_revision = "0007"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KIND = sa.Enum("sale", "support", name="talkkind", native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "talk_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("author_id", BIG, nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("service_id", BIG, nullable=False),
        sa.Column("talks", sa.BigInteger(), nullable=False),
        sa.Column("talk_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("month", "author_id", "kind", "service_id", name="pk_talk_month"),
        sqlite_with_rowid=False,
    )
    sum_months(op.get_bind())
