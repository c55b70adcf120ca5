"""Wishes from the screen to the wire and back: the listener and the pretended PBX over real TCP."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlmodel import Session, select

from crm_tui.config import PbxSettings
from crm_tui.domain.kinds import CallResult, ClientCertainty, CommandKind, CommandOutcome, RingState, Role
from crm_tui.domain.permissions import system_actor
from crm_tui.pbx.commands import Commands
from crm_tui.pbx.listener import listen
from crm_tui.pbx.recorder import Recorder
from crm_tui.pbx.recordings import Recording
from crm_tui.pbx.simulate import Scene, Simulator
from crm_tui.store import tables as t
from crm_tui.store.leases import StaleLease, acquire
from crm_tui.usecases import blocked_numbers, dialling, pbx_commands, transfers
from crm_tui.usecases.journal import note_pbx_state, pbx_state
from crm_tui.usecases.office import Office
from tests.pbx.recorded import recording
from tests.pbx.test_listener import QUICK
from tests.waiting import wait_until

NUMBER = "+380501112299"


@pytest.fixture
def pbx() -> Iterator[Simulator]:
    simulator = Simulator(secret="right", speed=20)
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def office(store, pbx, actors) -> Office:
    settings = replace(
        store.settings,
        pbx=PbxSettings(host=pbx.host, port=pbx.port, secret="right", transfer_context="transfers"),
    )
    return Office(store=replace(store, settings=settings), settings=settings, actor=actors[Role.ADMIN])


@pytest.fixture
def olena(office, make) -> Office:
    return office.as_actor(make.actor(Role.OPERATOR, extensions=("201",), full_name="Олена Коваль"))


@pytest.fixture
def ivan(office, make) -> Office:
    return office.as_actor(make.actor(Role.OPERATOR, extensions=("207",), full_name="Іван Петренко"))


@pytest.fixture
def listening(office, pbx) -> Iterator[None]:
    stop = threading.Event()
    work = threading.Thread(target=listen, args=(office,), kwargs={"stop": stop, "timing": QUICK})
    work.start()
    wait_until(lambda: office.call(pbx_state).state == "up" and pbx.clients == 1)
    yield
    stop.set()
    work.join(20)


def outcome(office: Office, command) -> CommandOutcome | None:
    return office.call(pbx_commands.show_command, command_id=command.id).outcome


def calls(office: Office) -> list[t.Call]:
    with Session(office.store.engine) as session:
        return list(session.exec(select(t.Call).order_by(t.Call.id)))


def legs(office: Office) -> dict[str, int]:
    with Session(office.store.engine) as session:
        return {one.extension: one.talk_ms for one in session.exec(select(t.CallLeg))}


def taken_at(office: Office, extension: str) -> bool:
    """Whether somebody at this extension picked the call up."""
    with Session(office.store.engine) as session:
        ring = session.exec(select(t.Ring).where(t.Ring.extension == extension)).first()
    return ring is not None and ring.state is RingState.ANSWERED


def ring_up(pbx: Simulator, office: Office) -> t.Call:
    """A client calls 201, who takes the call and goes on talking."""
    story = recording("a_inbound_answered")
    cut = next(place for place, step in enumerate(story.steps) if step.packet.event == "bridgeleave")
    words = {"0671234567": "+380671234567"}
    pbx.play([Scene(Recording(story.steps[: cut - 1], story.closed_at), words=words)]).result(20)
    wait_until(lambda: [one.result for one in calls(office)] == [CallResult.TALKING])
    return calls(office)[0]


@pytest.mark.usefixtures("listening")
@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ("99", CommandOutcome.ANSWERED),
        ("11", CommandOutcome.BUSY),
        ("22", CommandOutcome.GIVEN_UP),
        ("33", CommandOutcome.PHONE_REFUSED),
        ("44", CommandOutcome.BAD_CHANNEL),
    ],
)
def test_a_client_is_dialled(office, olena, pbx, make, ending, expected):
    number = f"+3805011122{ending}"
    client = make.known("Веселка", number)
    command = olena.call(dialling.dial, number=number, client_id=client.id)
    wait_until(lambda: outcome(office, command) is not None)
    assert outcome(office, command) is expected
    (asked,) = pbx.acts
    assert asked.get("action") == "Originate"
    assert asked.get("channel") == "PJSIP/201"
    assert asked.get("exten") == f"05011122{ending}"
    (call,) = calls(office)
    assert (call.key, call.e164, call.client_id) == (asked.get("channelid"), number, client.id)
    assert (call.certainty, call.dialled_by_id) == (ClientCertainty.DIALLED, olena.actor.id)


@pytest.mark.usefixtures("listening")
def test_a_talk_goes_to_a_colleague_who_sees_the_client_ring(office, olena, ivan, pbx):
    call = ring_up(pbx, office)
    command = olena.call(transfers.transfer, call_id=call.id, to_employee_id=ivan.actor.id)
    wait_until(lambda: outcome(office, command) is not None)
    assert outcome(office, command) is CommandOutcome.ANSWERED
    assert pbx.acts[0].get("exten") == "207"
    with Session(office.store.engine) as session:
        ring = session.exec(select(t.Ring).where(t.Ring.extension == "207")).one()
        assert (ring.call_id, ring.employee_id) == (call.id, ivan.actor.id)
    wait_until(lambda: calls(office)[0].ended_at is not None)
    assert len(calls(office)) == 1
    assert set(legs(office)) == {"201", "207"}
    assert sum(legs(office).values()) == calls(office)[0].talk_ms


@pytest.mark.usefixtures("listening")
def test_a_word_with_the_colleague_first(office, olena, ivan, pbx):
    call = ring_up(pbx, office)
    begun = olena.call(transfers.transfer, call_id=call.id, to="207", attended=True)
    wait_until(lambda: taken_at(office, "207"))
    done = olena.call(transfers.complete_transfer, call_id=call.id)
    wait_until(lambda: outcome(office, begun) and outcome(office, done))
    assert (outcome(office, begun), outcome(office, done)) == (CommandOutcome.ANSWERED, CommandOutcome.DONE)


@pytest.mark.usefixtures("listening")
def test_the_client_is_taken_back(office, olena, pbx):
    call = ring_up(pbx, office)
    begun = olena.call(transfers.transfer, call_id=call.id, to="207", attended=True)
    wait_until(lambda: taken_at(office, "207"))
    back = olena.call(transfers.cancel_transfer, call_id=call.id)
    wait_until(lambda: outcome(office, begun) and outcome(office, back))
    assert (outcome(office, begun), outcome(office, back)) == (CommandOutcome.RETURNED, CommandOutcome.DONE)
    olena.call(pbx_commands.hang_up, call_id=call.id)
    wait_until(lambda: calls(office)[0].result is CallResult.ANSWERED)


@pytest.mark.usefixtures("listening")
def test_a_blocked_caller_is_hung_up_on_at_once(office, make, pbx, actors):
    head = office.as_actor(actors[Role.HEAD])
    head.call(blocked_numbers.block_number, number="+380671234567")
    pbx.play([Scene(recording("c_no_answer"), words={"0671234567": "+380671234567"})])
    wait_until(lambda: pbx.acts)
    assert (pbx.acts[0].get("action"), pbx.acts[0].get("cause")) == ("Hangup", "21")
    assert pbx.acts[0].get("channel").startswith("PJSIP/provider-")
    wait_until(lambda: calls(office)[0].ended_at is not None)
    with Session(office.store.engine) as session:
        assert session.exec(select(t.Ring)).all() == []


@pytest.mark.usefixtures("listening")
def test_without_a_line_the_wish_fails_in_a_moment(office, olena, pbx):
    pbx.secret = "changed"
    pbx.cut()
    wait_until(lambda: office.call(pbx_state).state == "refused")
    office.as_actor(system_actor("pbx")).call(note_pbx_state, state="up", detail="")
    command = olena.call(dialling.dial, number=NUMBER)
    wait_until(lambda: outcome(office, command) is not None)
    assert outcome(office, command) is CommandOutcome.NO_LINE
    assert pbx.acts == []


class Wire:
    """A line that dies where the test says."""

    def __init__(self, fault: type[BaseException] | None = None) -> None:
        self.fault, self.sent = fault, []

    def act(self, action, fields):
        self.sent.append((action, fields))
        if self.fault is not None:
            raise self.fault
        raise AssertionError("the test ends here")


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
def hand(office):
    """The listener's hand of an epoch, with the line called up."""
    office.as_actor(system_actor("pbx")).call(note_pbx_state, state="up", detail="")
    acquire(office.store, "pbx", "test", seconds=3600)

    def build(epoch: int, prove: Callable[[], None] = lambda: None) -> Commands:
        return Commands(Recorder(office), epoch=epoch, clock=time.time, prove=prove)

    return build


