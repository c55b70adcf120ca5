"""Later reminders of a term; a person's talks on one service, for the rows behind a figure."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute("ALTER TABLE service ADD COLUMN later_reminders VARCHAR NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE task ADD COLUMN reminded_on DATE")
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    day = "date(created_at)" if is_sqlite else "(created_at AT TIME ZONE 'UTC')::date"
    op.execute(f"UPDATE task SET reminded_on = {day} WHERE kind = 'renewal'")
    op.create_index("ix_talk_author_service", "talk", ["author_id", "service_id", "started_at"])
