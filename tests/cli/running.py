"""Running the command line: in this process for speed, or as a real one."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer import Typer
from typer.main import get_command

from crm_tui import i18n
from crm_tui.cli.failures import guarded
from crm_tui.cli.root import run as run_words

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Outcome:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    def refused(self) -> str:
        """The one line of a refusal; fails when it is no refusal, or not one line."""
        assert self.code == 1, self
        lines = self.err.splitlines()
        assert len(lines) == 1, self
        assert lines[0].startswith("crm-tui: "), self
        assert "Traceback" not in self.err + self.out
        return lines[0].removeprefix("crm-tui: ")


def remembered(build: Callable[..., Typer]) -> Callable[..., Any]:
    """`root.build`, once for a noun and a language: Typer reads the signatures of all verbs for it."""
    trees: dict[tuple[object, ...], Any] = {}

    def tree(asked: str | None, *, completing: bool = False) -> Any:
        key = (asked, completing, i18n._active.info().get("language"))
        if key not in trees:
            trees[key] = get_command(build(asked, completing=completing))
        return trees[key]

    return tree


def run(capsys: pytest.CaptureFixture[str], *words: str) -> Outcome:
    """The command in this process, exactly as `__main__` runs it."""
    capsys.readouterr()
    code = guarded(lambda: run_words(list(words)))
    said = capsys.readouterr()
    return Outcome(code, said.out, said.err)


def run_process(*words: str, env: dict[str, str] | None = None, text: str = "") -> Outcome:
    """The command as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "crm_tui", *words],
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
    )
    return Outcome(done.returncode, done.stdout, done.stderr)
