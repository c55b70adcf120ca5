"""Tags made one, so that it can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "tag_merge",
        sa.Column("id", BIG, nullable=False),
        sa.Column("tag_id", BIG, nullable=False),
        sa.Column("into_id", BIG, nullable=False),
        sa.Column("moved", sa.String(), nullable=False),
        sa.Column("employee_id", BIG),
        sa.Column("merged_at", WHEN, nullable=False),
        sa.Column("undone_at", WHEN),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name="fk_tag_merge_tag_id"),
        sa.ForeignKeyConstraint(["into_id"], ["tag.id"], name="fk_tag_merge_into_id"),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name="fk_tag_merge_employee_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tag_merge"),
    )
    op.create_index("ix_tag_merge_tag_id", "tag_merge", ["tag_id"])
