"""The README's first command on a clone with nothing prepared: installs once, then starts at once."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.running import ROOT
from tests.pty.harness import Terminal

INSTALLING = "Installing what crm-tui needs"


@pytest.mark.heavy
def test_make_run_installs_once_and_a_client_calls(home: Path) -> None:
    clone = home / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    # pip keeps its place of packages: what this machine uses for it is not the clone's business.
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
    env = {**kept, "PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "CRM_TUI_LANGUAGE": "en"}
    for first in (True, False):
        began = time.monotonic()
        with Terminal(["make", "-C", str(clone), "run"], env=env, size=(100, 30)) as terminal:
            if first:
                terminal.wait(INSTALLING, seconds=120)
            terminal.wait("F10", seconds=600)
            shown = time.monotonic()
            assert first or shown - began < 30
            terminal.wait("RINGING", seconds=60)
            terminal.press("escape")
            terminal.press("f10")
            assert terminal.process.wait(30) == 0
    done = subprocess.run(
        ["make", "-C", str(clone), "-n", "run"], env=env, capture_output=True, text=True, check=True
    )
    assert INSTALLING not in done.stdout
