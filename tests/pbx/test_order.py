"""The PBX promises no order within an instant, and a line may repeat itself: the calls stay the same."""

import random

import pytest

from crm_tui.domain.kinds import RingState
from crm_tui.pbx.packets import packet_of
from crm_tui.pbx.recordings import Step
from crm_tui.pbx.tracker import Tracker
from tests.pbx.recorded import NAMES, RULES, instants, recording, replayed


def shuffled(seed: int, *, repeat: bool):
    rng = random.Random(seed)

    def change(steps: list[Step]) -> list[Step]:
        found = []
        for instant in instants(steps):
            again = rng.choices(instant, k=3) if repeat else []
            found += rng.sample(instant + again, len(instant + again))
        return found

    return change


@pytest.mark.parametrize("name", NAMES)
def test_any_order_within_an_instant_gives_the_same_calls(name):
    expected = replayed(name)
    for seed in range(6):
        assert replayed(name, shuffled(seed, repeat=False)) == expected


@pytest.mark.parametrize("name", NAMES)
def test_repeated_packets_change_nothing(name):
    expected = replayed(name)
    assert replayed(name, lambda steps: [one for step in steps for one in (step, step)]) == expected
    for seed in range(3):
        assert replayed(name, shuffled(seed, repeat=True)) == expected


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("n_killed", "p_connect_mid_call")])
@pytest.mark.parametrize("later", [0.5, 30.0, 3600.0])
def test_a_whole_story_told_twice_is_one_story(name, later):
    def twice(steps: list[Step]) -> list[Step]:
        shift = steps[-1].at - steps[0].at + later
        return steps + [Step(step.at + shift, step.packet) for step in steps]

    assert replayed(name, twice).calls == replayed(name).calls


@pytest.mark.parametrize("name", NAMES)
def test_the_packets_own_time_wins_over_its_arrival(name):
    """Packets that arrive in lumps of two seconds but carry their time give the same seconds."""

    def lumped(steps: list[Step]) -> list[Step]:
        return [
            Step(step.at // 2 * 2 + 2, packet_of([*step.packet.fields, ("Timestamp", f"{step.at:.6f}")]))
            if step.packet.event
            else step
            for step in steps
        ]

    expected = [(call.key, call.legs) for call in replayed(name).calls]
    found = replayed(name, lumped).calls
    assert [call.key for call in found] == [key for key, _ in expected]
    for call, (_, legs) in zip(found, expected, strict=True):
        assert [leg.talk_ms for leg in call.legs] == pytest.approx([leg.talk_ms for leg in legs], abs=2)


@pytest.mark.parametrize("name", NAMES)
def test_a_ring_that_came_to_its_end_stays_there(name):
    """However the reads fall between the packets, nobody is told `missed` of a call a colleague has taken."""
    tracker, states = Tracker(RULES), dict[str, list[RingState]]()
    tracker.connected(1e9)
    for step in recording(name).steps:
        tracker.feed(step.packet, step.at)
        for change in tracker.changes():
            for ring in change.after.rings:
                known = states.setdefault(ring.channel, [])
                known += [ring.state] if known[-1:] != [ring.state] else []
    assert all(len(known) <= 2 for known in states.values()), states


@pytest.mark.heavy
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", NAMES)
def test_ten_thousand_orders_and_repetitions(name):
    expected = replayed(name)
    for seed in range(10_000 // len(NAMES) + 1):
        assert replayed(name, shuffled(seed, repeat=seed % 2 == 1)) == expected, f"seed {seed}"


def test_recordings_are_there():
    assert len(NAMES) == 32
    assert recording("a_inbound_answered").timed
