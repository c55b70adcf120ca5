"""Daily jobs with clients in a real pseudo-terminal: presses beside typed text, bytes, silence at rest."""

import os
import pwd
import sys
from collections.abc import Iterator

import pytest

from crm_tui.domain.kinds import Role
from crm_tui.store.engine import Store
from tests.conftest import Clock
from tests.factories import Make
from tests.pty.harness import Line, Terminal


@pytest.fixture
def store(sqlite_store: Store, clock: Clock) -> Store:
    """An office of 40 clients; the OS account that runs the test is a manager."""
    make = Make(sqlite_store, clock)
    make.actor(Role.MANAGER, os_login=pwd.getpwuid(os.getuid()).pw_name, full_name="Оксана Ковальчук")
    for n in range(40):
        make.known(f"Ромашка {n:02}")
    make.known("Волошка", "+380501112233")
    return sqlite_store


def screen(store: Store, line: Line | None = None) -> Terminal:
    env = {"CRM_TUI_DATABASE_URL": store.settings.database_url, "CRM_TUI_START_PROCESSES": "no"}
    return Terminal([sys.executable, "-m", "crm_tui"], size=(80, 24), env=env, line=line or Line())


@pytest.fixture
def terminal(store: Store) -> Iterator[Terminal]:
    with screen(store) as opened:
        opened.wait("Задачі", 60)
        opened.wait("Мої відкриті", 60)
        opened.settle(0.5)
        yield opened


def test_a_client_is_found_from_anywhere_and_opened_by_two_presses(terminal: Terminal) -> None:
    terminal.press("f3")
    terminal.wait("Пошук усюди")
    terminal.type("djkji")  # the Latin layout left on
    terminal.wait("050 111-22-33")
    terminal.press("enter")
    terminal.wait("1 Дані")
    terminal.wait("Волошка")
    assert terminal.presses == 2


def test_a_new_client_is_saved_by_five_presses(terminal: Terminal) -> None:
    terminal.press("f8", "2")
    terminal.wait("Ромашка 00")
    terminal.press("insert")
    terminal.wait("ІПН платника")
    terminal.type("00032112")
    terminal.press("enter")
    terminal.type("Нова фірма")
    terminal.press("f2")
    terminal.wait("1 Дані")
    terminal.wait("Нова фірма")
    assert terminal.presses == 5


def test_the_list_of_clients_is_light_and_silent_at_rest(terminal: Terminal) -> None:
    terminal.press("alt+2")
    terminal.wait("Ромашка 00")
    terminal.settle(0.5)
    at_rest = terminal.written
    terminal.settle(1.0)
    assert terminal.written == at_rest, "something was written though nothing was pressed"
    assert terminal.press("down").bytes <= 640
    assert terminal.press("pagedown").bytes <= 11_600
    assert terminal.type("р").bytes <= 11_600  # the search line, then the first answer
    assert terminal.type("о").bytes <= 800  # the same clients once more: only the letter is painted


def test_what_was_typed_survives_a_kill(store: Store) -> None:
    with screen(store) as first:
        first.wait("Мої відкриті", 60)
        first.press("alt+2")
        first.wait("Ромашка 00")
        first.press("insert")
        first.wait("ІПН платника")
        first.type("12345678")
        first.settle(1.5)
    with screen(store) as second:
        second.wait("Мої відкриті", 60)
        second.press("alt+2")
        second.wait("Ромашка 00")
        second.press("insert")
        second.wait("Повернуто набране")
        second.wait("12345678")


def test_over_a_slow_line_a_letter_comes_back_within_a_round_trip(store: Store) -> None:
    with screen(store, Line(round_trip=0.3, bits=256_000)) as slow:
        slow.wait("Мої відкриті", 60)
        slow.settle(1.0)
        slow.press("alt+2")
        slow.wait("Ромашка 00")
        slow.settle(0.5)
        slow.press("f3")
        slow.type("р")
        answer = slow.type("о")
        assert answer.first_ms >= 300
        assert answer.bytes <= 800
