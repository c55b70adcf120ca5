"""An own firm may have a logo on its papers."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("own_entity") as firm:
        firm.add_column(sa.Column("logo_sha256", KEY, nullable=True))
        firm.create_foreign_key("fk_own_entity_logo_sha256", "stored_file", ["logo_sha256"], ["sha256"])
