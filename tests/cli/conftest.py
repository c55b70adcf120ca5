"""A home of its own for every test of the command line: no person's settings and no person's store."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_tui.cli import root
from crm_tui.cli.session import os_account
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.i18n import set_language
from crm_tui.store.engine import Store
from tests import stores
from tests.cli.running import Outcome, remembered, run
from tests.factories import Make


@pytest.fixture(scope="package", autouse=True)
def _one_tree() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(root, "build", remembered(root.build))
        yield


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "CRM_TUI_CONFIG", "CRM_TUI_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CRM_TUI_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "120")
    yield tmp_path
    set_language("en")


@pytest.fixture
def config_file(home: Path) -> Path:
    """Where this home's configuration lies; not written yet."""
    path = home / ".config" / "crm-tui" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


@pytest.fixture
def empty_store(sqlite_template: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store without users: every command works as its first administrator."""
    store = stores.sqlite_from(sqlite_template, home / "office.db")
    monkeypatch.setenv("CRM_TUI_DATABASE_URL", f"sqlite:///{home / 'office.db'}")
    yield store
    store.close()


@pytest.fixture
def made(empty_store: Store) -> Make:
    """Factories over the store of the command line."""
    return Make(empty_store, lambda: datetime(2026, 3, 2, 7, 0, tzinfo=UTC))


@pytest.fixture
def me(made: Make) -> Actor:
    """An administrator whose OS account is the one that runs the tests."""
    return made.actor(Role.ADMIN, login="boss", os_login=os_account(), full_name="Оксана Бондар")


@pytest.fixture
def crm(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """`crm("tasks", "list")` runs the command in this process."""
    return lambda *words: run(capsys, *words)


@pytest.fixture
def store_digest(empty_store: Store) -> Callable[[], str]:
    """A digest of all that the store holds."""

    def digest() -> str:
        with empty_store.engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            return hashlib.sha256("\n".join(raw.iterdump()).encode()).hexdigest()

    return digest
