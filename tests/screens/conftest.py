"""Screens run over a SQLite office: the engines differ below the use cases, not above them."""

import pytest

from crm_tui.domain.kinds import Role
from crm_tui.store.engine import Store
from crm_tui.usecases.office import Office
from tests.conftest import Clock
from tests.factories import Make


@pytest.fixture
def sqlite_make(sqlite_store: Store, clock: Clock) -> Make:
    return Make(sqlite_store, clock)


@pytest.fixture
def sqlite_office(sqlite_store: Store, sqlite_make: Make, clock: Clock) -> Office:
    """The opened office with an admin at the keys."""
    actor = sqlite_make.actor(Role.ADMIN)
    return Office(store=sqlite_store, settings=sqlite_store.settings, actor=actor, clock=clock)
