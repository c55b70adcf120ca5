"""The widgets in a real pseudo-terminal: what they send, and keys as terminals send them."""

import sys

from tests.pty.harness import Line, Terminal

COMMAND = [sys.executable, "-m", "tests.pty.apps.million"]


def test_moves_in_a_list_cost_little_and_rest_costs_nothing() -> None:
    with Terminal(COMMAND) as terminal:
        terminal.wait("Ромашка 5")
        terminal.settle(0.3)
        at_rest = terminal.written
        terminal.settle(1.0)
        assert terminal.written == at_rest
        assert terminal.press("down").bytes <= 640
        assert terminal.press("pagedown").bytes <= 11_600
        assert terminal.presses == 2
        assert terminal.screen.text.count("›") == 1


def test_a_letter_and_the_next_field_cost_little() -> None:
    with Terminal([*COMMAND, "form"]) as terminal:
        terminal.wait("Код ЄДРПОУ")
        terminal.settle(0.3)
        assert terminal.type("ф").bytes <= 800
        assert terminal.press("tab").bytes <= 800
        assert terminal.presses == 1


def test_keys_of_the_kitty_protocol_under_the_ukrainian_layout() -> None:
    with Terminal([*COMMAND, "form"]) as terminal:
        terminal.wait("Код ЄДРПОУ")
        terminal.type("\x1b[1094::119;3u\x1b[1079::112;5u")  # alt+w, ctrl+p by their places
        terminal.wait("Що зробити")
        terminal.press("escape")
        terminal.wait_gone("Що зробити")


def test_a_slow_line_holds_keys_and_answers_back() -> None:
    with Terminal([*COMMAND, "form"], line=Line(round_trip=0.3, bits=256_000)) as terminal:
        terminal.wait("Код ЄДРПОУ")
        answer = terminal.type("ф")
        assert answer.first_ms >= 300
        assert answer.bytes <= 800


def test_the_program_ends_by_f10() -> None:
    with Terminal(COMMAND) as terminal:
        terminal.wait("Ромашка 5")
        terminal.press("f10")
        terminal.wait_for(lambda: terminal.process.poll() is not None)
        assert terminal.process.returncode == 0


def test_the_program_ends_when_its_terminal_is_gone() -> None:
    with Terminal(COMMAND) as terminal:
        terminal.wait("Ромашка 5")
        terminal.hang_up()
        terminal.wait_for(lambda: terminal.process.poll() is not None, 10)
