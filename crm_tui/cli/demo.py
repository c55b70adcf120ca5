"""`crm-tui demo`: the screen on a demo office of its own, with calls coming in from a pretended PBX."""

import os
import secrets
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from crm_tui.cli.processes import no_screen_is_open, spawn
from crm_tui.cli.settings_file import write_settings
from crm_tui.config import PbxSettings, Settings, load
from crm_tui.i18n import _
from crm_tui.paths import state_dir

CLIENTS = 2_000
SECONDS_TO_END = 5.0


def command(
    reset: Annotated[
        bool, typer.Option("--reset", help=_("Throw the demo office away and make it anew."))
    ] = False,
) -> None:
    if reset:
        shutil.rmtree(folder(), ignore_errors=True)
    raise typer.Exit(open_demo())


def open_demo() -> int:
    """Makes the demo office at the first time, then shows it; its processes end with the screen."""
    from crm_tui.cli.screen import show

    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    settings = demo_settings(load(), place)
    if not (place / "crm.db").exists():
        _make(settings, place)
    with _processes(settings, place):
        return show(settings, demo=True)


def folder() -> Path:
    """Where the demo office lives: beside the real store, never in it."""
    return state_dir() / "demo"


def demo_settings(settings: Settings, place: Path) -> Settings:
    """The person's own language and theme; store, PBX and processes are the demo's."""
    pbx = PbxSettings(host="127.0.0.1", port=_free_port(), username="demo", secret=secrets.token_urlsafe(12))
    return replace(
        settings,
        database_url=f"sqlite:///{place / 'crm.db'}",
        backup_dir=str(place / "backup"),
        start_processes=False,
        pbx=pbx,
        path=str(place / "config.toml"),
    )


def _make(settings: Settings, place: Path) -> None:
    """Fills a store beside, and puts it in place when it is whole: a broken-off making leaves nothing."""
    from crm_tui.cli.demo_store import make_demo

    print(_("Making the demo office with {clients} clients, once ...").format(clients=CLIENTS), flush=True)
    for left in place.glob("making.db*"):
        left.unlink()
    fresh = place / "making.db"
    make_demo(replace(settings, database_url=f"sqlite:///{fresh}"), clients=CLIENTS, seed=1, today=None)
    _close_log(fresh)
    fresh.replace(place / "crm.db")


def _close_log(file: Path) -> None:
    """Takes the write-ahead log into the file, so that the file alone is the store."""
    import sqlite3

    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


@contextmanager
def _processes(settings: Settings, place: Path) -> Iterator[None]:
    """The pretended PBX and the listener, for the first demo screen; they end with the last one.

    After a killed screen they end by themselves; a new one that comes sooner ends them itself, for they talk
    about another port.
    """
    if not no_screen_is_open(settings):
        yield
        return
    _end(_left_over(place))
    write_settings(settings, place / "config.toml")
    environ = {"CRM_TUI_CONFIG": str(place / "config.toml")}
    running = [
        spawn(["pbx", verb, "--while-screens", "0.2"], log=f"demo-{verb}", environ=environ)
        for verb in ("simulate-demo", "listen")
    ]
    (place / "processes").write_text(" ".join(str(one.pid) for one in running), "utf-8")
    try:
        yield
    finally:
        if no_screen_is_open(settings):
            _end([one.pid for one in running])


def _left_over(place: Path) -> list[int]:
    """Processes of an earlier demo that still run; a number that is another program's by now is not ours."""
    try:
        known = [int(word) for word in (place / "processes").read_text("utf-8").split()]
    except (OSError, ValueError):
        return []
    return [pid for pid in known if _is_ours(pid)]


def _is_ours(pid: int) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"crm_tui" in words and b"--while-screens" in words


def _end(pids: list[int]) -> None:
    """Asks the processes to end and waits a little; a listener then lets its lease go."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + SECONDS_TO_END
    while any(map(_is_ours, pids)) and time.monotonic() < until:
        time.sleep(0.05)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
