"""The fold of presence: recordings of a real Asterisk, any order within an instant, repeats, hostile text."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.domain.kinds import PresenceState
from crm_tui.domain.presence import NOTHING_KNOWN, PresenceFacts
from crm_tui.domain.text import clean
from crm_tui.pbx.packets import Packet, packet_of
from crm_tui.pbx.presence import Presence
from crm_tui.pbx.presence_events import HANDLERS, extension_of
from crm_tui.pbx.recordings import Step
from tests.pbx.recorded import NAMES, RULES, instants, recording

P = PresenceState


def event(name: str, **fields: object) -> Packet:
    return packet_of([("Event", name), *((key, str(value)) for key, value in fields.items())])


def device(extension: str, state: str) -> Packet:
    return event("DeviceStateChange", Device=f"PJSIP/{extension}", State=state)


def told(*packets: Packet, at: float = 1e9) -> PresenceFacts:
    presence = Presence(RULES)
    for packet in packets:
        presence.feed(packet, at)
    return presence.facts()


def moments(steps: list[Step]) -> Iterator[PresenceFacts]:
    """The facts after each read."""
    presence = Presence(RULES)
    for instant in instants(steps):
        for step in instant:
            presence.feed(step.packet, step.at)
        yield presence.facts()


def states_of(name: str, extension: str) -> list[PresenceState]:
    """The states an extension went through in a recording."""
    found: list[PresenceState] = []
    for facts in moments(list(recording(name).steps)):
        found += [one.state for one in facts.extensions if one.extension == extension][:1]
    return [state for place, state in enumerate(found) if place == 0 or found[place - 1] is not state]


def test_a_phone_rings_talks_and_is_free_again():
    assert states_of("a_inbound_answered", "201") == [P.RINGING, P.TALKING, P.FREE]


def test_the_colleagues_of_a_group_ring_together_and_one_talks():
    assert states_of("a_inbound_answered_by_group", "202") == [P.RINGING, P.TALKING, P.FREE]
    assert states_of("a_inbound_answered_by_group", "203") == [P.RINGING, P.FREE]


def test_a_client_on_hold_is_seen():
    assert states_of("k_hold", "201") == [P.RINGING, P.TALKING, P.ON_HOLD, P.TALKING, P.FREE]


@pytest.mark.parametrize("name", ["e_queue_answered", "f_queue_abandoned", "f_queue_one_refuses"])
def test_a_caller_waits_in_the_queue_from_his_joining_to_his_leaving(name):
    waited = []
    for at, facts in zip(
        [instant[0].at for instant in instants(list(recording(name).steps))],
        moments(list(recording(name).steps)),
        strict=True,
    ):
        waited += [(at, one.queue, one.number, at - one.entered_at) for one in facts.callers]
    assert {(queue, number) for _at, queue, number, _wait in waited} == {("support", "0671234567")}
    assert waited[0][3] == 0
    last = list(moments(list(recording(name).steps)))[-1]
    assert last.callers == ()
    assert last.queues == ("support",)
    assert {(one.extension, one.state, one.paused) for one in last.members} >= {("202", P.FREE, False)}


def test_the_lists_asked_for_on_connecting_tell_who_waits_and_since_when():
    steps = list(recording("p_connect_mid_call").steps)
    panels = list(moments(steps))
    (caller,) = next(one for one in panels if one.callers).callers
    assert (caller.queue, caller.number) == ("support", "0931110022")
    told_at = next(step.at for step in steps if step.packet.event == "queueentry")
    assert caller.entered_at == pytest.approx(told_at - 1, abs=0.01)
    assert any(("201", P.TALKING) in {(one.extension, one.state) for one in p.extensions} for p in panels)


@pytest.mark.parametrize("name", NAMES)
def test_since_is_the_moment_when_the_state_was_first_told(name):
    since: dict[str, tuple[PresenceState, float]] = {}
    steps = list(recording(name).steps)
    for instant, facts in zip(instants(steps), moments(steps), strict=True):
        for one in facts.extensions:
            before = since.get(one.extension)
            if before is None or before[0] is not one.state:
                since[one.extension] = (one.state, instant[0].at)
            assert (one.state, one.since) == since[one.extension]


# Order and repetition.


def subject(packet: Packet) -> tuple[str, ...]:
    """Events of one kind about one thing keep their order; callers entering and leaving need not."""
    if packet.event.startswith("queuecaller") or packet.event in ("hold", "unhold", "hangup"):
        return ("any", packet.text)
    kind = "member" if packet.event.startswith("queuemember") else packet.event
    names = ("device", "exten", "peer", "queue", "interface", "location")
    return kind, *(packet.get(name) for name in names)


def mixed(instant: list[Step], chance: random.Random) -> list[Step]:
    """The packets of an instant in another order that the PBX might have used, some of them twice."""
    rows: dict[tuple[str, ...], list[Step]] = {}
    for step in instant:
        rows.setdefault(subject(step.packet), []).append(step)
    order = [key for key, steps in rows.items() for _ in steps]
    chance.shuffle(order)
    return [step for key in order for step in [rows[key].pop(0)] * chance.choice((1, 1, 2))]


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from([name for name in NAMES if name[0] in "aefhkp"]),
    st.sampled_from([0.0, 0.05, 1.0]),
    st.integers(0, 2**32),
)
def test_any_order_within_an_instant_and_any_repetition_give_the_same_panels(name, lump, seed):
    """A busy listener reads several instants of the PBX at once: `lump` seconds of them."""
    chance = random.Random(seed)
    steps = [
        Step(step.at if not lump else step.at // lump * lump, step.packet) for step in recording(name).steps
    ]
    others = [step for instant in instants(steps) for step in mixed(instant, chance)]
    assert list(moments(others)) == list(moments(steps))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*HANDLERS, "unheard"]),
            st.dictionaries(
                st.sampled_from(["Device", "State", "Exten", "Status", "Peer", "PeerStatus", "Queue",
                                 "Uniqueid", "Channel", "Interface", "Location", "MemberName", "Paused",
                                 "Wait", "ListItems", "CallerIDNum", "Linkedid", "StateInterface"]),
                st.one_of(
                    st.text(max_size=12).map(lambda text: text + "\x1b]0;x\x07\u202e"),
                    st.sampled_from(["PJSIP/201", "PJSIP/201-0000001a", "201", "support", "1", "-1",
                                     "Custom:DND201",
                                     "\x1b[31mred", "9" * 40, "1.5", "Local/201@x/n", "hint:201@x"]),
                ),
            ),
            st.integers(0, 3),
        ),
        max_size=30,
    )
)  # fmt: skip
def test_nothing_that_the_pbx_may_say_stops_it_or_reaches_the_terminal(story):
    presence, at = Presence(RULES), 1e9
    for name, fields, later in story:
        at += later
        presence.feed(event(name, **fields), at)
        facts = presence.facts()
        words = [*facts.queues, *(one.name for one in facts.members), *(one.number for one in facts.callers)]
        assert all(clean(word) == word and "\x1b" not in word and len(word) <= 80 for word in words)


# What each fact amounts to.


@pytest.mark.parametrize(
    ("packets", "state"),
    [
        ([device("201", "NOT_INUSE")], P.FREE),
        ([device("201", "RINGINUSE")], P.TALKING),
        ([device("201", "ONHOLD")], P.ON_HOLD),
        ([device("201", "UNAVAILABLE")], P.AWAY),
        ([event("ExtensionStatus", Exten="201", Status="8")], P.RINGING),
        ([event("ExtensionStatus", Exten="201", Status="1"), device("201", "NOT_INUSE")], P.FREE),
        ([device("201", "NOT_INUSE"), event("PeerStatus", Peer="PJSIP/201", PeerStatus="Unreachable")],
         P.AWAY),
        ([device("201", "NOT_INUSE"), event("DeviceStateChange", Device="Custom:DND201", State="BUSY")],
         P.DO_NOT_DISTURB),
        ([device("201", "RINGING"), event("DeviceStateChange", Device="Custom:DND201", State="BUSY")],
         P.RINGING),
        ([device("201", "NOT_INUSE"),
          event("QueueMemberPause", Queue="support", Interface="PJSIP/201", Paused="1", PausedReason="обід")],
         P.PAUSED),
        ([device("201", "NOT_INUSE"), event("QueueMemberPause", Queue="a", Interface="PJSIP/201", Paused="1"),
          event("QueueMemberStatus", Queue="b", Interface="Local/201@office/n", Paused="0", Status="1")],
         P.FREE),
    ],
)  # fmt: skip
def test_what_an_extension_amounts_to(packets, state):
    for order in (packets, packets[::-1]):
        assert [one.state for one in told(*order).extensions] == [state]


def test_what_was_not_told_is_not_known():
    assert told(device("201", "UNKNOWN"), device("provider", "INUSE"), device("2", "INUSE")) == NOTHING_KNOWN


def test_a_caller_who_leaves_and_comes_again_in_one_instant_waits():
    join = {"Queue": "support", "Uniqueid": "1.1", "CallerIDNum": "0671234567"}
    presence = Presence(RULES)
    presence.feed(event("QueueCallerJoin", **join), 100.0)
    presence.feed(event("QueueCallerLeave", **join), 160.0)
    presence.feed(event("QueueCallerJoin", **join, Position=2), 160.0)
    assert [one.channel for one in presence.facts().callers] == ["1.1"]
    presence.feed(event("Hangup", Uniqueid="1.1"), 170.0)
    assert presence.facts().callers == ()


def test_a_list_read_later_takes_away_who_is_gone():
    presence = Presence(RULES)
    presence.feed(event("QueueCallerJoin", Queue="support", Uniqueid="1.1"), 100.0)
    presence.feed(event("QueueMemberStatus", Queue="support", Interface="PJSIP/201", Status="1"), 100.0)
    presence.feed(event("QueueParams", Queue="support"), 400.0)
    presence.feed(event("QueueStatusComplete", ListItems="1"), 400.0)
    assert presence.facts() == PresenceFacts(queues=("support",))


def test_a_list_that_is_not_whole_takes_away_nobody():
    presence = Presence(RULES)
    presence.feed(event("QueueCallerJoin", Queue="support", Uniqueid="1.1"), 100.0)
    presence.feed(event("QueueStatusComplete", ListItems="3"), 400.0)
    assert len(presence.facts().callers) == 1


def test_a_broken_line_leaves_nothing_known():
    presence = Presence(RULES)
    presence.feed(device("201", "NOT_INUSE"), 100.0)
    presence.forget()
    assert presence.facts() == NOTHING_KNOWN


@pytest.mark.parametrize(
    ("text", "extension"),
    [("PJSIP/201", "201"), ("pjsip/201-0000001a", "201"), ("Local/201@office/n", "201"),
     ("hint:201@office", "201"),
     ("SIP/201", ""), ("PJSIP/provider", ""), ("Queue:support", ""), ("", ""), ("PJSIP/", "")],
)  # fmt: skip
def test_whose_telephone_an_interface_is(text, extension):
    assert extension_of(RULES, text) == extension
