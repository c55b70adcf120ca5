"""A backup is proven: what comes back is what was saved, and a bad copy is not put in anybody's place."""

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from crm_tui.store.backup import BackupError, backup, prints_file, restore, try_copy
from crm_tui.store.backup_postgres import tool
from crm_tui.store.check import check
from crm_tui.store.engine import Store
from crm_tui.store.tables import StoredFile
from tests.factories import Make
from tools import postgres

BYTES = bytes(range(256))
"""A stored file's content: whatever a PDF may hold."""


@pytest.fixture(autouse=True)
def _server_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump of the server that the tests run on."""
    folder = postgres.binaries()
    if folder is not None:
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def work(make: Make) -> Make:
    """An office with some life in it."""
    for name in ("Ромашка", "Їжак", "Барвінок"):
        make.talk(make.known(name))
    make.save(StoredFile(sha256="any", content=BYTES, size=len(BYTES)))
    return make


def execute(store: Store, statement: str) -> None:
    with store.engine.execution_options(write=True).begin() as connection:
        connection.execute(text(statement))


def test_what_was_saved_comes_back(store: Store, work: Make, tmp_path: Path) -> None:
    file = tmp_path / "backup" / "office.copy"
    saved = backup(store, file)
    assert saved["client"].rows == 3
    assert file.stat().st_mode & 0o077 == 0
    proof = try_copy(file, store)
    assert (proof.sound, proof.compared, proof.tables) == (True, True, saved)
    work.known("Після копії")
    execute(store, "DELETE FROM talk")
    execute(store, "DELETE FROM stored_file")
    assert restore(file, store) == saved
    assert check(store) == []
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM client")).scalar() == 3
        assert connection.execute(text("SELECT count(*) FROM talk")).scalar() == 3
        assert bytes(connection.execute(text("SELECT content FROM stored_file")).scalar_one()) == BYTES
    work.known("Після відновлення")
    assert sorted(one.name for one in file.parent.iterdir()) == [file.name, prints_file(file).name]


def test_a_backup_while_others_write_is_of_one_moment(store: Store, make: Make, tmp_path: Path) -> None:
    make.known("Перша")
    stop, copies = threading.Event(), [tmp_path / f"{number}.copy" for number in range(3)]

    def write() -> None:
        while not stop.is_set():
            make.known()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        saved = [backup(store, file) for file in copies]
    finally:
        stop.set()
        writer.join()
    for file, one in zip(copies, saved, strict=True):
        # known() is several transactions, the audit row is in the same one as its record: never without.
        proof = try_copy(file, store)
        assert proof.sound, proof.problems
        assert proof.tables == one


def test_a_damaged_copy_is_refused_and_the_store_stays(store: Store, work: Make, tmp_path: Path) -> None:
    file = tmp_path / "office.copy"
    backup(store, file)
    content = bytearray(file.read_bytes())
    for place in range(len(content) // 2, len(content) // 2 + 3000):
        content[place] ^= 0x55
    file.write_bytes(content)
    work.known("Після копії")
    with pytest.raises(BackupError):
        restore(file, store)
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM client")).scalar() == 4


def test_a_copy_of_another_moment_is_noticed(store: Store, work: Make, tmp_path: Path) -> None:
    first, second = tmp_path / "1.copy", tmp_path / "2.copy"
    backup(store, first)
    work.known("Ще один")
    backup(store, second)
    prints_file(second).replace(prints_file(first))
    problems = try_copy(first, store).problems
    assert "client: 4 rows were saved, 3 came back" in {one.text for one in problems}
    prints_file(first).unlink()
    proof = try_copy(first, store)
    assert (proof.sound, proof.compared) == (True, False)


def test_a_place_that_cannot_be_written_is_told(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BackupError, match=r"office.copy"):
        backup(store, tmp_path / "file" / "office.copy")
    with pytest.raises(BackupError, match="is not there"):
        try_copy(tmp_path / "none.copy", store)


def test_a_missing_pg_dump_is_told_with_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "glob", lambda *_: iter(()))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BackupError, match="apt-get install postgresql-client"):
        tool("pg_dump")


def test_a_sound_store_has_no_problems(store: Store, work: Make) -> None:
    assert check(store) == []


def test_what_is_wrong_with_a_store_is_found(sqlite_store: Store, make_sqlite: Make) -> None:
    client = make_sqlite.known("Ромашка")
    assert sqlite_store.path is not None
    with closing(sqlite3.connect(sqlite_store.path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER client_fts_au")
        connection.execute("UPDATE client SET search_key = 'ніщо', created_by_id = 77")
        connection.execute("UPDATE audit_log SET actor_login = 'nobody' WHERE id = 1")
    found = check(sqlite_store)
    assert [one.part for one in found] == ["references", "search", "audit"]
    assert f"client row {client.id} points to a employee" in found[0].text
    execute(sqlite_store, "UPDATE alembic_version SET version_num = '0000'")
    assert [one.part for one in check(sqlite_store)] == ["schema"]


@pytest.fixture
def make_sqlite(sqlite_store: Store, clock: object) -> Make:
    return Make(sqlite_store, clock)  # type: ignore[arg-type]
