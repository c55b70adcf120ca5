"""Talk time across gaps: never longer than the truth and the time when nobody listened allow."""

import random

import pytest

from crm_tui.domain.kinds import CallEnding, CallResult
from crm_tui.pbx.packets import packet_of
from crm_tui.pbx.pretend import Switchboard
from crm_tui.pbx.recordings import Step
from crm_tui.pbx.tracker import SWEEP_EVERY, Tracker
from tests.pbx.gaps import (
    ROUNDING,
    Life,
    calls_of,
    covered,
    gaps,
    random_lives,
    stretches,
    told,
    truth,
)
from tests.pbx.recorded import NAMES, RULES, recording
from tests.pbx.seeds import seed_of

STORIES = [name for name in NAMES if name[0] in "abcdefghk"]


def judge(name: str, rng: random.Random) -> None:
    steps = told(recording(name).steps)
    true, lives = truth(steps), random_lives(rng, steps[0].at, steps[-1].at)
    late = rng.choice([0.0, 0.02, 0.7])
    for key, facts in calls_of(steps, lives, lambda: late * rng.random()).items():
        legs = {leg.channel: leg for leg in true[key].legs}
        assert (facts.number, facts.direction) == (true[key].number, true[key].direction)
        assert facts.ended_at is not None
        assert facts.ended_at <= true[key].ended_at + ROUNDING
        assert facts.result is not CallResult.ANSWERED or true[key].result is CallResult.ANSWERED
        for leg in facts.legs:
            real = legs[leg.channel]
            # A hold that began or ended unheard is not told by the list: it counts as talk.
            allowed = [*stretches(real), *([(real.began_at, real.ended_at)] if real.hold_ms else [])]
            unheard = ((max(a, real.began_at), min(b, real.ended_at)) for a, b in gaps(lives))
            allowed += [one for one in unheard if one[0] < one[1]]
            assert sum(covered(one, allowed) for one in stretches(leg)) <= ROUNDING, (name, lives)


def test_no_talk_is_longer_than_what_was_heard_and_the_gaps():
    rng = random.Random(seed_of("gaps"))
    for _ in range(150):
        judge(rng.choice(STORIES), rng)


@pytest.mark.heavy
@pytest.mark.timeout(1200)
def test_no_talk_is_longer_at_length():
    rng = random.Random(seed_of("gaps at length"))
    for _ in range(20_000):
        judge(rng.choice(STORIES), rng)


def test_a_list_that_is_read_late_does_not_lengthen_a_talk_that_ends_unheard():
    """Listed at 2 s, read 0.7 s later, dead; the client hangs up (4.1 s) before anybody listens again."""
    steps = told(recording("a_inbound_answered").steps)
    begin = steps[0].at
    lives = [Life(begin - 1, begin - 1, begin + 1.5), Life(begin + 2, begin + 2, begin + 3)]
    (call,) = calls_of(steps, [*lives, Life(begin + 9, begin + 9, begin + 10)], lambda: 0.7).values()
    (leg,) = call.legs
    assert (call.ending, call.result) == (CallEnding.UNKNOWN, CallResult.ANSWERED)
    assert leg.ended_at == pytest.approx(begin + 2, abs=ROUNDING)


def test_a_talk_heard_to_begin_is_a_talk_however_soon_the_line_is_cut():
    steps = told(recording("a_inbound_answered").steps)
    met = [step for step in steps if step.packet.event == "bridgeenter"][-1].at
    lives = [Life(steps[0].at - 1, steps[0].at - 1, met + 0.0001), Life(met + 60, met + 60, met + 61)]
    (call,) = calls_of(steps, lives, lambda: 0.0).values()
    assert (call.ending, call.result) == (CallEnding.UNKNOWN, CallResult.ANSWERED)
    assert sum(leg.talk_ms for leg in call.legs) <= 1


def test_two_who_met_while_we_were_away_are_counted_from_the_list():
    """Both rang when the line was cut; the second is not put where the first was, nor back to the cut."""
    steps = told(recording("d_busy_overflow").steps)
    met = min(step.at for step in steps if step.packet.event == "bridgeenter")
    listed = met + 0.2
    lives = [Life(met - 0.4, met - 0.4, met - 0.1), Life(listed, listed, met + 60)]
    (call,) = calls_of(steps, lives, lambda: 0.0).values()
    (leg,) = call.legs
    assert leg.began_at == pytest.approx(listed, abs=ROUNDING)


def test_the_last_words_of_a_call_that_ended_unheard_do_not_keep_it_running():
    """The line is back between the client's hang-up and what is told of his channel afterwards."""
    steps = told(recording("b_caller_gives_up").steps)
    client = next(step for step in steps if step.packet.event == "newchannel").packet.get("uniqueid")
    over = next(
        n for n, step in enumerate(steps)
        if step.packet.event == "hangup" and step.packet.get("uniqueid") == client
    )  # fmt: skip
    late = next(n for n, step in enumerate(steps) if step.packet.event == "dialend")
    steps = [*steps[:late], *steps[late + 1 : over + 1], steps[late]]
    end = steps[-2].at
    steps[-1] = Step(end + 0.2, steps[-1].packet)
    lives = [Life(steps[0].at - 1, steps[0].at - 1, end - 0.5), Life(end + 0.1, end + 0.3, end + 60)]
    (call,) = calls_of(steps, lives, lambda: 0.0).values()
    assert (call.ending, call.result) == (CallEnding.UNKNOWN, CallResult.MISSED)


def test_a_call_that_ended_long_ago_is_told_before_it_is_forgotten():
    """However many packets come in one read with the list that shows that it is gone."""
    steps = told(recording("a_inbound_answered").steps)
    tracker = Tracker(RULES)
    tracker.connected(steps[0].at)
    for step in steps[: len(steps) // 2]:
        tracker.feed(step.packet, step.at)
    (begun,) = (change.after for change in tracker.changes())
    tracker.lost()
    later = steps[0].at + 3600
    tracker.connected(later)
    for packet in Switchboard().list_channels("1", later):
        tracker.feed(packet, later)
    for number in range(2 * SWEEP_EVERY):
        word = packet_of({"Event": "Newstate", "Uniqueid": f"9.{number}", "Linkedid": f"9.{number}"})
        tracker.feed(word, later + number)
    (change,) = tracker.changes()
    assert (change.after.key, change.after.ending) == (begun.key, CallEnding.UNKNOWN)
