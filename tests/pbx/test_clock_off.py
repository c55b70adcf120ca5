"""Given a PBX whose clock is an hour off, when the listener dies or calls are compared, it costs nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from crm_tui.domain.call_compare import Done, Why
from crm_tui.domain.kinds import CallEnding, Role
from crm_tui.pbx.doctor import Stage, trace
from crm_tui.pbx.packets import packet_of
from crm_tui.pbx.reconcile import reconcile
from crm_tui.pbx.recorder import Recorder
from crm_tui.pbx.recordings import Step
from crm_tui.store import tables as t
from crm_tui.usecases.office import Office
from tests.pbx.cel_files import cel_line, csv_text
from tests.pbx.recorded import instants, recording

OFF = [-3600.0, 3.0, 3600.0]
LATER = timedelta(hours=1)
NAME = "g_blind_transfer_ami"


@pytest.fixture
def office(store, make, clock) -> Office:
    make.employee(Role.OPERATOR, extensions=("201",))
    return Office(store=store, settings=store.settings, clock=clock, actor=make.actor(Role.ADMIN))


def stamped(off: float) -> list[Step]:
    """The story as a PBX tells it whose clock is off."""
    return [
        Step(step.at, packet_of([*step.packet.fields, ("Timestamp", f"{step.at + off:.6f}")]))
        for step in recording(NAME).steps
        if step.packet.event
    ]


def hear(office: Office, clock, steps: list[Step]) -> Recorder:
    recorder = Recorder(office)
    clock.now = datetime.fromtimestamp(steps[0].at - 1, UTC)
    recorder.opened("")
    for instant in instants(steps):
        clock.now = datetime.fromtimestamp(instant[0].at, UTC)
        recorder.take([step.packet for step in instant], instant[0].at)
    return recorder


@pytest.mark.parametrize("off", OFF)
def test_a_restarted_listener_reads_as_much_of_the_journal_as_it_needs(office, clock, off):
    steps = stamped(off)
    met = next(n for n, step in enumerate(steps) if step.packet.event == "bridgeleave")
    killed = hear(office, clock, steps[:met])
    clock.tick(2)
    again = Recorder(office)
    again.rebuild()
    assert again.tracker.running() == killed.tracker.running() != []
    (call,) = again.tracker.running()
    assert (call.seen_from_start, call.began_at) == (True, pytest.approx(steps[0].at + off, abs=0.5))


@pytest.mark.parametrize("off", [-3 * 86400.0, *OFF])
def test_a_running_call_is_not_given_up_for_its_clock(office, clock, off):
    steps = stamped(off)
    hear(office, clock, steps[: len(steps) // 2])
    Recorder(office).rebuild()
    with Session(office.store.engine) as session:
        assert session.exec(select(t.Call)).one().ending is CallEnding.RUNNING


@pytest.mark.parametrize("off", OFF)
def test_what_was_heard_whole_is_known_to_be(office, clock, tmp_path, off):
    steps = stamped(off)
    hear(office, clock, steps).closed("eof", steps[-1].at + 1)
    with Session(office.store.engine.execution_options(write=True)) as session:
        call, leg = session.exec(select(t.Call)).one(), session.exec(select(t.CallLeg)).first()
        leg.talk_ms = 90_000
        session.commit()
        call_id = call.id
    assert Stage.PACKET in {one.stage for one in trace(office, call_id)}
    record = tmp_path / "cel.csv"
    told = (Step(one.at + off, one.packet) for one in recording(NAME).steps if one.packet.event == "cel")
    record.write_text(csv_text(cel_line(one) for one in told), "utf-8")
    clock.tick(7200)
    report = reconcile(office, since=clock() - timedelta(days=1), until=clock.tick(7200), cel=str(record))
    assert [(one.why, one.done) for one in report.findings] == [(Why.HEARD_WHOLE, Done.REPORTED)]


def test_a_long_silence_of_ours_is_not_a_clock_that_is_behind(office, clock):
    """The store was away for a minute, hundreds of packets come late, and just then we are restarted."""
    steps = stamped(0.0)
    half = len(steps) // 2
    hear(office, clock, steps[:half])
    recorder = Recorder(office)
    recorder.rebuild()
    recorder.opened("")
    late = steps[half].at + 60
    words = [
        Step(steps[half].at + n / 1000, one.packet) for n, one in enumerate(steps[half : half + 3] * 100)
    ]
    recorder.take([packet_of([*one.packet.fields, ("Note", str(one.at))]) for one in words], late)
    again = Recorder(office)
    again.rebuild()
    (call,) = again.tracker.running()
    assert call.seen_from_start


def test_what_was_before_we_came_is_not_taken_for_heard(office, clock, tmp_path):
    """We came in the middle of the talk; the PBX, 4 s ahead, says that the call was born after we came."""
    steps = stamped(4.0)
    came = next(n for n, step in enumerate(steps) if step.packet.event == "bridgeleave") - 1
    hear(office, clock, steps[came:]).closed("eof", steps[-1].at + 10)
    with Session(office.store.engine.execution_options(write=True)) as session:
        session.exec(select(t.Call)).one().ending = CallEnding.ENDED
        session.commit()
    record = tmp_path / "cel.csv"
    told = (Step(one.at + 4.0, one.packet) for one in recording(NAME).steps if one.packet.event == "cel")
    record.write_text(csv_text(cel_line(one) for one in told), "utf-8")
    report = reconcile(office, since=clock() - LATER, until=clock.tick(7200), cel=str(record))
    assert {one.why for one in report.findings} == {Why.LISTENED_IN_PART}


@pytest.mark.parametrize("killed", [False, True])
def test_what_was_read_late_proves_no_more_than_it_says(office, clock, tmp_path, killed):
    """The store is away for 20 s and so are we; then the line is gone, and with it the rest of the call."""
    steps = stamped(0.0)
    met = next(n for n, step in enumerate(steps) if step.packet.event == "bridgeleave") - 3
    recorder = hear(office, clock, steps[: met - 5])
    late = datetime.fromtimestamp(steps[met].at + 20, UTC)
    recorder.take([step.packet for step in steps[met - 5 : met]], late.timestamp())
    if not killed:
        recorder.closed("eof", steps[met - 6].at)
    clock.now = late
    Recorder(office).rebuild()
    # The PBX's list shows that the call is over.
    with Session(office.store.engine.execution_options(write=True)) as session:
        call = session.exec(select(t.Call)).one()
        call.ending, call.ended_at = CallEnding.ENDED, datetime.fromtimestamp(steps[-1].at, UTC)
        session.commit()
    record = tmp_path / "cel.csv"
    told = (one for one in recording(NAME).steps if one.packet.event == "cel")
    record.write_text(csv_text(cel_line(one) for one in told), "utf-8")
    report = reconcile(office, since=late - LATER, until=clock.tick(7200), cel=str(record))
    assert {(one.why, one.done) for one in report.findings} == {(Why.LISTENED_IN_PART, Done.FILLED)}
    with Session(office.store.engine) as session:
        talks = {leg.extension: leg.talk_ms for leg in session.exec(select(t.CallLeg))}
    assert talks == {"201": pytest.approx(3000, abs=300), "202": pytest.approx(2000, abs=300)}
