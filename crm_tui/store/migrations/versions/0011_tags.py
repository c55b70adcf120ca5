"""Tags of clients."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "tag",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tag"),
        sa.UniqueConstraint("key", name="uq_tag_key"),
    )
    op.create_table(
        "client_tag",
        sa.Column("id", BIG, nullable=False),
        sa.Column("client_id", BIG, nullable=False),
        sa.Column("tag_id", BIG, nullable=False),
        sa.Column("author_id", BIG),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name="fk_client_tag_client_id"),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name="fk_client_tag_tag_id"),
        sa.ForeignKeyConstraint(["author_id"], ["employee.id"], name="fk_client_tag_author_id"),
        sa.PrimaryKeyConstraint("id", name="pk_client_tag"),
        sa.UniqueConstraint("client_id", "tag_id", name="uq_client_tag_client_id_tag_id"),
    )
    op.create_index("ix_client_tag_tag", "client_tag", ["tag_id", "client_id"])
