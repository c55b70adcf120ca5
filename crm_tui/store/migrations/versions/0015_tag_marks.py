"""A tag has a sign and a colour."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

COLOUR = sa.Enum(
    *("none", "red", "yellow", "green", "blue", "violet"),
    name="tagcolour",
    native_enum=False,
    create_constraint=True,
    length=40,
)


def upgrade() -> None:
    with op.batch_alter_table("tag") as tag:
        tag.add_column(sa.Column("sign", sa.String(), nullable=True))
        tag.add_column(sa.Column("colour", COLOUR, nullable=False, server_default="none"))
        tag.create_unique_constraint("uq_tag_sign", ["sign"])
