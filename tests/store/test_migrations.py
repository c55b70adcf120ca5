"""The revisions make what the tables say; an upgrade is all or nothing."""

import re
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlmodel import Session

from crm_tui.cli.checks.office import check_office
from crm_tui.config import Settings
from crm_tui.domain.kinds import PaperState
from crm_tui.domain.papers import ContractKind, PaperKind
from crm_tui.store import migrations, talk_days
from crm_tui.store.engine import Store, open_store
from crm_tui.store.migrations.compare import differences
from crm_tui.store.schema import SCHEMA, STORE_ID, SchemaState, schema_state
from crm_tui.store.search import search_clients
from crm_tui.store.tables import AuditHead, PbxStatus, Setting
from crm_tui.store.text_index import INDEXED, has_trigrams, make_trigrams, triggers
from tests import stores
from tests.conftest import Clock
from tests.factories import Make


def test_migrated_store_is_what_the_tables_say(store: Store) -> None:
    with store.engine.connect() as connection:
        assert differences(connection) == []


def test_every_store_has_its_seed_rows(store: Store) -> None:
    with Session(store.engine) as session:
        assert session.get_one(AuditHead, 1).last_id == 0
        assert session.get_one(PbxStatus, 1).state == "down"
        assert len(session.get_one(Setting, STORE_ID).value) == 36


def test_the_constant_is_the_newest_revision() -> None:
    versions = Path(migrations.__file__).parent / "versions"
    found = {match[1] for file in versions.glob("*.py") if (match := re.match(r"(\d{4})_", file.name))}
    assert max(found) == SCHEMA


def test_a_current_store_is_left_alone(store: Store) -> None:
    assert migrations.upgrade(store, back_up=lambda _: pytest.fail("backed up")) is SchemaState.CURRENT


def test_a_later_release_or_another_program_is_refused(store: Store) -> None:
    with store.engine.execution_options(write=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert schema_state(store) is SchemaState.UNKNOWN
    with pytest.raises(migrations.UpgradeError):
        migrations.upgrade(store)
    with store.engine.execution_options(write=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :now"), {"now": SCHEMA})


def test_a_failed_first_upgrade_leaves_an_empty_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(Settings(database_url=f"sqlite:///{tmp_path / 'new.db'}"))

    def power_cut(_connection: object) -> None:
        raise OSError("power cut")

    monkeypatch.setattr(migrations, "rebuild", power_cut)
    with pytest.raises(OSError, match="power cut"):
        migrations.upgrade(store)
    assert schema_state(store) is SchemaState.EMPTY
    store.close()


def test_names_are_found_after_each_kind_of_write(sqlite_store: Store, clock: object) -> None:
    make = Make(sqlite_store, clock)  # type: ignore[arg-type]
    client = make.client("Зелений гай")
    with sqlite_store.engine.connect() as connection:
        names = set(inspect(connection).get_table_names())
        assert "client_fts" in names
        found = connection.exec_driver_sql("SELECT rowid FROM client_fts WHERE client_fts MATCH '\"лени\"'")
        assert found.scalars().all() == [client.id]
        kept = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        assert set(kept.scalars()) == {*triggers("client"), *triggers("contact"), *talk_days.NAMES}


def test_an_upgrade_makes_the_index_for_search_of_the_kind_the_server_allows(postgres_store: Store) -> None:
    """Given an index made before pg_trgm was installed, when `db upgrade` runs, then it is by pieces."""
    with postgres_store.engine.begin() as connection:
        allowed = make_trigrams(connection)
        for table in INDEXED:
            connection.exec_driver_sql(f"DROP INDEX ix_{table}_trgm")
            connection.exec_driver_sql(
                f"CREATE INDEX ix_{table}_trgm ON {table} USING gin (to_tsvector('simple', search_key))"
            )
        assert not has_trigrams(connection)
    migrations.upgrade(postgres_store)
    with postgres_store.engine.connect() as connection:
        assert has_trigrams(connection) is allowed


def test_a_database_that_knows_no_ukrainian_letters_is_searched_by_words(
    postgres_server: str, clock: Clock
) -> None:
    """pg_trgm makes nothing of them there: its index would find every client, and each would be looked at."""
    name = f"{stores.WORKER}_c"
    with stores.postgres_database(postgres_server, name, ctype="C") as address, ExitStack() as closing:
        store = open_store(Settings(database_url=address))
        closing.callback(store.close)
        Make(store, clock).client("Ромашка Плюс")
        with Session(store.engine) as session:
            assert not has_trigrams(session.connection())
            assert [hit.name for hit in search_clients(session, "плю").rows] == ["Ромашка Плюс"]
            assert search_clients(session, "машк").rows == ()
        told = {check.name: check for check in check_office(store.settings)}["Postgres"]
        assert (told.state, "LC_CTYPE" in told.finding) == ("warning", True)


def test_filters_of_both_lists_are_kept_through_the_upgrade(store: Store, make: Make) -> None:
    """Given the two tables of revision 0011, with a name that stands in both, when upgraded, none is lost."""
    owner = make.employee().id
    columns = "owner_id INTEGER, name VARCHAR, text VARCHAR, shared BOOLEAN, version INTEGER"
    rows = (("Мої", "хто=я", False, 3), ("Усі", "стан=усі", True, 1))
    with store.engine.execution_options(write=True).begin() as connection:
        connection.execute(text("DROP TABLE kept_filter"))
        for table in ("task_filter", "kep_filter"):
            connection.execute(text(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, {columns})"))
            said = text(f"INSERT INTO {table} VALUES (:id, :owner, :name, :text, :shared, :version)")
            for number, (name, words, shared, version) in enumerate(rows, start=7):
                values = {"name": name, "text": words, "shared": shared, "version": version}
                connection.execute(said, {"id": number, "owner": owner} | values)
        connection.execute(text("UPDATE alembic_version SET version_num = '0011'"))
    migrations.upgrade(store, target="0012")
    with store.engine.connect() as connection:
        kept = connection.execute(
            text("SELECT list_name, owner_id, name, text, shared, version FROM kept_filter ORDER BY id")
        )
        found = [tuple(row) for row in kept]
    # The next test of this worker takes the same database.
    with store.engine.execution_options(write=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :now"), {"now": SCHEMA})
    assert found == [(of, owner, *row) for of in ("tasks", "kep") for row in rows]


def test_contracts_from_before_the_register_stand_in_it_without_marks(store: Store, make: Make) -> None:
    kind = {"kind": PaperKind.CONTRACT, "contract_kind": ContractKind.BUDGET}
    issued = make.paper(**kind)  # type: ignore[arg-type]
    make.paper(**kind, state=PaperState.DRAFT)  # type: ignore[arg-type]
    make.paper()
    with store.engine.execution_options(write=True).begin() as connection:
        connection.execute(text("DROP TABLE contract"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0018'"))
    migrations.upgrade(store, target="0019")
    with store.engine.execution_options(write=True).begin() as connection:
        found = connection.execute(text("SELECT paper_id, returned_on FROM contract")).all()
        connection.execute(text("UPDATE alembic_version SET version_num = :now"), {"now": SCHEMA})
    assert [tuple(row) for row in found] == [(issued.id, None)]
