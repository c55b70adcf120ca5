"""Upgrading a store: backs up first, then runs alembic's revisions in one transaction, all or nothing."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, text

from crm_tui.store import talk_days
from crm_tui.store.backup import backup_before_upgrade
from crm_tui.store.engine import Store
from crm_tui.store.schema import SCHEMA, SchemaState, schema_state, schema_version
from crm_tui.store.text_index import create_indexes, create_triggers, rebuild

FOLDER = Path(__file__).resolve().parent
# Any number will do that no other program takes; it holds two upgrades of one Postgres store apart.
UPGRADE_LOCK = 0x63726D74


class UpgradeError(Exception):
    """The store stands as it was; the text says why (English, technical)."""


def upgrade(
    store: Store, *, back_up: Callable[[Store], object] = backup_before_upgrade, target: str = SCHEMA
) -> SchemaState:
    """Brings the store to this program's schema and says how it was found; a current one is left alone.

    (Only Postgres' index for search is made of the kind that the server allows now.)
    `back_up` is called before a store of a former release is touched. Raises UpgradeError for a later
    release's store or another program's, and for rows that the new foreign keys do not allow; BackupError.
    """
    found = schema_state(store)
    if found is SchemaState.CURRENT:
        if not store.is_sqlite:
            _renew_search(store)
        return found
    if found is SchemaState.UNKNOWN:
        raise UpgradeError("the store is of a later release or of another program; nothing was changed")
    if found is SchemaState.OLD:
        back_up(store)
    (_upgrade_sqlite if store.is_sqlite else _upgrade_postgres)(store, target)
    return found


def _upgrade_sqlite(store: Store, target: str) -> None:
    # A connection of its own: foreign_keys can only be switched outside a transaction, and a table made
    # anew by ALTER would otherwise take its children along.
    with store.engine.connect() as connection:
        raw = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        try:
            with connection.execution_options(write=True).begin():
                _run(connection, target)
                create_triggers(connection)
                talk_days.create_triggers(connection)
                rebuild(connection)
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
                if broken:
                    raise UpgradeError(f"rows without what they point to: {broken}; nothing was changed")
        finally:
            raw.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]


def _upgrade_postgres(store: Store, target: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        _run(connection, target)


def _renew_search(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        create_indexes(connection)


def _run(connection: Connection, target: str) -> None:
    from alembic import command
    from alembic.config import Config

    if schema_version(connection) == target:  # another process was first
        return
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, target)
