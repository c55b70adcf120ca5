"""An upgrade of a filled store loses nothing, whatever it does to the tables and wherever it is interrupted.

A made-up next release stands in for the coming ones: it makes the table of clients anew (which on SQLite
drops its triggers, and with foreign keys on would take the children along), adds a column and a table.
"""

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from crm_tui.store import backup as backups
from crm_tui.store import migrations, schema, talk_days
from crm_tui.store.backup import backup_folder, restore, try_copy
from crm_tui.store.check import check_file
from crm_tui.store.engine import Store
from crm_tui.store.fingerprint import fingerprint
from crm_tui.store.schema import SCHEMA, SchemaState, schema_state
from crm_tui.store.text_index import triggers
from tests.factories import Make

NEXT_SCHEMA = f"{int(SCHEMA) + 1:04}"
NEXT = f'''
"""A made-up next release."""

import sqlalchemy as sa
from alembic import op

revision = "{NEXT_SCHEMA}"
down_revision = "{SCHEMA}"


def upgrade() -> None:
    with op.batch_alter_table("client", recreate="always" if sqlite() else "auto") as client:
        client.add_column(sa.Column("nickname", sa.String(), server_default="", nullable=False))
    op.create_table("toy", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("UPDATE client SET note = 'seen by the next'")


def sqlite():
    return op.get_bind().dialect.name == "sqlite"
'''


@pytest.fixture
def next_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program as it will be one release later."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrations.FOLDER, folder)
    (folder / "versions" / f"{NEXT_SCHEMA}_next.py").write_text(NEXT.lstrip(), "utf-8")
    monkeypatch.setattr(migrations, "FOLDER", folder)
    monkeypatch.setattr(schema, "SCHEMA", NEXT_SCHEMA)


@pytest.fixture
def filled(store: Store, make: Make) -> Store:
    for name in ("Ромашка", "Їжак"):
        make.talk(make.known(name))
    return store


def upgrade(store: Store, **values: Any) -> SchemaState:
    return migrations.upgrade(store, target=NEXT_SCHEMA, **values)


def rows(store: Store) -> dict[str, int]:
    with store.engine.connect() as connection:
        return {name: one.rows for name, one in fingerprint(connection).items()}


def trigger_names(store: Store) -> set[str]:
    if not store.is_sqlite:
        return set()
    with store.engine.connect() as connection:
        return set(
            connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()
        )


def put_back(store: Store) -> None:
    """The worker's Postgres database serves the next test too."""
    if not store.is_sqlite:
        with store.engine.begin() as connection:
            connection.execute(text("DROP TABLE toy"))
            connection.execute(text("ALTER TABLE client DROP COLUMN nickname"))
            connection.execute(text("UPDATE alembic_version SET version_num = :now"), {"now": SCHEMA})


@pytest.mark.usefixtures("next_release")
def test_an_upgrade_keeps_every_row_and_trigger(filled: Store) -> None:
    before, kept = rows(filled), trigger_names(filled)
    assert schema_state(filled) is SchemaState.OLD
    assert upgrade(filled, back_up=lambda _store: None) is SchemaState.OLD
    try:
        assert rows(filled) == before | {"toy": 0}
        assert trigger_names(filled) == kept
        assert schema_state(filled) is SchemaState.CURRENT
        if filled.path is not None:
            assert kept == {*triggers("client"), *triggers("contact"), *talk_days.NAMES}
            filled.close()
            assert check_file(filled.path) == []
    finally:
        put_back(filled)


@pytest.mark.usefixtures("next_release")
def test_the_former_release_is_backed_up_and_comes_back(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "state"))
    with filled.engine.connect() as connection:
        before = fingerprint(connection)
    upgrade(filled)
    try:
        (copy,) = backup_folder(filled).glob(f"before-upgrade-of-{SCHEMA}-*.copy")
        assert try_copy(copy, filled).tables == before
        with filled.engine.begin() as connection:
            if not filled.is_sqlite:
                connection.execute(text("DROP TABLE toy"))
        restore(copy, filled)
        with filled.engine.connect() as connection:
            assert fingerprint(connection) == before
    finally:
        with filled.engine.connect() as connection:
            if "toy" in fingerprint(connection):
                put_back(filled)


@pytest.mark.usefixtures("next_release")
def test_without_a_backup_nothing_is_touched(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(_store: Store) -> Path:
        raise backups.BackupError("no room")

    before = rows(filled)
    with pytest.raises(backups.BackupError):
        upgrade(filled, back_up=no_room)
    assert rows(filled) == before
    assert schema_state(filled) is SchemaState.OLD


class Interrupted(Exception):  # noqa: N818
    """The power is cut before a statement."""


@pytest.mark.usefixtures("next_release")
def test_interrupted_at_any_step_the_store_stays_as_it_was(filled: Store) -> None:
    with filled.engine.connect() as connection:
        before = fingerprint(connection)
    kept, left = trigger_names(filled), 0

    def cut(*_args: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Interrupted

    for step in range(1, 2000):
        left = step
        event.listen(filled.engine, "before_cursor_execute", cut)
        try:
            upgrade(filled, back_up=lambda _store: None)
            break
        except Interrupted:
            pass
        finally:
            event.remove(filled.engine, "before_cursor_execute", cut)
        with filled.engine.connect() as connection:
            assert fingerprint(connection) == before, f"step {step}"
        assert trigger_names(filled) == kept, f"step {step}"
    try:
        assert step > 10
        assert schema_state(filled) is SchemaState.CURRENT
    finally:
        put_back(filled)
