"""Whatever the PBX, the line or a caller sends, the tracker never raises and never grows without end."""

import os
import random
import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.text import clean
from crm_tui.pbx.channels import MAX_CHANNELS
from crm_tui.pbx.events import HANDLERS
from crm_tui.pbx.packets import Packet, packet_of
from crm_tui.pbx.reader import END, Reader
from crm_tui.pbx.recordings import Step
from crm_tui.pbx.simulate import BANNER
from crm_tui.pbx.tracker import Tracker
from tests.pbx.recorded import NAMES, RULES, recording, replayed
from tests.pbx.seeds import seed_of

HOSTILE = [
    "Event: Shutdown",
    "ActionID",
    "<unknown>",
    "",
    "\x1b]0;owned\x07",
    "nan",
    "-1",
    "1e999",
    "9" * 400,
    "²",
    "٣",
    "Ї" * 5000,
    "PJSIP/provider-00000000",
    "PJSIP/201-00000001",
    "Local/x@y-00000000;1",
    "1795457121.0",
    "1795457121.1",
]
STEPS = [step for name in NAMES for step in recording(name).steps]


def mutated(step: Step, rng: random.Random) -> Step:
    fields = step.packet.fields
    for _ in range(rng.choice([1, 1, 2, 5])):
        if not fields:
            break
        place = rng.randrange(len(fields))
        match rng.randrange(5):
            case 0:
                del fields[place]
            case 1:
                fields[place] = (fields[place][0], rng.choice(HOSTILE))
            case 2:
                fields[place] = (rng.choice(STEPS).packet.fields[0][0], fields[place][1])
            case 3:
                fields.insert(place, (fields[place][0], "".join(rng.choices(string.printable, k=9))))
            case 4:
                fields.append(rng.choice(rng.choice(STEPS).packet.fields or [("a", "b")]))
    return Step(step.at + rng.choice([0, 0, 0, -5, 100]), packet_of(fields))


MORE_MB = 48
"""How much the process may grow, whatever reader and tracker were fed."""
STORIES_OF_ONE = 10
"""Stories after which a fresh tracker begins: the same few are told for ever, and hurt ones run together."""
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def on_the_wire(step: Step, rng: random.Random) -> bytes:
    """The packet as bytes, now and then hurt as a line hurts them."""
    data = bytearray(step.packet.text.encode("utf-8", "surrogatepass") + END)
    if rng.random() < 0.1:
        place = rng.randrange(len(data))
        data[place : place + rng.randrange(3)] = rng.randbytes(rng.randrange(4))
    return bytes(data)


def run_fuzz(mutations: int, seed: int) -> None:
    """Through reader and tracker: nothing raised, memory bounded, no control character in what is shown."""
    rng, done, stories = random.Random(seed), 0, 0
    reader, tracker = Reader(), Tracker(RULES)
    reader.feed(BANNER)
    before = resident_mb()
    while done < mutations:
        if stories % STORIES_OF_ONE == 0:
            tracker = Tracker(RULES)
        stories += 1
        steps = list(recording(rng.choice(NAMES)).steps)
        tracker.connected(steps[0].at)
        for step in steps * 2:
            hurt = rng.random() < 0.8
            taken, done = (mutated(step, rng), done + 1) if hurt else (step, done)
            for packet in reader.feed(on_the_wire(taken, rng)):
                tracker.feed(packet, taken.at)
            if rng.random() < 0.3:
                look(tracker)
        tracker.lost()
        look(tracker)
    assert resident_mb() - before < MORE_MB


def resident_mb() -> float:
    """Of this process; 0 where the system does not tell."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20 if status.exists() else 0.0


def look(tracker: Tracker) -> None:
    for change in tracker.changes():
        assert change.after != change.before
        shown = (change.after.number, change.after.name, change.after.did, change.after.queue)
        assert not any(CONTROL.search(clean(text)) for text in shown)


def test_ten_thousand_mutations_never_raise():
    run_fuzz(10_000, seed_of("fuzz"))


@pytest.mark.heavy
@pytest.mark.timeout(1800)
def test_a_million_mutations_never_raise():
    run_fuzz(1_000_000, seed_of("fuzz at length"))


KEYS = st.sampled_from(
    [
        "Uniqueid",
        "Linkedid",
        "Channel",
        "DestUniqueid",
        "DestChannel",
        "BridgeUniqueid",
        "Result",
        "Extension",
    ]
)
VALUES = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=20))


EVENTS = st.tuples(
    st.sampled_from(sorted(HANDLERS)), st.dictionaries(KEYS, VALUES, max_size=6), st.floats(0, 1e10)
)


@given(st.lists(EVENTS, max_size=12))
def test_any_event_with_any_fields_is_taken(events):
    tracker = Tracker(RULES)
    for event, fields, at in events:
        tracker.feed(packet_of({"Event": event} | fields), at)
    tracker.changes()


@pytest.mark.parametrize("name", NAMES)
def test_every_packet_may_be_lost(name):
    """A lost packet may cost what it told, never the rest."""
    whole = replayed(name)
    for lost in range(0, len(recording(name).steps), 7):
        found = replayed(name, lambda steps, at=lost: steps[:at] + steps[at + 1 :])
        assert len(found.calls) <= len(whole.calls) + 1


def test_events_of_channels_nobody_knows_tell_of_no_call():
    tracker = Tracker(RULES)
    for event in ("Hangup", "BridgeLeave", "Cdr", "CEL", "NoSuchEvent"):
        tracker.feed(
            packet_of(
                {"Event": event, "Channel": "PJSIP/provider-0000000a", "Uniqueid": "5.5", "Linkedid": "5.5"}
            ),
            1.8e9,
        )
    assert tracker.changes() == []


def test_a_hostile_name_is_only_a_name():
    def named(steps: list[Step]) -> list[Step]:
        return [
            Step(
                step.at,
                Packet(step.packet.text.replace("CallerIDName: <unknown>", "CallerIDName: Event: Shutdown")),
            )
            for step in steps
        ]

    (call,) = replayed("a_inbound_answered", named).calls
    assert (call.name, call.result) == ("Event: Shutdown", "answered")


def test_memory_is_bounded_when_calls_never_end():
    tracker = Tracker(RULES)
    for number in range(MAX_CHANNELS + 3000):
        uid = f"1795457121.{number}"
        tracker.feed(
            packet_of(
                {
                    "Event": "Newchannel",
                    "Channel": f"PJSIP/provider-{number:08x}",
                    "ChannelStateDesc": "Ring",
                    "Uniqueid": uid,
                    "Linkedid": uid,
                }
            ),
            1.8e9 + number,
        )
    assert len(tracker._state.registry.channels) <= MAX_CHANNELS
    assert len(tracker._state.calls) <= MAX_CHANNELS


def test_ended_calls_are_forgotten_after_a_while():
    tracker = Tracker(RULES)
    for hour in range(50):
        for step in recording("a_inbound_answered").steps:
            text = step.packet.text.replace("1795457121.", f"{1795457121 + hour}.")
            tracker.feed(Packet(text), step.at + hour * 3600)
        tracker.changes()
    assert len(tracker._state.registry.channels) < 40
    assert len(tracker._reported) < 20
