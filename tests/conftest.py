"""Fixtures for all rooms: a store on both engines, an office with people, a clock that only we move."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest
from argon2 import PasswordHasher

from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.i18n import set_language
from crm_tui.store import engine
from crm_tui.store.engine import Store
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts import passwords
from tests import pilots, stores
from tests.factories import Make

# How long a draw takes says something about the machine only: no timed assertions in tests.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")

COSTLY_HASHER = passwords._hasher
QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Clock:
    """The time of a test; it stands until `tick`."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def tick(self, seconds: float = 1) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the collector need not go through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def _paid_for_once() -> Iterator[None]:
    """Each test has a store and an app of its own, but a statement is compiled and a style read once.

    A password is cheap to check, and a pilot waits no longer than it must.
    """
    pilots.take_over()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "create_engine", stores.Engines().create)
        patch.setattr(passwords, "_hasher", lambda: QUICK_HASHER)
        yield


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the person's own configuration and stores."""
    home = tmp_path_factory.getbasetemp() / "home"
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("HOME", str(home))
    for name in [name for name in os.environ if name.startswith(("CRM_TUI_", "XDG_"))]:
        if name != stores.SERVER:
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _english() -> None:
    """Each test begins in English, whatever language the one before it chose for the process."""
    set_language("en")


@pytest.fixture
def clock() -> Clock:
    """Monday, 2 March 2026, 09:00 in Kyiv."""
    return Clock(datetime(2026, 3, 2, 7, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stores.sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a running server; tests that need it are skipped where there is none."""
    with stores.postgres_server() as address:
        if address is None:
            pytest.skip("skipped: no Postgres here (see CRM_TUI_TEST_DATABASE_URL)")
        yield address


@pytest.fixture(scope="session")
def postgres_stores(postgres_server: str) -> Iterator[stores.PostgresStores]:
    """New stores in this worker's own database."""
    with (
        stores.postgres_database(postgres_server) as address,
        closing(stores.PostgresStores(address)) as made,
    ):
        yield made


@pytest.fixture
def sqlite_store(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    """A new SQLite store in a file of its own."""
    store = stores.sqlite_from(sqlite_template, tmp_path / "crm.db")
    yield store
    store.close()


@pytest.fixture
def postgres_store(postgres_stores: stores.PostgresStores) -> Iterator[Store]:
    """A new Postgres store; one at a time in a worker."""
    store = postgres_stores.new()
    yield store
    postgres_stores.take_back(store)


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> Store:
    """A new store, once on each engine."""
    opened: Store = request.getfixturevalue(f"{request.param}_store")
    return opened


@pytest.fixture
def make(store: Store, clock: Clock) -> Make:
    """Factories: `make.client(...)` writes a client and gives its row."""
    return Make(store, clock)


@pytest.fixture
def actors(make: Make) -> dict[Role, Actor]:
    """One person of each role, in the store."""
    with make.together():
        return {role: make.actor(role) for role in Role}


@pytest.fixture
def office(store: Store, actors: dict[Role, Actor], clock: Clock) -> Office:
    """The opened office with an admin at the keys; `office.as_actor(...)` for others."""
    return Office(store=store, settings=store.settings, actor=actors[Role.ADMIN], clock=clock)


@pytest.fixture
def wait_for() -> Callable[..., None]:
    """Waits for a condition (never for a time): `wait_for(lambda: seen == [1])`."""
    from tests.waiting import wait_until

    return wait_until
