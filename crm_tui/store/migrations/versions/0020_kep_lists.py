"""Indexes for the register's shipped filters in its order: debts, certificates that end, sets in boxes."""

from alembic import op

revision = "0020"
down_revision = "0019"

DAYS = ("paid_on", "generated_on")


def upgrade() -> None:
    for day in DAYS:
        op.drop_index(f"ix_kep_set_{day}", "kep_set")
    for column in (*DAYS, "valid_to", "documents_place"):
        op.create_index(f"ix_kep_set_{column}", "kep_set", [column, "issued_on", "id"])
