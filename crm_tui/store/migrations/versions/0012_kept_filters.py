"""Filters of all lists stand in one table."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "kept_filter",
        sa.Column("id", BIG, nullable=False),
        sa.Column("list_name", KEY, nullable=False),
        sa.Column("owner_id", BIG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["employee.id"], name="fk_kept_filter_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_kept_filter"),
        sa.UniqueConstraint("owner_id", "list_name", "name", name="uq_kept_filter_owner_id_list_name_name"),
    )
    for name, table in (("tasks", "task_filter"), ("kep", "kep_filter")):
        op.execute(
            "INSERT INTO kept_filter (list_name, owner_id, name, text, shared, version)"
            f" SELECT '{name}', owner_id, name, text, shared, version FROM {table} ORDER BY id"
        )
        op.drop_table(table)
