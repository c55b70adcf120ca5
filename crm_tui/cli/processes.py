"""Starting the listener and the jobs with the first screen, and ending them after the last one.

Only for a SQLite store: files beside it carry operating-system locks, which a killed process always drops.
A screen holds `screens` shared; whoever can take it alone knows that no screen is left. A process holds the
lock of its own name, so a second one is not started. The lease in the store stays the real guard.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.cli.failures import log_file
from crm_tui.config import PREFIX, Settings

if TYPE_CHECKING:
    import subprocess

LISTENER = ("pbx", "listen")
JOBS = ("jobs", "run")
MINUTES_AFTER_LAST_SCREEN = 5.0


def store_file(settings: Settings) -> Path | None:
    """The file of a SQLite store; None for a store on a server."""
    scheme, _, rest = settings.database_url.partition(":///")
    return Path(rest) if scheme == "sqlite" and rest and rest != ":memory:" else None


@contextmanager
def screen_is_open(settings: Settings) -> Iterator[None]:
    """Says to the processes, as long as the block runs, that a screen of this store is open."""
    if (file := store_file(settings)) is None or sys.platform == "win32":
        yield
        return
    import fcntl

    handle = _open(file, "screens")
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


@contextmanager
def only_one(settings: Settings, name: str) -> Iterator[bool]:
    """Holds the process's own lock; False when another process of this name holds it."""
    if (file := store_file(settings)) is None or sys.platform == "win32":
        yield True
        return
    handle = _open(file, name)
    try:
        yield _take(handle)
    finally:
        os.close(handle)


def start_missing(settings: Settings) -> None:
    """Starts the listener (when a PBX is set) and the jobs, detached, unless they run already."""
    if not settings.start_processes or store_file(settings) is None or sys.platform == "win32":
        return
    for words in (LISTENER, JOBS):
        if words == LISTENER and not settings.pbx.host:
            continue
        with only_one(settings, words[0]) as free:
            pass
        if free:
            spawn([*words, "--while-screens", str(MINUTES_AFTER_LAST_SCREEN)], log=words[0])


def spawn(words: list[str], *, log: str, environ: dict[str, str] | None = None) -> "subprocess.Popen[bytes]":
    """Starts `crm-tui WORDS` away from this terminal; what it says goes to its log file.

    `environ` takes the place of all our own variables: a demo must not write to the office's store.
    Secrets go by the settings or the environment, never by the words: everybody can read those.
    """
    import subprocess  # not needed before the first frame

    with log_file(log).open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "crm_tui", *words],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env=dict(os.environ) if environ is None else {**_foreign(), **environ},
        )


def no_screen_is_open(settings: Settings) -> bool:
    """Whether no screen of this SQLite store is open now."""
    file = store_file(settings)
    return file is None or sys.platform == "win32" or _no_screens(file)


def _foreign() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}


def end_after_last_screen(settings: Settings, minutes: float) -> None:
    """Ends this process, as a SIGTERM would, when no screen has been open for so many minutes."""
    if (file := store_file(settings)) is not None and sys.platform != "win32":
        threading.Thread(target=_watch, args=(file, minutes * 60), name="screens", daemon=True).start()


def _watch(file: Path, patience: float) -> None:
    alone_since: float | None = None
    while True:
        if _no_screens(file):
            alone_since = time.monotonic() if alone_since is None else alone_since
            if time.monotonic() - alone_since >= patience:
                os.kill(os.getpid(), signal.SIGTERM)
                return
        else:
            alone_since = None
        time.sleep(min(10.0, max(0.05, patience / 4)))


def _no_screens(file: Path) -> bool:
    handle = _open(file, "screens")
    try:
        return _take(handle)
    finally:
        os.close(handle)


def _take(handle: int) -> bool:
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _open(file: Path, name: str) -> int:
    return os.open(file.with_name(f"{file.name}.{name}.lock"), os.O_RDWR | os.O_CREAT, 0o660)
