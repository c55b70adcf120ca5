"""The first schema: office, clients, services, talks, calls, audit; with the trigram indexes and seed rows.

Its statements stand in `sql/0001_sqlite.sql` and `sql/0001_postgresql.sql`, frozen as each engine takes them.
"""

from pathlib import Path

from alembic import op

from crm_tui.store.schema import seed
from crm_tui.store.text_index import create_indexes

revision = "0001"
down_revision = None


def upgrade() -> None:
    connection = op.get_bind()
    folder = Path(__file__).resolve().parent.parent / "sql"
    script = (folder / f"{revision}_{connection.dialect.name}.sql").read_text("utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)
    create_indexes(connection)
    seed(connection)
