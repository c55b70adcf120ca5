"""`crm-tui demo` as a visitor sees it: a screen, a call of a known client, and nothing left behind."""

import json
import os
import signal
import sys
from pathlib import Path

from tests.cli.running import ROOT, run_process
from tests.pty.harness import Terminal
from tests.waiting import wait_until

ENVIRONMENT = {"LANG": "C.UTF-8", "CRM_TUI_LANGUAGE": "en", "PYTHONPATH": str(ROOT)}


def demo_terminal(home: Path) -> Terminal:
    kept = {name: os.environ[name] for name in ("PATH",)}
    return Terminal(
        [sys.executable, "-m", "crm_tui", "demo"],
        env={**kept, **ENVIRONMENT, "HOME": str(home)},
        size=(100, 30),
    )


def processes_of(home: Path) -> list[int]:
    """The pretended PBX and the listener that are alive."""
    try:
        known = (home / ".local/share/crm-tui/demo/processes").read_text("utf-8").split()
    except OSError:
        return []
    return [int(pid) for pid in known if Path(f"/proc/{pid}/stat").exists()]


def test_a_known_client_calls_and_all_ends_with_the_screen(home: Path) -> None:
    with demo_terminal(home) as terminal:
        terminal.wait("RINGING", seconds=60)
        terminal.wait("Responsible", seconds=10)
        assert len(processes_of(home)) == 2
        # What a killed screen started must not disturb the next one.
        os.kill(terminal.process.pid, signal.SIGKILL)
    with demo_terminal(home) as terminal:
        terminal.wait("RINGING", seconds=60)
        terminal.press("escape")
        terminal.press("f10")
        wait_until(lambda: processes_of(home) == [], seconds=20)
    config = home / ".local/share/crm-tui/demo/config.toml"
    listed = run_process("calls", "list", "--limit", "1", "--json", env={"CRM_TUI_CONFIG": str(config)})
    (call,) = json.loads(listed.out)
    assert call["client"] is not None
