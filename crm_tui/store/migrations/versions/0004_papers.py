"""Papers of a sale: offers, invoices, acts, contracts; payments; outgoing mail."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Filled by the department that this revision belongs to."""
