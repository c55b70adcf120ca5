"""Reports: talks and minutes rolled up by day."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Filled by the department that this revision belongs to."""
