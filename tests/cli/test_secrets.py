"""No secret is ever seen: not in what commands say, not in logs, not in the words of a process."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crm_tui.domain.permissions import Actor
from tests.cli.running import ROOT, Outcome

Crm = Callable[..., Outcome]
SECRET = "s3cret-of-the-pbx-93"
PASSWORD = "p4ss-of-the-store-71"


@pytest.fixture
def settings(config_file: Path, me: Actor) -> Path:
    config_file.write_text(f'[pbx]\nhost = "127.0.0.1"\nport = 1\nsecret = "{SECRET}"\n')
    config_file.chmod(0o600)
    return config_file


def files_under(folder: Path, without: Path) -> str:
    return "\n".join(
        path.read_text("utf-8", "replace") for path in folder.rglob("*") if path.is_file() and path != without
    )


@pytest.mark.parametrize("verb", ["config show", "config check", "pbx status", "pbx doctor", "db status"])
def test_commands_that_know_the_secret_keep_it(crm: Crm, settings: Path, verb: str) -> None:
    for words in (verb.split(), [*verb.split(), "--json"]):
        outcome = crm(*words)
        assert SECRET not in outcome.out + outcome.err


def test_doctor_and_a_failing_login_keep_it(crm: Crm, settings: Path, home: Path) -> None:
    outcome = crm("doctor")
    assert SECRET not in outcome.out + outcome.err
    assert SECRET not in files_under(home, settings)


def test_the_listener_has_it_neither_in_its_words_nor_in_its_log(settings: Path, home: Path) -> None:
    listener = subprocess.Popen(
        [sys.executable, "-X", "dev", "-m", "crm_tui", "pbx", "listen"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert listener.stdout is not None
        said = listener.stdout.readline()
        words = Path(f"/proc/{listener.pid}/cmdline").read_text("utf-8")
        assert "pbx" in words
        assert SECRET not in words
    finally:
        listener.terminate()
        rest, _ = listener.communicate(timeout=20)
    assert "PBX" in said
    assert SECRET not in said + rest
    assert SECRET not in files_under(home, settings)


def test_the_password_of_the_store_is_told_to_nobody(
    crm: Crm, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_TUI_DATABASE_URL", f"postgresql://crm:{PASSWORD}@127.0.0.1:1/crm")
    for verb in ["clients find", "db status", "db upgrade", "config show", "doctor", "users list"]:
        outcome = crm(*verb.split())
        assert PASSWORD not in outcome.out + outcome.err, verb
    assert PASSWORD not in files_under(home, home)
