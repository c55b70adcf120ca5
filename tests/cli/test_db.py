"""`crm-tui db`: making a store, its status, and what is refused."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from crm_tui.cli.session import os_account
from crm_tui.store.engine import Store
from crm_tui.store.schema import SCHEMA
from tests.cli.running import Outcome

Crm = Callable[..., Outcome]


@pytest.fixture
def file(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CRM_TUI_DATABASE_URL", f"sqlite:///{home / 'new' / 'crm.db'}")
    return home / "new" / "crm.db"


def test_a_store_is_made_once(crm: Crm, file: Path) -> None:
    assert SCHEMA in crm("db", "upgrade").out
    assert file.exists()
    size = file.stat().st_size
    assert crm("db", "upgrade").code == 0
    assert file.stat().st_size == size
    status = json.loads(crm("db", "status", "--json").out)
    assert (status["state"], status["schema"], status["demo"]) == ("current", SCHEMA, False)


def test_looking_never_makes_a_store(crm: Crm, file: Path) -> None:
    for words in (["db", "status"], ["clients", "find"], ["jobs", "list"]):
        assert "db upgrade" in crm(*words).refused()
    assert not file.exists()


def test_another_programs_file_is_left_alone(crm: Crm, file: Path) -> None:
    file.parent.mkdir()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE other (id)")
    connection.close()
    content = file.read_bytes()
    for words in (["db", "upgrade"], ["clients", "find"]):
        crm(*words).refused()
    assert file.read_bytes()[100:] == content[100:]


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "not an address", "sqlite://", "postgresql://u:pw9@127.0.0.1:1/x"]
)
def test_an_address_that_leads_nowhere(crm: Crm, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("CRM_TUI_DATABASE_URL", url)
    line = crm("clients", "find").refused()
    assert "pw9" not in line


def test_the_same_commands_on_postgres(
    crm: Crm, postgres_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_TUI_DATABASE_URL", postgres_store.settings.database_url)
    assert crm("db", "upgrade").code == 0
    status = json.loads(crm("db", "status", "--json").out)
    assert (status["state"], status["size_bytes"] > 0) == ("current", True)
    account = os_account()
    assert crm("users", "add", "boss", "--name", "Оксана", "--role", "admin", "--os-login", account).code == 0
    assert crm("clients", "add", "Ромашка", "--code", "99000011").code == 0
    assert json.loads(crm("clients", "find", "ромашка", "--json").out)[0]["tax_code"] == "99000011"
    assert crm("tasks", "add", "Передзвонити", "--due", "2026-03-31", "--client", "99000011").code == 0
    assert crm("jobs", "once", "callers").code == 0
    assert crm("audit", "verify").code == 0
    assert crm("db", "check").code == 0
