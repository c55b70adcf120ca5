"""Services with terms: prices, history of terms, absences."""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Filled by the department that this revision belongs to."""
