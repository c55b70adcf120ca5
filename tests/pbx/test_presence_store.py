"""Presence in the store, on both engines: what the screens read is what the events told, live or replayed."""

from dataclasses import replace

import pytest
from sqlmodel import Session, select

from crm_tui.config import PbxSettings
from crm_tui.domain.kinds import PresenceState, Role
from crm_tui.pbx.presence import Presence
from crm_tui.pbx.recorder import LEASE, Recorder
from crm_tui.pbx.recordings import Recording
from crm_tui.pbx.replay import replay_into_store
from crm_tui.store import tables as t
from crm_tui.store.leases import acquire, release
from crm_tui.usecases.office import Office
from tests.pbx.recorded import NAMES, RULES, instants, recording

QUEUES = ("e_queue_answered", "f_queue_abandoned", "f_queue_one_refuses", "a_inbound_answered_by_group")
Panel = list[tuple[object, ...]]


@pytest.fixture
def office(store, make, clock) -> Office:
    make.employee(Role.OPERATOR, extensions=("201",))
    return Office(store=store, settings=store.settings, clock=clock)


def panel(office: Office) -> Panel:
    """Everything the store holds of presence."""
    found: Panel = []
    with Session(office.store.engine) as session:
        for row in session.exec(select(t.ExtensionState).order_by(t.ExtensionState.extension)):
            found.append((row.extension, row.state, round(row.since.timestamp(), 3)))
        for queue in session.exec(select(t.QueueState).order_by(t.QueueState.queue)):
            found.append((queue.queue,))
        for one in session.exec(select(t.QueueMember).order_by(t.QueueMember.queue, t.QueueMember.interface)):
            found.append((one.queue, one.interface, one.extension, one.name, one.state, one.paused))
        for who in session.exec(select(t.QueueWaiting).order_by(t.QueueWaiting.entered_at)):
            found.append((who.queue, who.channel_uid, who.number, round(who.entered_at.timestamp(), 3)))
    return found


def known(rows: Panel) -> Panel:
    return [row for row in rows if PresenceState.UNKNOWN not in row]


def told(presence: Presence) -> Panel:
    """The same of the pure fold."""
    facts = presence.facts()
    return [
        *((one.extension, one.state, round(one.since, 3)) for one in facts.extensions),
        *((queue,) for queue in facts.queues),
        *((m.queue, m.interface, m.extension, m.name, m.state, m.paused) for m in facts.members),
        *((c.queue, c.channel, c.number, round(c.entered_at, 3)) for c in facts.callers),
    ]


def live(office: Office, story: Recording) -> list[Panel]:
    """The panel after each instant of a listener that reads every packet by itself."""
    recorder, panels = Recorder(office), []
    recorder.opened("")
    for instant in instants(list(story.steps)):
        for step in instant:
            recorder.take([step.packet], step.at)
        panels.append(panel(office))
    return panels


@pytest.mark.parametrize("name", QUEUES)
def test_the_panel_is_what_the_events_told_at_each_moment(office, name):
    story, presence = recording(name), Presence(RULES)
    for instant, found in zip(instants(list(story.steps)), live(office, story), strict=True):
        for step in instant:
            presence.feed(step.packet, step.at)
        assert found == told(presence)


@pytest.mark.parametrize("name", [name for name in NAMES if name[0] in "aefkp"])
def test_a_replay_shows_the_same_panel_at_each_moment(sqlite_store, clock, monkeypatch, name):
    office = Office(store=sqlite_store, settings=sqlite_store.settings, clock=clock)
    watched = [known(one) for one in live(office, recording(name))]
    replayed: list[Panel] = []
    take = Recorder.take

    def looked_at(recorder: Recorder, packets: list, at: float | None = None) -> None:
        take(recorder, packets, at)
        replayed.append(known(panel(office)))

    monkeypatch.setattr(Recorder, "take", looked_at)
    replay_into_store(office, [recording(name)])
    assert replayed == watched


