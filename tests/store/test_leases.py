"""One holder at a time, whoever dies, hangs or comes back."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from signal import SIGCONT, SIGKILL, SIGSTOP

import pytest

from crm_tui.domain.permissions import system_actor
from crm_tui.store.engine import Store
from crm_tui.store.leases import (
    LEASE_SECONDS,
    TRY_SECONDS,
    Held,
    StaleLease,
    acquire,
    check_epoch,
    lease_state,
    release,
    renew,
)
from crm_tui.store.scope import write_scope
from tests.waiting import wait_until

PBX = system_actor("pbx")

HOLDER = """
import sys
from crm_tui.config import Settings
from crm_tui.domain.permissions import system_actor
from crm_tui.store.engine import open_store
from crm_tui.store.leases import StaleLease, acquire, check_epoch
from crm_tui.store.scope import write_scope

store = open_store(Settings(database_url=sys.argv[1]))
held = acquire(store, "pbx", "child", seconds=1)
print(held.epoch, flush=True)
for _line in sys.stdin:
    try:
        with write_scope(store, system_actor("pbx"), act="test.write") as unit:
            check_epoch(unit, "pbx", held.epoch)
        print("wrote", flush=True)
    except StaleLease:
        print("stale", flush=True)
"""


class Child:
    """A second process that holds the lease and writes when asked to."""

    def __init__(self, store: Store) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, store.settings.database_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.epoch = int(self._line())

    def write(self) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write("write\n")
        self.process.stdin.flush()
        return self._line()

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture
def child(store: Store) -> Iterator[Child]:
    child = Child(store)
    yield child
    child.process.send_signal(SIGCONT)
    child.process.kill()
    child.process.communicate()


def take(store: Store, name: str = "pbx", holder: str = "me") -> Held:
    held = acquire(store, name, holder)
    assert held is not None
    return held


def test_a_held_lease_is_refused_to_others(store: Store) -> None:
    assert take(store).epoch == 1
    assert acquire(store, "pbx", "other") is None
    state = lease_state(store, "pbx")
    assert state is not None
    assert (state.holder, state.epoch, state.alive) == ("me", 1, True)
    assert lease_state(store, "jobs") is None


def test_a_released_lease_goes_to_the_next_with_a_new_epoch(store: Store) -> None:
    first = take(store)
    release(store, first)
    state = lease_state(store, "pbx")
    assert state is not None
    assert not state.alive
    assert take(store, holder="next").epoch == 2
    with pytest.raises(StaleLease):
        renew(store, first)
    with pytest.raises(StaleLease):
        release(store, first)


def test_a_renewed_lease_stays(store: Store) -> None:
    held = acquire(store, "pbx", "me", seconds=0.05)
    assert held is not None
    renew(store, held)
    assert acquire(store, "pbx", "other") is None


def test_eight_racers_one_wins(store: Store) -> None:
    with ThreadPoolExecutor(8) as racers:
        won = list(racers.map(lambda n: acquire(store, "pbx", f"racer {n}"), range(8)))
    assert len([held for held in won if held]) == 1


def test_a_write_without_the_lease_is_refused(store: Store) -> None:
    held = take(store)
    with write_scope(store, PBX, act="test.write") as unit:
        check_epoch(unit, "pbx", held.epoch)
        with pytest.raises(StaleLease):
            check_epoch(unit, "pbx", held.epoch - 1)
        with pytest.raises(StaleLease):
            check_epoch(unit, "jobs", 1)


def test_a_dead_holder_is_followed(store: Store, child: Child) -> None:
    assert child.write() == "wrote"
    child.process.send_signal(SIGKILL)
    wait_until(lambda: acquire(store, "pbx", "me"))
    state = lease_state(store, "pbx")
    assert state is not None
    assert (state.holder, state.epoch) == ("me", child.epoch + 1)


def test_a_hanging_holder_that_comes_back_cannot_write(store: Store, child: Child) -> None:
    child.process.send_signal(SIGSTOP)
    wait_until(lambda: acquire(store, "pbx", "me"))
    child.process.send_signal(SIGCONT)
    assert child.write() == "stale"


def test_take_over_comes_within_fifteen_seconds() -> None:
    assert LEASE_SECONDS + TRY_SECONDS <= 15
