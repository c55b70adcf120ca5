"""The register of contracts, with those that were issued before."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = sa.text("returned_on IS NULL AND ended_on IS NULL")
FACTS = ("printed_on", "sent_on", "returned_on", "scanned_on", "prolonged_until", "ended_on")


def upgrade() -> None:
    op.create_table(
        "contract",
        sa.Column("id", BIG, nullable=False),
        sa.Column("paper_id", BIG, nullable=False),
        *(sa.Column(name, sa.Date()) for name in FACTS),
        sa.Column("returned_by_id", BIG),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name="fk_contract_paper_id"),
        sa.ForeignKeyConstraint(["returned_by_id"], ["employee.id"], name="fk_contract_returned_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contract"),
        sa.UniqueConstraint("paper_id", name="uq_contract_paper_id"),
    )
    op.create_index(
        "ix_contract_waiting", "contract", ["paper_id"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.execute(
        "INSERT INTO contract (paper_id, version)"
        " SELECT id, 1 FROM paper WHERE kind = 'contract' AND state <> 'draft' ORDER BY id"
    )
