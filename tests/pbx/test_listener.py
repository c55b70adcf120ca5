"""The listener as a whole: over real TCP from the pretended PBX into the store."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlmodel import Session, select

from crm_tui.config import PbxSettings
from crm_tui.domain.kinds import CallEnding, CallResult, Role
from crm_tui.pbx.line import Timing
from crm_tui.pbx.listener import listen
from crm_tui.pbx.recorder import LEASE
from crm_tui.pbx.recordings import Recording
from crm_tui.pbx.simulate import Scene, Simulator
from crm_tui.store import tables as t
from crm_tui.store.leases import acquire, lease_state, release
from crm_tui.usecases.journal import pbx_state
from crm_tui.usecases.office import Office
from tests.pbx.recorded import recording
from tests.waiting import wait_until

QUICK = Timing(idle=0.5, patience=2.0, first_pause=0.01, longest_pause=0.05, refused_pause=3600)


class Running:
    """Listeners in threads of their own, all ended at the end."""

    def __init__(self, office: Office) -> None:
        self.office, self.listeners = office, list[tuple[threading.Event, threading.Thread]]()

    def start(self, **options) -> None:
        stop = threading.Event()
        work = threading.Thread(
            target=listen, args=(self.office,), kwargs={"stop": stop, "timing": QUICK} | options
        )
        work.start()
        self.listeners.append((stop, work))

    def end(self) -> None:
        for stop, work in self.listeners:
            stop.set()
            work.join(20)
        self.listeners.clear()


@pytest.fixture
def pbx() -> Iterator[Simulator]:
    simulator = Simulator(secret="right", speed=0)
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def office(store, make, pbx, actors) -> Office:
    make.employee(Role.OPERATOR, extensions=("201",))
    settings = replace(store.settings, pbx=PbxSettings(host=pbx.host, port=pbx.port, secret="right"))
    return Office(store=replace(store, settings=settings), settings=settings, actor=actors[Role.ADMIN])


@pytest.fixture
def running(office) -> Iterator[Running]:
    started = Running(office)
    yield started
    started.end()


def calls(office: Office) -> list[t.Call]:
    with Session(office.store.engine) as session:
        return list(session.exec(select(t.Call).order_by(t.Call.id)))


def is_up(office: Office) -> bool:
    return office.call(pbx_state).state == "up"


def test_a_call_goes_from_the_wire_to_the_store(office, running, pbx):
    running.start()
    wait_until(lambda: is_up(office) and pbx.clients == 1)
    pbx.play([Scene(recording("a_inbound_answered"), words={"0671234567": "+380501112233"})])
    wait_until(lambda: [call.ending for call in calls(office)] == [CallEnding.ENDED])
    (call,) = calls(office)
    assert (call.e164, call.result) == ("+380501112233", CallResult.ANSWERED)
    with Session(office.store.engine) as session:
        (ring,) = session.exec(select(t.Ring)).all()
    assert ring.employee_id is not None


def test_a_stopped_listener_lets_the_lease_go(office, running):
    running.start()
    wait_until(lambda: is_up(office))
    running.end()
    assert office.call(pbx_state).state == "down"
    assert acquire(office.store, LEASE, "next") is not None


def test_of_two_listeners_one_waits(office, running, pbx):
    held = acquire(office.store, LEASE, "another")
    running.start(lease_seconds=1)
    pbx_seen = pbx.logins
    assert pbx_seen == 0
    release(office.store, held)
    wait_until(lambda: is_up(office))
    assert lease_state(office.store, LEASE).epoch > held.epoch


def test_a_call_in_progress_is_found_by_a_new_listener(office, running, pbx):
    story = recording("a_inbound_answered")
    cut = next(place for place, step in enumerate(story.steps) if step.packet.event == "bridgeleave")
    pbx.play([Scene(Recording(story.steps[:cut], story.closed_at))]).result(20)
    running.start()
    wait_until(lambda: [call.result for call in calls(office)] == [CallResult.TALKING])


def test_a_cut_line_costs_no_call_that_the_pbx_still_tells_of(office, running, pbx):
    running.start()
    wait_until(lambda: is_up(office) and pbx.clients == 1)
    story = recording("a_inbound_answered")
    cut = next(place for place, step in enumerate(story.steps) if step.packet.event == "dialend")
    pbx.play([Scene(Recording(story.steps[:cut], story.closed_at))]).result(20)
    wait_until(lambda: calls(office))
    pbx.cut()
    wait_until(lambda: pbx.logins == 2 and is_up(office))
    assert [call.result for call in calls(office)] == [CallResult.RINGING]
    pbx.crash()
    wait_until(lambda: calls(office)[0].ending is CallEnding.UNKNOWN)


def test_a_wrong_secret_is_told_to_all(office, running, pbx):
    pbx.secret = "changed"
    running.start()
    wait_until(lambda: office.call(pbx_state).state == "refused")
    assert pbx.logins == 1
