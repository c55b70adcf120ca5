"""A real Asterisk's own record beside its events: with no listener at all the store comes out the same.

Heavy, and only where `CRM_TUI_TEST_PBX_LAB` names the folder of the lab (`up`, `drive`, `down`; as root).
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from crm_tui.domain.call_facts import CallFacts
from crm_tui.domain.permissions import system_actor
from crm_tui.paths import data_dir
from crm_tui.pbx.office_config import CEL
from crm_tui.pbx.reconcile import reconcile
from crm_tui.pbx.recordings import read_recording, replay
from crm_tui.store import tables as t
from crm_tui.usecases.office import Office
from tests.pbx.recorded import RULES
from tests.pbx.test_office_config import make_folder

LAB = os.environ.get("CRM_TUI_TEST_PBX_LAB", "")
DRIVEN = ("a_", "b_", "d_busy", "e_", "g_", "h_", "i_click_to_dial_answered", "i_outbound", "j_", "k_")
pytestmark = [
    pytest.mark.heavy,
    pytest.mark.timeout(1500),
    pytest.mark.skipif(not LAB, reason="skipped: CRM_TUI_TEST_PBX_LAB names no lab"),
]


@pytest.fixture
def record() -> Iterator[Path]:
    """The file of CEL that a real Asterisk writes by the office's own `cel_custom.conf`."""
    if subprocess.run(["bash", f"{LAB}/up"], check=False).returncode == 2:
        pytest.skip("skipped: this machine cannot run the lab")
    root = Path(os.environ.get("PBX_LAB", "/tmp/pbx-lab")) / "chroot"
    file = root / CEL.removeprefix("/")
    file.unlink(missing_ok=True)
    make_folder(root)
    shutil.copy(data_dir() / "asterisk" / "cel_custom.conf", root / "etc/asterisk")
    # A release without the first of them says so; the second is then enough.
    for module in ("res_cdrel_custom.so", "cel_custom.so"):
        subprocess.run(["chroot", root, "asterisk", "-rx", f"module load {module}"], check=False)
    yield file
    subprocess.run(["bash", f"{LAB}/down"], check=True)


def test_a_day_that_nobody_heard_comes_from_the_record(record, sqlite_store, tmp_path: Path):
    subprocess.run([sys.executable, f"{LAB}/drive", *DRIVEN, "--out", str(tmp_path)], check=True)
    told: dict[str, CallFacts] = {}
    for file in sorted(tmp_path.glob("*.jsonl")):
        told |= {call.key: call for call in replay([read_recording(file)], RULES).calls}
    office = Office(
        store=sqlite_store, settings=sqlite_store.settings, actor=system_actor("jobs"),
        clock=lambda: datetime.now(UTC) + timedelta(hours=1),
    )  # fmt: skip
    since = datetime.now(UTC) - timedelta(hours=2)
    report = reconcile(office, since=since, until=office.clock(), cel=str(record))
    assert (report.problems, report.added) == ((), report.calls)
    with Session(sqlite_store.engine) as session:
        calls = {call.key: call for call in session.exec(select(t.Call))}
        legs = list(session.exec(select(t.CallLeg)))
    assert calls.keys() == told.keys()
    for key, call in calls.items():
        facts = told[key]
        assert (call.direction, call.number, call.result, call.ending) == (
            facts.direction, facts.number, facts.result, facts.ending,
        )  # fmt: skip
        connected = {leg.channel_uid: leg.talk_ms for leg in legs if leg.call_id == call.id}
        assert connected == {
            leg.channel: pytest.approx(leg.talk_ms + leg.hold_ms, abs=300) for leg in facts.legs
        }
    assert reconcile(office, since=since, until=office.clock(), cel=str(record)).findings == ()
