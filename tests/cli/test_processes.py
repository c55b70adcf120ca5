"""The processes that live with the screens: one of each, ended after the last screen."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crm_tui.cli import processes
from crm_tui.config import PbxSettings, Settings
from crm_tui.store.engine import Store
from tests.cli.running import ROOT

WAITER = """
import signal, sys
from crm_tui.cli.processes import end_after_last_screen
from crm_tui.config import Settings
signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
end_after_last_screen(Settings(database_url=sys.argv[1]), minutes=0.005)
print("ready", flush=True)
while True:
    signal.pause()
"""


def store(tmp_path: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{tmp_path / 'crm.db'}", pbx=PbxSettings(host="127.0.0.1"))


def test_only_a_sqlite_file_has_processes_of_the_screens(tmp_path: Path) -> None:
    assert processes.store_file(store(tmp_path)) == tmp_path / "crm.db"
    assert processes.store_file(Settings(database_url="postgresql://db/crm")) is None


def test_a_second_process_of_the_name_is_told_that_it_is_not_the_only_one(tmp_path: Path) -> None:
    settings = store(tmp_path)
    with (
        processes.only_one(settings, "pbx") as first,
        processes.only_one(settings, "jobs") as other,
        processes.only_one(settings, "pbx") as second,
    ):
        assert (first, other, second) == (True, True, False)
    with processes.only_one(settings, "pbx") as again:
        assert again


def waiter(settings: Settings) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", WAITER, settings.database_url], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_it_ends_after_the_last_screen_and_not_before(tmp_path: Path) -> None:
    settings = store(tmp_path)
    with processes.screen_is_open(settings), processes.screen_is_open(settings):
        process = waiter(settings)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1.0)
    assert process.wait(10) == 7
    process.stdout.close()  # type: ignore[union-attr]


def test_a_killed_screen_does_not_keep_it_alive(tmp_path: Path) -> None:
    settings = store(tmp_path)
    code = (
        "import sys, signal\nfrom crm_tui.cli.processes import screen_is_open\n"
        "from crm_tui.config import Settings\n"
        "with screen_is_open(Settings(database_url=sys.argv[1])):\n    print('open', flush=True)\n"
        "    signal.pause()"
    )
    screen = subprocess.Popen(
        [sys.executable, "-c", code, settings.database_url], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert screen.stdout is not None
    assert screen.stdout.readline() == "open\n"
    process = waiter(settings)
    os.kill(screen.pid, signal.SIGKILL)
    screen.wait()
    assert process.wait(10) == 7
    screen.stdout.close()
    process.stdout.close()  # type: ignore[union-attr]


def test_what_is_missing_is_started_detached_and_says_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []

    def note(words: list[str], *, log: str) -> None:
        started.append(words)

    monkeypatch.setattr(processes, "spawn", note)
    settings = store(tmp_path)
    with processes.only_one(settings, "jobs"):
        processes.start_missing(settings)
    assert started == [["pbx", "listen", "--while-screens", "5.0"]]


@pytest.mark.parametrize("words", [processes.LISTENER, processes.JOBS, ("pbx", "simulate-demo")], ids=str)
def test_what_a_screen_starts_understands_its_words_and_ends_by_itself(
    empty_store: Store, home: Path, words: tuple[str, ...]
) -> None:
    environ = {
        "CRM_TUI_DATABASE_URL": empty_store.settings.database_url,
        "CRM_TUI_PBX__HOST": "127.0.0.1",
        "CRM_TUI_PBX__PORT": "1" if words == processes.LISTENER else "0",
    }
    process = processes.spawn([*words, "--while-screens", "0.002"], log="started", environ=environ)
    assert process.wait(30) == 0, (home / ".local/share/crm-tui/log/started.log").read_text("utf-8")
