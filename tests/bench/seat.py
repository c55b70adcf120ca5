"""An operator's seat: the real `crm-tui` in a real pseudo-terminal over one of the offices of the ground."""

import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from crm_tui.cli.session import os_account
from tests.pty.harness import Line, Terminal
from tests.pty.harness import _bytes_of as bytes_of

SIZE = (120, 40)
SIGNS = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()].|.)")
CRM_TUI = [sys.executable, "-m", "crm_tui"]
BARE = [sys.executable, "-m", "tests.bench.apps.bare"]
LINES = [sys.executable, "-m", "tests.bench.apps.lines"]
OPERATOR, EXTENSION = 1, "201"
"""Олена of the demo office; the recorded calls ring at her extension."""


class Watch(Terminal):
    """A terminal that does not paint, only keeps what came: painting costs more than most acts."""

    def __enter__(self) -> "Watch":
        self.stream = bytearray()
        super().__enter__()
        return self

    def _deliver(self) -> bool:
        came = False
        while self._arrivals and self._arrivals[0][0] <= time.monotonic():
            self._last_arrival, part = self._arrivals.popleft()
            self.written += len(part)
            self.stream += part
            came = True
        return came

    @property
    def plain(self) -> str:
        """The texts that came since the last `forget`, without the signs that place and colour them."""
        return SIGNS.sub(b"", bytes(self.stream)).decode("utf-8", "replace")

    def forget(self) -> None:
        self.settle(0.05)
        self.stream.clear()

    def until(self, words: str, seconds: float = 20.0) -> float:
        """The moment (monotonic) when the words had come."""
        self.wait_for(lambda: words in self.plain, seconds, f"{words!r} has not come: {self.plain[-600:]!r}")
        return self._last_arrival

    def send(self, key: str) -> float:
        """Presses a key and waits for nothing; the moment when it was pressed."""
        pressed = time.monotonic()
        os.write(self._master, bytes_of(key).encode())
        return pressed

    def since_start(self) -> float:
        """Milliseconds from the start of the program to the last it wrote."""
        return (self._last_arrival - self.started) * 1000

    def painted(self) -> float:
        """Milliseconds from the start of the program to the first text of any kind."""
        self.wait_for(lambda: re.search(r"\w{2}", self.plain) is not None)
        return self.since_start()

    def wait_for(self, condition: Callable[[], bool], seconds: float = 20.0, words: str = "in vain") -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(words)
            self._listen(0.05)


def seat(url: str, *, line: Line | None = None, command: list[str] | None = None) -> Watch:
    """The screen of the operator, or another command over the same store."""
    return Watch(command or CRM_TUI, SIZE, environ(url), line or Line())


def environ(url: str, **more: str) -> dict[str, str]:
    """The variables of a process of this store: no configuration of the person, no processes of its own."""
    home = Path(tempfile.gettempdir()) / "crm-tui-bench" / "home"
    home.mkdir(parents=True, exist_ok=True)
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "XDG_STATE_HOME": str(home),
        "CRM_TUI_CONFIG": str(home / "none.toml"),
        "CRM_TUI_DATABASE_URL": url,
        "CRM_TUI_LANGUAGE": "en",
        "CRM_TUI_START_PROCESSES": "no",
        # An installed program has its modules compiled; without, each start would compile ours anew.
        "PYTHONDONTWRITEBYTECODE": "",
        **more,
    }


def sit_down(store) -> str:  # type: ignore[no-untyped-def]
    """Puts the account that runs this in the operator's place; the address of the store."""
    with store.engine.begin() as connection:
        connection.execute(
            text("UPDATE employee SET os_login = NULL WHERE os_login = :me AND id <> :id"),
            {"me": os_account(), "id": OPERATOR},
        )
        connection.execute(
            text("UPDATE employee SET os_login = :me WHERE id = :id"), {"me": os_account(), "id": OPERATOR}
        )
    return str(store.settings.database_url)
