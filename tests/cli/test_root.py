"""The root of the command line: help, version, unknown words, `--as`, completion."""

import json
import subprocess
import sys

import pytest

from crm_tui.cli.root import NOUNS, _take_as
from crm_tui.store.engine import Store
from crm_tui.version import VERSION
from tests.cli.running import ROOT, run, run_process


def test_version_alone_and_after_a_login(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_process("--version").out.strip() == VERSION
    assert run(capsys, "--as", "oksana", "--version").out.strip() == VERSION


def test_help_names_every_noun_in_the_chosen_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    english = run(capsys, "--help")
    assert english.code == 0
    assert all(f"\n  {noun} " in english.out for noun in NOUNS)
    monkeypatch.setenv("CRM_TUI_LANGUAGE", "uk")
    assert "Показати та перевірити налаштування." in run(capsys, "--help").out


def test_wrong_usage_is_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["nosuch"], ["config", "nosuch"], ["config", "show", "--nosuch"]):
        outcome = run(capsys, *words)
        assert outcome.code == 2
        assert "nosuch" in outcome.err


def test_only_the_asked_noun_is_imported() -> None:
    code = (
        "import sys, json\nfrom crm_tui.cli.root import run\nrun(['config', 'show', '--json'])\n"
        "print('|' + json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    modules = set(json.loads(done.stdout.rpartition("|")[2]))
    assert "crm_tui.cli.config" in modules
    others = {f"crm_tui.cli.{noun}" for noun in NOUNS} - {"crm_tui.cli.config"}
    assert not modules & (others | {"sqlalchemy", "sqlmodel", "textual", "rich"})


@pytest.mark.parametrize(
    ("given", "words", "login"),
    [
        (["--as", "oksana", "tasks", "list"], ["tasks", "list"], "oksana"),
        (["tasks", "list", "--as", "oksana"], ["tasks", "list"], "oksana"),
        (["tasks", "--as=oksana", "list"], ["tasks", "list"], "oksana"),
        (["talks", "add", "--", "--as", "oksana"], ["talks", "add", "--", "--as", "oksana"], None),
        (["tasks", "list", "--as"], ["tasks", "list", "--as"], None),
    ],
)
def test_as_may_stand_anywhere(given: list[str], words: list[str], login: str | None) -> None:
    assert _take_as(given) == (words, login)


def test_bash_completes_nouns_and_verbs() -> None:
    asked = {"_CRM_TUI_COMPLETE": "complete_bash"}
    nouns = run_process(env={**asked, "COMP_WORDS": "crm-tui co", "COMP_CWORD": "1"})
    assert nouns.out.split() == [noun for noun in NOUNS if noun.startswith("co")]
    verbs = run_process(env={**asked, "COMP_WORDS": "crm-tui config ", "COMP_CWORD": "2"})
    assert verbs.out.split() == ["show", "check", "office", "office-set"]


def test_a_terminal_that_is_not_utf8_and_an_argument_that_is_none(empty_store: Store) -> None:
    env = {"PYTHONIOENCODING": "latin-1", "CRM_TUI_LANGUAGE": "uk"}
    assert run_process("--help", env=env).code == 0
    found = run_process("clients", "find", "\udcff\udcfe", env=env)
    assert (found.code, found.err) == (0, "")
    run_process("clients", "show", "\udcff", env=env).refused()
