"""Tasks with stages, history, comments; saved filters; changes of many records."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Filled by the department that this revision belongs to."""
