"""From packets to the store, on both engines: journal, calls, rings and notes, each once."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import Session, select

from crm_tui.config import PbxSettings, Settings
from crm_tui.domain.kinds import CallEnding, CallResult, ClientCertainty, RingState, Role, TransferKind
from crm_tui.domain.permissions import Actor
from crm_tui.pbx.pretend import Switchboard
from crm_tui.pbx.recorder import LEASE, Recorder
from crm_tui.pbx.recordings import Recording, Step
from crm_tui.store import tables as t
from crm_tui.store.leases import StaleLease, acquire, release
from crm_tui.usecases.journal import unfinished_journal
from crm_tui.usecases.office import Office
from crm_tui.usecases.talk_drafts import start_talk
from tests.pbx.recorded import EXPECTED, NAMES, instants, recording, replayed


@pytest.fixture
def office(store, make, clock) -> Office:
    """An office where 201 and 202 are people and the recordings' client is known."""
    make.employee(Role.OPERATOR, extensions=("201",))
    make.employee(Role.OPERATOR, extensions=("202",))
    return Office(store=store, settings=store.settings, clock=clock)


def play(recorder: Recorder, story: Recording, *, cut: bool = True) -> None:
    recorder._clock = lambda: story.steps[0].at
    recorder.opened("Asterisk Call Manager/11.0.0")
    for instant in instants(list(story.steps)):
        recorder.take([step.packet for step in instant], instant[0].at)
    if cut:
        recorder.closed("eof", story.closed_at)


def rows(office: Office, model: type) -> list:
    with Session(office.store.engine) as session:
        return list(session.exec(select(model).order_by(model.id)))


def stored(office: Office) -> list[tuple]:
    """Everything of the calls that must be the same however the packets came."""
    found = []
    for call in rows(office, t.Call):
        legs = sorted(
            (one.extension, one.talk_ms, one.hold_ms)
            for one in rows(office, t.CallLeg)
            if one.call_id == call.id
        )
        rings = sorted(
            (one.extension, one.state, one.answered_by)
            for one in rows(office, t.Ring)
            if one.call_id == call.id
        )
        handed = [
            (one.kind, one.by_extension, one.to_extension)
            for one in rows(office, t.CallTransfer)
            if one.call_id == call.id
        ]
        found.append(
            (
                call.key,
                call.direction,
                call.number,
                call.result,
                call.ending,
                call.talk_ms,
                legs,
                rings,
                handed,
            )
        )
    return sorted(found, key=lambda one: one[0])


@pytest.mark.parametrize("name", NAMES)
def test_the_store_holds_the_calls_that_the_tracker_tells(sqlite_store, clock, name):
    office = Office(store=sqlite_store, settings=sqlite_store.settings, clock=clock)
    play(Recorder(office), recording(name))
    told = replayed(name).calls
    assert [(one[0], one[2], one[3]) for one in stored(office)] == sorted(
        (call.key, call.number, call.result) for call in told
    )


def test_a_call_with_all_its_parts(office, make):
    client = make.known(e164="+380671234567")
    play(Recorder(office), recording("g_blind_transfer_ami"))
    (call,) = rows(office, t.Call)
    assert (call.e164, call.client_id) == ("+380671234567", client.id)
    assert call.contact_id is not None
    assert (call.certainty, call.result, call.ending) == (
        ClientCertainty.ONLY,
        CallResult.ANSWERED,
        CallEnding.ENDED,
    )
    one, two = rows(office, t.CallLeg)
    assert (one.extension, two.extension) == ("201", "202")
    assert (one.talk_ms, two.talk_ms) == (pytest.approx(3000, abs=300), pytest.approx(2000, abs=300))
    assert call.talk_ms == one.talk_ms + two.talk_ms
    assert {ring.state for ring in rows(office, t.Ring)} == {RingState.ANSWERED}
    (handed,) = rows(office, t.CallTransfer)
    assert (handed.kind, handed.by_extension, handed.to_extension) == (TransferKind.BLIND, "201", "202")
    assert handed.by_employee_id == one.employee_id


def test_the_journal_holds_every_packet_in_its_order(office):
    story = recording("e_queue_answered")
    play(Recorder(office), story)
    assert [row.packet for row in rows(office, t.Journal)] == [step.packet.text for step in story.steps]


def test_the_person_whose_phone_rings_is_told_at_once(office):
    heard = []
    recorder = Recorder(office)
    recorder.opened("")
    for instant in instants(list(recording("a_inbound_answered").steps)):
        with office.store.engine.connect():
            recorder.take([step.packet for step in instant], instant[0].at)
        heard.append([(ring.extension, ring.state) for ring in rows(office, t.Ring)])
    states = [state for n, state in enumerate(heard) if n == 0 or heard[n - 1] != state]
    assert states == [[], [("201", RingState.RINGING)], [("201", RingState.ANSWERED)]]