def test_a_cut_line_leaves_nobody_free(office):
    story = recording("e_queue_answered")
    live(office, story)
    recorder = Recorder(office, clock=lambda: story.closed_at)
    recorder.opened("")
    recorder.closed("eof")
    assert {row[1] for row in panel(office)} == {PresenceState.UNKNOWN}
    assert [row[0] for row in panel(office)] == ["201", "202"]


def test_a_new_listener_begins_with_nothing_known(office):
    live(office, recording("e_queue_answered"))
    Recorder(office).rebuild()
    assert {row[1] for row in panel(office)} == {PresenceState.UNKNOWN}


def test_a_replay_beside_a_living_listener_leaves_presence_to_it(office):
    live(office, recording("e_queue_answered"))
    before = panel(office)
    held = acquire(office.store, LEASE, "the listener")
    replay_into_store(office, [recording("f_queue_abandoned")])
    assert panel(office) == before
    release(office.store, held)


def test_other_screens_are_told_by_the_bus(office, wait_for):
    heard: list[str] = []
    listening = office.subscribe({"presence"}, lambda notes: heard.extend(note.topic for note in notes))
    try:
        live(office, Recording(recording("a_inbound_answered").steps[:30], 0.0))
        wait_for(lambda: "presence" in heard)
    finally:
        listening.close()


def test_a_fault_of_ours_in_presence_costs_neither_journal_nor_calls(office, monkeypatch, caplog):
    from crm_tui.usecases import presence_record

    def faulty(*_args):
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(presence_record, "_extension", faulty)
    story = recording("a_inbound_answered")
    live(office, story)
    with Session(office.store.engine) as session:
        assert len(session.exec(select(t.Journal)).all()) == len(story.steps)
        assert len(session.exec(select(t.Call)).all()) == 1
    assert "a fault of ours" in caplog.text


def test_after_a_fault_in_writing_the_panel_is_right_without_news_of_the_pbx(office, monkeypatch):
    from crm_tui.usecases import presence_record

    story, presence = recording("e_queue_answered"), Presence(RULES)
    steps = list(story.steps)[:-3]
    recorder = Recorder(office, clock=lambda: story.closed_at)
    with monkeypatch.context() as faulty:
        faulty.setattr(presence_record, "_extension", lambda *_args: 1 / 0)
        recorder.opened("")
        for step in steps:
            recorder.take([step.packet], step.at)
            presence.feed(step.packet, step.at)
        assert "201" not in {row[0] for row in panel(office)}
        recorder.mend_presence()
    recorder.mend_presence()
    assert panel(office) != told(presence), "a fault that stays is not met at every look"
    recorder._presence._clock = lambda: story.closed_at + 60
    assert not recorder.mend_presence(), "the fold is whole: the PBX need not be asked"
    assert panel(office) == told(presence)


def test_after_a_fault_in_reckoning_all_is_told_anew(office, monkeypatch):
    story, presence = recording("e_queue_answered"), Presence(RULES)
    recorder = Recorder(office, clock=lambda: story.closed_at)
    recorder.opened("")
    with monkeypatch.context() as faulty:
        faulty.setattr(Presence, "_now", lambda *_args: 1 / 0)
        recorder.take([step.packet for step in story.steps[:40]], story.closed_at - 1)
    assert recorder.mend_presence(), "what was folded is not trusted: the PBX is asked"
    assert known(panel(office)) == []
    for step in story.steps:
        recorder.take([step.packet], step.at)
        presence.feed(step.packet, step.at)
    assert panel(office) == told(presence)
    assert not recorder.mend_presence()