def test_a_listener_killed_before_it_took_the_wish_leaves_it_to_the_next(office, olena, hand, monkeypatch):
    command = olena.call(dialling.dial, number=NUMBER)
    first, wire = hand(1), Wire(Killed)
    monkeypatch.setattr(first, "_take", lambda up: (_ for _ in ()).throw(Killed))
    with pytest.raises(Killed):
        first.run(wire)
    assert wire.sent == []
    with pytest.raises(Killed):
        hand(2).run(wire)
    assert [action for action, _ in wire.sent] == ["Originate"]
    assert outcome(office, command) is None


def test_a_listener_killed_with_the_wish_on_the_wire_leaves_a_doubt_and_no_second_call(office, olena, hand):
    command = olena.call(dialling.dial, number=NUMBER)
    wire = Wire(Killed)
    with pytest.raises(Killed):
        hand(1).run(wire)
    hand(2).run(wire)
    assert len(wire.sent) == 1
    assert outcome(office, command) is CommandOutcome.IN_DOUBT


def test_a_listener_stopped_between_mark_and_wire_and_woken_too_late_sends_nothing(office, olena, hand):
    def prove() -> None:
        raise StaleLease("pbx", 1, 2)

    command = olena.call(dialling.dial, number=NUMBER)
    wire = Wire()
    with pytest.raises(StaleLease):
        hand(1, prove).run(wire)
    hand(2).run(wire)
    assert wire.sent == []
    assert outcome(office, command) is CommandOutcome.IN_DOUBT


def test_a_line_that_dies_under_the_wish_leaves_a_doubt(office, olena, hand):
    command = olena.call(dialling.dial, number=NUMBER)
    with pytest.raises(TimeoutError):
        hand(1).run(Wire(TimeoutError))
    assert outcome(office, command) is CommandOutcome.IN_DOUBT


def test_an_act_upon_a_channel_that_is_gone_says_so(office, olena, hand, make):
    call = make.save(t.Call(key="1.1", direction="in", started_at=office.clock(), result="talking"))
    make.save(
        t.CallLeg(
            call_id=call.id, channel_uid="1.2", extension="201", employee_id=olena.actor.id,
            began_at=office.clock(), talk_began_at=office.clock(),
        )
    )  # fmt: skip
    command = olena.call(transfers.transfer, call_id=call.id, to="207")
    assert command.kind is CommandKind.BLIND_TRANSFER
    wire = Wire()
    hand(1).run(wire)
    assert wire.sent == []
    assert outcome(office, command) is CommandOutcome.NO_CHANNEL
