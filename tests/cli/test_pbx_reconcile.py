"""`crm-tui pbx reconcile`: what it prints, what it refuses; the nightly job over the same."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from crm_tui.usecases.office import NOBODY, Office
from tests.pbx.cel_files import cdr_file, cel_file

DAYS = ("--from", "2026-11-20", "--to", "2026-11-24")


@pytest.fixture(autouse=True)
def later(monkeypatch):
    """The recordings are of 23 November 2026; it is the day after the next, and time goes on."""
    seconds = count()
    clock = lambda: datetime(2026, 11, 25, tzinfo=UTC) + timedelta(seconds=next(seconds))  # noqa: E731
    monkeypatch.setattr(Office.__init__, "__defaults__", (NOBODY, clock))


def test_a_missed_call_is_added_told_and_not_added_again(crm, me, home):
    file = str(cel_file(home, "g_blind_transfer_ami", "b_caller_gives_up"))
    dry = crm("pbx", "reconcile", "--cel", file, *DAYS, "--dry-run")
    assert dry.code == 0
    assert "would be added" in dry.out
    assert "to add 2" in dry.out
    assert crm("calls", "list", "--json").out.strip() == "[]"
    done = crm("pbx", "reconcile", "--cel", file, *DAYS)
    assert "calls 2, differing 2, added 2, completed 0" in done.out
    assert "nobody listened" in done.out
    assert [one["result"] for one in json.loads(crm("calls", "list", "--json").out)] == ["answered", "missed"]
    assert "known from the PBX's own record (CEL)" in crm("calls", "show", "1").out
    again = crm("pbx", "reconcile", "--cel", file, *DAYS)
    assert again.out.startswith("CEL: calls 2, differing 0, added 0, completed 0")


def test_json_has_stable_keys(crm, me, home):
    file = str(cel_file(home, "b_caller_gives_up"))
    report = json.loads(crm("pbx", "reconcile", "--cel", file, *DAYS, "--json").out)
    assert (report["source"], report["added"], report["dry_run"]) == ("cel", 1, False)
    (finding,) = report["findings"]
    assert (finding["differs"], finding["why"], finding["done"]) == (
        "missing_call",
        "nobody_listened",
        "added",
    )
    assert finding["call_id"] == 1


def test_broken_lines_are_told_by_number(crm, me, home):
    file = cel_file(home, "b_caller_gives_up")
    file.write_bytes(file.read_bytes() + b'"HANGUP","\xff\xff never\x1b[2J"\n' * 12)
    outcome = crm("pbx", "reconcile", "--cel", str(file), *DAYS)
    assert outcome.code == 0
    assert outcome.err.splitlines()[-1] == "and 2 more lines"
    assert "\x1b" not in outcome.err
    assert "12 lines were not read" in outcome.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "no record is named"),
        (("--cel", "/nosuch/cel.csv"), "/nosuch/cel.csv: cannot be read"),
        (("--cel", "sqlite:////nosuch/cel.db"), "the record cannot be read"),
        (("--cdr", "/nosuch/cdr.csv"), "/nosuch/cdr.csv: cannot be read"),
        (("--cel", "x", "--from", "2026-11-24", "--to", "2026-11-20"), "ends before it begins"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(crm, me, words, said, store_digest):
    before = store_digest()
    assert said in crm("pbx", "reconcile", *words).refused()
    assert store_digest() == before


def test_the_settings_name_the_record(crm, me, home, monkeypatch):
    monkeypatch.setenv("CRM_TUI_PBX__CDR", str(cdr_file(home, "b_caller_gives_up")))
    monkeypatch.setenv("CRM_TUI_PBX__RECORD_TIMEZONE", "UTC")
    assert "CDR: calls 1, differing 1, added 1" in crm("pbx", "reconcile", *DAYS).out


def test_the_nightly_job(crm, me, home: Path, monkeypatch):
    assert "no record of the PBX is set" in crm("jobs", "once", "reconcile").out
    monkeypatch.setenv("CRM_TUI_PBX__CEL", str(home / "nosuch.csv"))
    assert "nosuch.csv: cannot be read" in crm("jobs", "once", "reconcile").refused()
    assert "nosuch.csv" in crm("jobs", "list", "--json").out
    monkeypatch.setenv("CRM_TUI_PBX__CEL", str(cel_file(home, "g_blind_transfer_ami")))
    assert "added 1," in crm("jobs", "once", "reconcile", "--today", "2026-11-24").out
    assert "added 0," in crm("jobs", "once", "reconcile", "--today", "2026-11-25").out
