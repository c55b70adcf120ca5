"""Tasks with stages, history, comments; saved filters; changes of many records."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KIND = sa.Enum(
    "by_hand",
    "renewal",
    "support",
    "notice",
    name="taskkind",
    native_enum=False,
    create_constraint=True,
    length=40,
)


def upgrade() -> None:
    with op.batch_alter_table("task") as task:
        task.add_column(sa.Column("kind", KIND, nullable=False, server_default="by_hand"))
        task.add_column(sa.Column("client_service_id", BIG, nullable=True))
        task.add_column(sa.Column("term_end", sa.Date(), nullable=True))
        task.create_foreign_key("fk_task_client_service_id", "client_service", ["client_service_id"], ["id"])
        task.create_index("uq_task_term", ["client_service_id", "term_end"], unique=True)