@pytest.mark.parametrize("name", ["k_hold", "h_attended_transfer_refer", "n_killed"])
def test_told_twice_is_written_once(office, name):
    play(Recorder(office), recording(name), cut=False)
    before = stored(office)
    play(Recorder(office), recording(name), cut=False)
    assert stored(office) == before


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("m_caller_id_shapes", "n_killed")])
def test_a_listener_killed_anywhere_goes_on_from_the_journal(sqlite_store, clock, name):
    """After each read the listener is replaced by a new one that knows only the store."""
    office = Office(store=sqlite_store, settings=sqlite_store.settings, clock=clock)
    story = recording(name)
    connection: int | None = None
    for instant in instants(list(story.steps)):
        clock.now = clock.now.fromtimestamp(instant[0].at, clock.now.tzinfo)
        recorder = Recorder(office)
        recorder.rebuild()
        if connection is None:
            recorder.opened("")
            connection = recorder._connection_id
        elif not recorder.tracker.running():
            recorder.tracker.connected(story.steps[0].at)
        recorder._connection_id = connection
        recorder.tracker._state.connection = 1
        recorder.tracker._state.registry.lost.clear()
        recorder.take([step.packet for step in instant], instant[0].at)
    told = replayed(name).calls
    assert [one[:4] for one in stored(office)] == sorted(
        (call.key, call.direction, call.number, call.result) for call in told
    )
    assert [one[5] for one in stored(office)] == [
        pytest.approx(sum(leg.talk_ms for leg in call.legs), abs=2)
        for call in sorted(told, key=lambda one: one.key)
    ]


def test_a_listener_that_lost_its_lease_writes_nothing(office):
    held = acquire(office.store, LEASE, "one")
    recorder = Recorder(office, epoch=held.epoch)
    recorder.opened("")
    release(office.store, held)
    acquire(office.store, LEASE, "another")
    with pytest.raises(StaleLease):
        recorder.take([step.packet for step in recording("a_inbound_answered").steps], 1.8e9)
    assert rows(office, t.Journal) == []
    assert rows(office, t.Call) == []


def test_a_fault_of_ours_costs_neither_the_journal_nor_the_other_calls(office, monkeypatch, caplog):
    from crm_tui.usecases.parts import call_writing

    good = call_writing._record_rings

    def faulty(unit, call_id, rings, people):
        if any(ring.extension == "201" for ring in rings):
            raise ZeroDivisionError("a fault of ours")
        good(unit, call_id, rings, people)

    monkeypatch.setattr(call_writing, "_record_rings", faulty)
    story = recording("j_two_calls_interleaved")
    recorder = Recorder(office)
    recorder.opened("")
    recorder.take([step.packet for step in story.steps], story.steps[0].at)
    assert len(rows(office, t.Journal)) == len(story.steps)
    assert [call.number for call in rows(office, t.Call)] == ["0931110022"]
    assert "a fault of ours" in caplog.text


def with_pbx(office: Office, **values) -> Office:
    settings = replace(office.settings, pbx=replace(PbxSettings(), **values))
    return replace(office, settings=settings, store=replace(office.store, settings=settings))


def test_an_ignored_number_disturbs_nobody(office):
    ignoring = with_pbx(office, ignored_numbers=("067 1234567",))
    play(Recorder(ignoring), recording("b_caller_gives_up"))
    (call,) = rows(office, t.Call)
    assert call.handled_at is not None
    assert rows(office, t.Ring) == []


def test_the_settings_say_whose_channel_it_is(office):
    play(Recorder(with_pbx(office, trunks=("other",))), recording("b_caller_gives_up"))
    assert rows(office, t.Call) == []
    assert isinstance(office.settings, Settings)


def test_a_shared_number_is_given_to_nobody(office, make):
    shared = make.contact(clients=(make.client(), make.client()))
    make.phone("+380671234567", contact=shared)
    play(Recorder(office), recording("b_caller_gives_up"))
    (call,) = rows(office, t.Call)
    assert (call.client_id, call.certainty) == (None, ClientCertainty.NONE)


def test_a_call_the_pbx_forgot_is_marked_so(office):
    recorder = Recorder(office)
    play(recorder, recording("n_killed"))
    assert rows(office, t.Call)[0].ending is CallEnding.RUNNING
    play(recorder, recording("n_killed_after"))
    (call,) = rows(office, t.Call)
    assert (call.ending, call.result) == (CallEnding.UNKNOWN, CallResult.ANSWERED)


