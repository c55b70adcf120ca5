"""`pbx doctor`: one call's way from the wire to the screen, and how the line stands."""

from datetime import UTC, datetime

import pytest

from crm_tui.domain.errors import Forbidden, NotFound, Refused
from crm_tui.domain.kinds import Role
from crm_tui.pbx.doctor import Stage, describe, examine_line, trace
from crm_tui.pbx.packets import Packet
from crm_tui.pbx.recordings import Recording
from crm_tui.pbx.replay import replay_into_store
from crm_tui.pbx.scenes import recording_names, scene, shipped
from crm_tui.pbx.simulate import Scene
from crm_tui.usecases.calls import list_calls
from crm_tui.usecases.rings import claim_ring, mark_painted, rings_for
from tests.pbx.recorded import RULES, recording


def test_the_way_of_a_call_is_shown_step_by_step(office, make, clock, actors):
    operator = make.actor(Role.OPERATOR, extensions=("201",))
    client = make.known(e164="+380671234567")
    story = recording("a_inbound_answered")
    clock.now = datetime.fromtimestamp(story.closed_at, UTC)
    half = next(place for place, step in enumerate(story.steps) if step.packet.event == "bridgeleave")
    replay_into_store(office, [Recording(story.steps[:half], story.closed_at)])
    at_desk = office.as_actor(operator)
    (ring,) = at_desk.call(rings_for)
    assert at_desk.call(claim_ring, ring_id=ring.id, screen="tty1")
    at_desk.call(mark_painted, ring_id=ring.id)
    steps = trace(office, ring.call_id)
    assert {step.stage for step in steps} == set(Stage)
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    told = "\n".join(step.text for step in steps)
    assert client.short_name in told or client.full_name in told
    assert "DialBegin PJSIP/provider-00000000 PJSIP/201-00000001" in told
    with pytest.raises(NotFound):
        trace(office, 99)
    with pytest.raises(Forbidden):
        trace(at_desk, ring.call_id)


def test_the_line_report_names_trunks_nobody_configured(office, clock):
    story = recording("a_inbound_answered")
    foreign = tuple(
        type(step)(step.at, Packet(step.packet.text.replace("PJSIP/provider", "PJSIP/newline")))
        for step in story.steps
    )
    replay_into_store(office, [Recording(foreign, story.closed_at)])
    report = examine_line(office)
    assert (report.strangers, report.trunks_silent, report.trunks_seen) == (
        ("PJSIP/newline",),
        ("provider",),
        (),
    )
    assert report.listener == ""
    assert report.connections[0].closed_how == "end of the recording"


def test_replaying_twice_stores_once(office):
    for _ in range(2):
        replay_into_store(office, [recording("n_killed"), recording("n_killed_after")])
    assert len(office.call(list_calls).rows) == 1


def test_a_packet_is_told_in_one_harmless_line():
    assert "\x1b" not in describe(Packet("Event: Hold\r\nChannel: PJSIP/\x1b[2J201"))


@pytest.mark.parametrize("name", recording_names())
def test_shipped_recordings_give_calls_with_the_demo_number(name):
    from crm_tui.pbx.recordings import replay

    assert len(replay([shipped(name)], RULES).calls) == 1
    assert isinstance(scene(name, number="+380501112233", extensions={"201": "205"}), Scene)


def test_an_unknown_recording_is_refused_by_name():
    with pytest.raises(Refused, match="a_inbound_answered"):
        shipped("nothing")
