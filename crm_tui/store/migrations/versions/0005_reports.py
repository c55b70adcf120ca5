"""Reports: talks and minutes summed by day."""

import sqlalchemy as sa
from alembic import op

from crm_tui.store.talk_days import create_triggers, rebuild_days

revision = "0005"
down_revision = "0004"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KIND = sa.Enum("sale", "support", name="talkkind", native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    # On SQLite the sums stand in the key's own tree: a year is one stretch of it.
    op.create_table(
        "talk_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("author_id", BIG, nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("service_id", BIG, nullable=False),
        sa.Column("talks", sa.BigInteger(), nullable=False),
        sa.Column("talk_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "author_id", "kind", "service_id", name="pk_talk_day"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "talk_day_change",
        sa.Column("id", BIG, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", BIG, nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("service_id", BIG, nullable=False),
        sa.Column("talks", sa.Integer(), nullable=False),
        sa.Column("talk_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_talk_day_change"),
    )
    # Talks of one service over all people, for the rows behind a figure.
    op.drop_index("ix_talk_service_id", table_name="talk")
    op.create_index("ix_talk_service", "talk", ["service_id", "started_at"])
    create_triggers(op.get_bind())
    rebuild_days(op.get_bind())
