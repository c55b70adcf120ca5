"""Whatever goes wrong, a person sees one line; the traceback lies in the log, without secrets."""

from pathlib import Path

import pytest

from crm_tui.cli.failures import guarded, scrub
from crm_tui.domain.errors import Refused


def test_a_refusal_is_one_clean_line(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse() -> int:
        raise Refused("no client\n\x1b]0;title\x07 99000011")

    assert guarded(refuse) == 1
    said = capsys.readouterr()
    assert said.err == "crm-tui: no client 99000011\n"
    assert said.out == ""


def test_a_fault_of_ours_leaves_its_traceback_in_the_log(
    capsys: pytest.CaptureFixture[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_TUI_PBX__SECRET", "lab-secret")

    def break_down() -> int:
        raise RuntimeError("postgresql://crm:hunter2@db/crm lab-secret")

    assert guarded(break_down) == 1
    (line,) = capsys.readouterr().err.splitlines()
    log = home / ".local/share/crm-tui/log/errors.log"
    assert str(log) in line
    assert "RuntimeError" in line
    text = log.read_text("utf-8")
    assert "break_down" in text
    assert "hunter2" not in text + line
    assert "lab-secret" not in text + line
    assert log.stat().st_mode & 0o077 == 0


def test_values_of_sql_parameters_are_not_logged() -> None:
    assert scrub("IntegrityError [parameters: ('Оксана', '0501112233')]").strip() == "IntegrityError"
