"""Calls in a real pseudo-terminal: bytes of the pop-up and of the top line, and what a kill leaves behind."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.store.engine import Store
from tests.conftest import Clock
from tests.factories import Make
from tests.pty.harness import Terminal
from tests.screens.phone import NUMBER, Phone
from tests.waiting import wait_until

GUARD = 0.5
"""A pop-up that opened by itself takes no keys for 0.4 s."""


@pytest.fixture
def make(sqlite_store: Store) -> Make:
    from crm_tui.usecases.office import utc_now

    return Make(sqlite_store, utc_now)


@pytest.fixture
def operator(make: Make) -> Actor:
    return make.actor(Role.SPECIALIST, extensions=("201",), full_name="Оксана Ковальчук", login="oksana")


@pytest.fixture
def phone(make: Make, operator: Actor) -> Phone:
    return Phone(make, operator)


@contextmanager
def sitting(store: Store, *, words: str = "Оксана Ковальчук") -> Iterator[Terminal]:
    """The screen of the operator, ready and listening."""
    command = [sys.executable, "-m", "tests.pty.apps.desk", f"sqlite:///{store.path}", "oksana"]
    with Terminal(command) as terminal:
        terminal.wait(words)
        terminal.settle(0.5)
        yield terminal


def rows(store: Store, query: str) -> list[tuple[object, ...]]:
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query).all()]


def test_half_typed_text_is_announced_in_less_than_a_kilobyte(make: Make, phone: Phone) -> None:
    make.known("Ромашка", NUMBER)
    make.known("Волошка", "+380500000202")
    with sitting(make.store) as terminal:
        before = terminal.written
        row = phone.ring()
        terminal.wait("ДЗВОНИТЬ")
        terminal.settle(GUARD)
        assert terminal.written - before <= 51_000
        terminal.press("enter")
        terminal.wait("Про що говорили")
        phone.answer(row)
        phone.end(row)
        terminal.wait("тривалість розмови")
        terminal.type("пишу")
        terminal.settle(1.2)
        before = terminal.written
        phone.ring("+380500000202")
        terminal.wait("дзвонить Волошка")
        terminal.settle()
        assert terminal.written - before <= 1024
        terminal.press("f4")
        terminal.wait("Дзвінок 1 з 2")


def test_a_killed_screen_loses_at_most_a_second_and_offers_the_talk_again(make: Make, phone: Phone) -> None:
    make.known("Ромашка", NUMBER)
    with sitting(make.store) as terminal:
        phone.ring()
        terminal.wait("ДЗВОНИТЬ")
        terminal.settle(GUARD)
        terminal.press("enter")
        terminal.wait("Про що говорили")
        terminal.type("недописана думка")
        wait_until(lambda: rows(make.store, "select text from talk") == [("недописана думка",)], seconds=1.0)
        terminal.process.send_signal(signal.SIGKILL)
        terminal.process.wait()
    with sitting(make.store, words="Незавершені переговори") as terminal:
        terminal.press("enter")
        terminal.wait("недописана думка")
        terminal.wait("Про що говорили")
        terminal.press("f2")
        terminal.wait("Переговір збережено")
    assert rows(make.store, "select text, state from talk") == [("недописана думка", "saved")]


def test_an_idle_screen_writes_nothing_after_the_call(make: Make, phone: Phone, clock: Clock) -> None:
    make.known("Ромашка", NUMBER)
    with sitting(make.store) as terminal:
        row = phone.ring()
        terminal.wait("ДЗВОНИТЬ")
        phone.answer(row)
        phone.end(row)
        terminal.wait("ДЗВІНОК ЗАВЕРШЕНО")
        terminal.settle(0.6)
        at_rest = terminal.written
        terminal.settle(2.0)
        assert terminal.written == at_rest
