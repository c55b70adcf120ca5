"""Alembic's entry: runs the revisions on the connection that `upgrade` opened, in its transaction."""

from alembic import context

from crm_tui.store.migrations.compare import include_name, include_object
from crm_tui.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=include_name,
    include_object=include_object,
    transactional_ddl=False,
    render_as_batch=True,
)
context.run_migrations()