@pytest.mark.parametrize(
    ("name", "until", "extension"),
    [("i_outbound_dialled_by_hand", "dialbegin", None), ("a_inbound_answered", "dialbegin", "201")],
)
def test_what_was_dialled_while_we_were_away_is_told_by_the_list(office, name, until, extension):
    """The line is cut between the birth of a channel and its dialling; the list fills the gap."""
    steps, board = list(recording(name).steps), Switchboard()
    cut = next(place for place, step in enumerate(steps) if step.packet.event == until)
    back = next(place for place, step in enumerate(steps) if step.packet.event == "dialend")
    recorder = Recorder(office)
    play(recorder, Recording(tuple(steps[:cut]), steps[cut].at))
    for step in steps[:back]:
        board.follow(step.packet, step.at)
    listed = [Step(steps[back].at, packet) for packet in board.list_channels("1", steps[back].at)]
    play(recorder, Recording((*listed, *steps[back:]), steps[-1].at))
    (call,) = rows(office, t.Call)
    (expected,) = replayed(name).calls
    assert (call.number, call.result, call.direction) == (
        expected.number,
        expected.result,
        expected.direction,
    )
    assert call.e164 is not None
    assert [ring.extension for ring in rows(office, t.Ring)] == ([extension] if extension else [])


def test_talk_time_comes_to_the_talk_by_itself(office, make):
    story = recording("k_hold")
    recorder = Recorder(office)
    recorder.opened("")
    half = next(place for place, step in enumerate(story.steps) if step.packet.event == "hold")
    hear: Callable[[list[Step]], None] = lambda steps: [recorder.take([one.packet], one.at) for one in steps]  # noqa: E731
    hear(list(story.steps[:half]))
    (call,) = rows(office, t.Call)
    (ring,) = rows(office, t.Ring)
    make.talk(call_id=call.id, author_id=ring.employee_id)
    hear(list(story.steps[half:]))
    assert rows(office, t.Talk)[0].talk_ms == pytest.approx(2000, abs=300)


@pytest.mark.parametrize("name", [one for one in NAMES if one.startswith(("g_", "h_"))])
def test_each_specialist_of_a_transfer_has_his_own_seconds_on_his_talk(office, make, name):
    """What the talks carry is the client's bridge time, each second once (S41)."""
    make.employee(Role.OPERATOR, extensions=("203",))
    play(Recorder(office), recording(name))
    (call,), (told,) = rows(office, t.Call), EXPECTED[name]
    client, people = make.client(), {leg.employee_id for leg in rows(office, t.CallLeg) if leg.talk_ms}
    assert None not in people
    for person in people:
        actor = Actor(person, f"person{person}", "", frozenset({Role.OPERATOR}))
        draft = office.as_actor(actor).call(start_talk, call_id=call.id, client_id=client.id)
        assert draft.talk_ms > 0
    talks = rows(office, t.Talk)
    assert {talk.author_id for talk in talks} == people
    assert len(talks) == len(told["talk_s"])
    carried = sum(talk.talk_ms for talk in talks)
    assert carried == call.talk_ms
    assert carried == pytest.approx(1000 * sum(told["talk_s"].values()), abs=1000)


def test_a_call_that_runs_for_days_is_given_up(office, clock):
    recorder = Recorder(office)
    play(recorder, recording("n_killed"))
    clock.now = rows(office, t.Call)[0].started_at
    clock.tick(2 * 86400)
    Recorder(office).rebuild()
    (call,) = rows(office, t.Call)
    assert (call.ending, call.result) == (CallEnding.UNKNOWN, CallResult.ANSWERED)
    assert {ring.state for ring in rows(office, t.Ring)} == {RingState.ANSWERED}
    (leg,) = rows(office, t.CallLeg)
    assert leg.ended_at == leg.talk_began_at, "nobody talks in it now, and nobody knows how long he did"


def test_a_caller_who_was_lost_from_sight_and_reached_since_is_not_missed(office, clock):
    """His first call rang when the listener and the PBX died; he called again and talked."""
    first, second = recording("b_caller_gives_up"), recording("a_inbound_answered")
    recorder = Recorder(office)
    play(recorder, Recording(first.steps[: len(first.steps) // 2], first.closed_at), cut=False)
    late = second.steps[0].at - first.steps[0].at - 300
    again = tuple(Step(step.at - late, step.packet) for step in second.steps)
    play(Recorder(office), Recording(again, second.closed_at - late))
    clock.now = rows(office, t.Call)[0].started_at
    clock.tick(2 * 86400)
    Recorder(office).rebuild()
    lost, talked = rows(office, t.Call)
    assert (lost.result, lost.ending) == (CallResult.MISSED, CallEnding.UNKNOWN)
    assert lost.handled_call_id == talked.id


def test_nothing_unfinished_means_nothing_to_read_again(office):
    play(Recorder(office), recording("a_inbound_answered"))
    assert Recorder(office).office.call(unfinished_journal) == ()