def test_after_a_packet_that_we_could_not_fold_the_pbx_is_asked_again(office, monkeypatch, wait_for):
    """The colleague stops ringing by that packet; nothing else is told of him for hours."""
    import threading

    from crm_tui.pbx import presence as fold
    from crm_tui.pbx.listener import listen
    from crm_tui.pbx.simulate import Scene, Simulator

    simulator = Simulator(secret="s")
    settings = PbxSettings(host="127.0.0.1", port=simulator.start(), username="crm", secret="s")
    served = replace(office, settings=replace(office.settings, pbx=settings))
    story = recording("e_queue_answered")
    simulator.speed = 0
    stop = threading.Event()
    thread = threading.Thread(target=listen, args=(served,), kwargs={"stop": stop})
    waiting = next(n for n, one in enumerate(story.steps) if one.packet.event == "queuememberstatus")
    simulator.play([Scene(Recording(story.steps[: waiting + 1], 0.0))]).result(10)
    thread.start()
    try:
        wait_for(lambda: any(row[:2] == ("201", PresenceState.RINGING) for row in panel(office)))
        with monkeypatch.context() as faulty:
            for event in ("devicestatechange", "queuememberstatus", "extensionstatus"):
                faulty.setitem(fold.HANDLERS, event, lambda *_args: 1 / 0)
            simulator.play([Scene(Recording(story.steps[waiting + 1 :], 0.0))]).result(10)
            wait_for(lambda: _heard_last(office))
        wait_for(lambda: all(row[1] is PresenceState.FREE for row in panel(office)[:2]))
    finally:
        stop.set()
        thread.join(20)
        simulator.stop()


def _heard_last(office: Office) -> bool:
    with Session(office.store.engine) as session:
        packets = session.exec(select(t.Journal.packet)).all()
    return sum("Event: DeviceStateChange" in one and "NOT_INUSE" in one for one in packets) >= 2


def test_a_listener_over_the_wire_tells_what_its_journal_tells(office, wait_for):
    """Coming into a running queue call: the lists tell of it, and the journal folds to the same panel."""
    import threading

    from crm_tui.pbx.listener import listen
    from crm_tui.pbx.packets import Packet
    from crm_tui.pbx.simulate import Scene, Simulator

    simulator = Simulator(secret="s", stamps=False)
    settings = PbxSettings(host="127.0.0.1", port=simulator.start(), username="crm", secret="s")
    served = replace(office, settings=replace(office.settings, pbx=settings))
    story = recording("e_queue_answered")
    waiting = next(n for n, one in enumerate(story.steps) if one.packet.event == "queuememberstatus")
    simulator.speed = 0
    stop = threading.Event()
    simulator.play([Scene(Recording(story.steps[: waiting + 1], 0.0))]).result(10)
    thread = threading.Thread(target=listen, args=(served,), kwargs={"stop": stop})
    thread.start()
    try:
        wait_for(lambda: any(row[:2] == ("201", PresenceState.RINGING) for row in panel(office)))
        wait_for(lambda: any(row[0] == "support" and row[2:3] == ("0671234567",) for row in panel(office)))
        with Session(office.store.engine) as session:
            presence = Presence(RULES)
            for row in session.exec(select(t.Journal).order_by(t.Journal.id)):
                presence.feed(Packet(row.packet), row.at.timestamp())
        assert panel(office) == told(presence)
    finally:
        stop.set()
        thread.join(20)
        simulator.stop()
    assert all(row[1] is PresenceState.UNKNOWN for row in panel(office))


def test_a_pretended_office_is_free_before_its_first_call(office, wait_for):
    import threading

    from crm_tui.pbx.listener import listen
    from crm_tui.pbx.simulate import Scene, Simulator

    simulator = Simulator(secret="s")
    simulator.expect([Scene(recording("e_queue_answered"), 0.0, {"202": "207"})])
    settings = PbxSettings(host="127.0.0.1", port=simulator.start(), username="crm", secret="s")
    served = replace(office, settings=replace(office.settings, pbx=settings))
    stop = threading.Event()
    thread = threading.Thread(target=listen, args=(served,), kwargs={"stop": stop})
    thread.start()
    try:
        wait_for(lambda: ("support", "PJSIP/207") in {row[:2] for row in panel(office)})
        free = {row[0] for row in panel(office) if row[1:2] == (PresenceState.FREE,)}
        assert free == {"201", "207"}
    finally:
        stop.set()
        thread.join(20)
        simulator.stop()
