"""Every recording of a real Asterisk gives exactly the calls it amounts to."""

import json

import pytest

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import CallEnding, CallResult, RingState
from crm_tui.pbx.recordings import Recording, Step, expected_form, read_recording, replay
from crm_tui.pbx.rules import Rules
from tests.pbx.recorded import DATA, EXPECTED, NAMES, RULES, recording, replayed


def same(found: list[dict], expected: list[dict], *, timed: bool) -> None:
    """Equal but for the seconds, which may differ by 0.3 (and are not told without times)."""
    bare = [{key: value for key, value in call.items() if key != "talk_s"} for call in found]
    assert bare == [{key: value for key, value in call.items() if key != "talk_s"} for call in expected]
    for ours, theirs in zip(found, expected, strict=True):
        if timed and "talk_s" in theirs:
            assert ours["talk_s"] == pytest.approx(theirs["talk_s"], abs=0.3)
        else:
            assert "talk_s" not in ours


@pytest.mark.parametrize("suffix", [".jsonl", ".ami"])
@pytest.mark.parametrize("name", NAMES)
def test_a_recording_gives_its_calls(name, suffix):
    found = expected_form(replay([recording(name, suffix)], RULES))
    same(found, EXPECTED[name], timed=suffix == ".jsonl")


@pytest.mark.parametrize("suffix", [".jsonl", ".ami"])
@pytest.mark.parametrize("name", ["n_killed", "n_restart"])
def test_the_story_goes_on_in_the_next_connection(name, suffix):
    both = [recording(name, suffix), recording(f"{name}_after", suffix)]
    same(expected_form(replay(both, RULES)), EXPECTED[name], timed=suffix == ".jsonl")


def test_a_call_the_pbx_forgot_is_closed_as_unknown_when_the_line_was_cut():
    cut = recording("n_killed")
    (running,) = replay([cut], RULES).calls
    assert (running.ending, running.result) == (CallEnding.RUNNING, CallResult.TALKING)
    (closed,) = replay([cut, recording("n_killed_after")], RULES).calls
    assert (closed.ending, closed.result) == (CallEnding.UNKNOWN, CallResult.ANSWERED)
    assert closed.ended_at == cut.closed_at


def test_what_happened_between_two_short_connections_does_not_lengthen_the_talk():
    """A connection that was cut before it listed the channels told nothing of the calls before it."""
    cut, after = recording("n_killed"), recording("n_killed_after")
    later = tuple(Step(step.at + 60, step.packet) for step in after.steps)
    short = Recording(later[:1], later[0].at)
    (call,) = replay([cut, short, Recording(later, later[-1].at)], RULES).calls
    assert (call.ending, call.ended_at) == (CallEnding.UNKNOWN, cut.closed_at)
    assert call.legs[0].talk_ms == pytest.approx(2000, abs=300)


@pytest.mark.parametrize(
    "name", ["o_wrong_secret", "o_wrong_secret_no_login", "o_wrong_secret_no_permission", "n_killed_after"]
)
def test_a_connection_without_calls_gives_none(name):
    assert replay([recording(name)], RULES).calls == ()


def test_two_recordings_one_after_another_keep_their_calls():
    found = replay([recording("a_inbound_answered"), recording("b_caller_gives_up")], RULES)
    assert sorted(call.result for call in found.calls) == [CallResult.ANSWERED, CallResult.MISSED]


def test_another_trunk_means_no_client():
    assert replay([recording("a_inbound_answered")], Rules(trunks=frozenset({"other"}))).calls == ()


def test_rings_say_who_took_the_call():
    (call,) = replayed("a_inbound_answered_by_group").calls
    states = {ring.extension: (ring.state, ring.by) for ring in call.rings}
    assert states == {
        "201": (RingState.ANSWERED_ELSEWHERE, "202"),
        "202": (RingState.ANSWERED, ""),
        "203": (RingState.ANSWERED_ELSEWHERE, "202"),
    }


@pytest.mark.parametrize(
    ("name", "extension", "states"),
    [
        ("b_caller_gives_up", "201", ["missed"]),
        ("d_busy_overflow", "201", ["missed"]),
        ("e_queue_answered", "201", ["answered_elsewhere"]),
        ("f_queue_abandoned", "202", ["missed"]),
        ("f_queue_one_refuses", "202", ["missed", "answered"]),
        ("f_queue_one_refuses", "201", ["missed", "answered_elsewhere"]),
        ("g_blind_transfer_unanswered", "202", ["missed"]),
        ("h_attended_transfer_refer", "203", ["answered"]),
        ("h_attended_transfer_abandoned", "203", ["missed"]),
        ("k_pickup", "201", ["answered_elsewhere"]),
        ("k_pickup", "202", ["answered"]),
        ("i_click_to_dial_operator_refuses", "201", ["missed"]),
    ],
)
def test_every_ring_comes_to_an_end(name, extension, states):
    (call,) = replayed(name).calls
    assert [str(ring.state) for ring in call.rings if ring.extension == extension] == states
    assert all(ring.ended_at is not None for ring in call.rings)


def test_hold_is_counted_apart_from_talk():
    (call,) = replayed("k_hold").calls
    (leg,) = call.legs
    assert leg.talk_ms == pytest.approx(2000, abs=20)
    assert leg.hold_ms == pytest.approx(2000, abs=20)


def test_a_queue_call_names_its_queue_and_the_wait():
    (call,) = replayed("e_queue_answered").calls
    assert call.queue == "support"
    assert call.wait_ms == pytest.approx(1500, abs=100)


def test_the_number_dialled_in_is_kept():
    (call,) = replayed("a_inbound_answered").calls
    assert (call.did, call.trunk, call.key) == ("0445550001", "provider", "1795457121.0")


def test_a_talk_in_progress_at_connect_has_no_known_start():
    talking, queued = replayed("p_connect_mid_call").calls
    assert [leg.start_known for leg in talking.legs] == [False]
    assert [leg.start_known for leg in queued.legs] == [True]
    assert [ring.extension for ring in queued.rings] == ["202"]


def test_a_broken_recording_is_refused_by_its_line(tmp_path):
    broken = tmp_path / "broken.jsonl"
    broken.write_text(json.dumps({"t": 0.1, "sent": {}}) + "\n{nothing\n", "utf-8")
    with pytest.raises(Refused, match="2"):
        read_recording(broken)
    with pytest.raises(Refused):
        read_recording(DATA / "absent.jsonl")
