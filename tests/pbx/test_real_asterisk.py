"""The listener beside a real Asterisk: every scenario of the lab gives in our store what it amounts to.

Heavy, and only where `CRM_TUI_TEST_PBX_LAB` names the folder of the lab (`up`, `drive`, `down`; as root).
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, select

from crm_tui.config import PbxSettings
from crm_tui.domain.kinds import CallEnding, CallResult
from crm_tui.pbx.listener import listen
from crm_tui.pbx.recordings import read_recording, replay
from crm_tui.store import tables as t
from crm_tui.usecases.office import Office
from tests.pbx.recorded import EXPECTED, RULES
from tests.waiting import wait_until

LAB = os.environ.get("CRM_TUI_TEST_PBX_LAB", "")
RESULTS = {
    "answered": CallResult.ANSWERED,
    "missed": CallResult.MISSED,
    "not answered": CallResult.NOT_ANSWERED,
    "operator did not pick up": CallResult.OPERATOR_DID_NOT_PICK_UP,
    "originate failed": CallResult.ORIGINATE_FAILED,
}
pytestmark = [
    pytest.mark.heavy,
    pytest.mark.timeout(1500),
    pytest.mark.skipif(not LAB, reason="skipped: CRM_TUI_TEST_PBX_LAB names no lab"),
]


@pytest.fixture
def asterisk() -> Iterator[PbxSettings]:
    """A real Asterisk on loopback; skipped where the machine cannot run one."""
    if subprocess.run(["bash", f"{LAB}/up"], check=False).returncode == 2:
        pytest.skip("skipped: this machine cannot run the lab")
    yield PbxSettings(host="127.0.0.1", secret="lab-crm-secret")
    subprocess.run(["bash", f"{LAB}/down"], check=True)


def test_every_scenario_of_a_real_pbx_is_stored_as_it_was(asterisk, sqlite_store, tmp_path: Path):
    settings = replace(sqlite_store.settings, pbx=asterisk)
    office = Office(store=replace(sqlite_store, settings=settings), settings=settings)
    stop = threading.Event()
    work = threading.Thread(target=listen, args=(office,), kwargs={"stop": stop})
    work.start()
    try:
        wait_until(lambda: state(sqlite_store) == "up")
        subprocess.run([sys.executable, f"{LAB}/drive", "all", "--out", str(tmp_path)], check=True)
    finally:
        stop.set()
        work.join(30)
    with Session(sqlite_store.engine) as session:
        calls = {call.key.partition("@")[0]: call for call in session.exec(select(t.Call))}
    assert len(calls) >= sum(map(len, EXPECTED.values()))
    for name, expected in EXPECTED.items():
        judge(name, replay([read_recording(tmp_path / f"{name}.jsonl")], RULES).calls, expected, calls)


def state(store) -> str:
    with Session(store.engine) as session:
        row = session.get(t.PbxStatus, 1)
        return row.state if row else ""


def judge(name: str, driven, expected: list[dict], calls: dict[str, t.Call]) -> None:
    """The driver's own recording says which call of ours is which; `expected` says what it must be."""
    assert len(driven) == len(expected), name
    for facts, wanted in zip(driven, expected, strict=True):
        if facts.result is CallResult.ORIGINATE_FAILED:
            continue
        call = calls[facts.key]
        assert (call.direction, call.number, call.result) == (
            wanted["direction"], wanted["number"], RESULTS[wanted["result"]],
        ), name  # fmt: skip
        assert (call.caller_name or None, call.picked_up_by or None) == (
            wanted["name"],
            wanted.get("picked_up_by"),
        )
        assert call.ending is (CallEnding.ENDED if wanted["ended"] else CallEnding.UNKNOWN), name
        if "talk_s" in wanted:
            assert call.talk_ms == pytest.approx(1000 * sum(wanted["talk_s"].values()), abs=600), name
