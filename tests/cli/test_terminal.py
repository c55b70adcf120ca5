"""`doctor --terminal` in a real pseudo-terminal: keys that arrive, keys that do not."""

import os
import sys
from pathlib import Path

from crm_tui.cli.terminal import KEYS
from tests.cli.running import ROOT
from tests.pty.harness import Terminal

BYTES = {name: codes[0] for name, codes in KEYS.items()}


def try_keys(home: Path, lost: str) -> tuple[int, str]:
    """Answers every question, the lost key's by Space; the exit code and the last screen."""
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "CRM_TUI_LANGUAGE": "en"}
    command = [sys.executable, "-m", "crm_tui", "doctor", "--terminal"]
    with Terminal(command, env={**env, "PYTHONPATH": str(ROOT)}, size=(120, 40)) as terminal:
        for name in KEYS:
            terminal.wait(f"Press {name}")
            terminal.type(" " if name == lost else BYTES[name], quiet=0.01)
        terminal.wait("Paste now")
        terminal.settle()
        return terminal.process.wait(10), terminal.screen.text


def test_all_keys_arrive(home: Path) -> None:
    code, text = try_keys(home, lost="")
    assert code == 0, text


def test_a_key_that_does_not_arrive_is_named(home: Path) -> None:
    code, text = try_keys(home, lost="F10")
    assert code == 1
    assert "do not arrive: F10" in text
