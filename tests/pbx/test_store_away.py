"""The store goes away while the PBX tells: the packets wait, and stand in the journal in order, once."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from crm_tui.config import PbxSettings
from crm_tui.domain.kinds import CallEnding, CallResult, Role
from crm_tui.pbx import listener, recorder
from crm_tui.pbx.line import Timing
from crm_tui.pbx.recorder import TRIES, Recorder
from crm_tui.pbx.recordings import Recording
from crm_tui.pbx.simulate import Scene, Simulator
from crm_tui.store import leases
from crm_tui.store import tables as t
from crm_tui.store.engine import Store
from crm_tui.usecases.office import Office
from tests.pbx.recorded import instants, recording
from tests.waiting import wait_until

QUICK = Timing(idle=0.5, patience=2.0, first_pause=0.01, longest_pause=0.05)


class Away:
    """Takes the store away from its users, really: a locked file, a server that lets nobody in."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._lock: sqlite3.Connection | None = None
        url = store.engine.url
        self._name = url.database
        # Nobody is let in, so the gate is worked from another database of the server.
        self._server = url.set(drivername="postgresql", database="postgres").render_as_string(
            hide_password=False
        )

    def go(self) -> None:
        if self.store.is_sqlite:
            self._lock = sqlite3.connect(str(self.store.path), isolation_level=None, check_same_thread=False)
            self._lock.execute("BEGIN IMMEDIATE")
        else:
            self._gate(False)

    def come_back(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        elif not self.store.is_sqlite:
            self._gate(True)

    def _gate(self, is_open: bool) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(f'ALTER DATABASE "{self._name}" WITH ALLOW_CONNECTIONS {is_open}')
            if not is_open:
                ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
                connection.execute(ended, [self._name])


@pytest.fixture
def away(store: Store) -> Iterator[Away]:
    if store.is_sqlite:
        # A file that is locked is told at once, not after ten seconds.
        event.listen(store.engine, "connect", lambda one, _: one.execute("PRAGMA busy_timeout=1"))
        store.engine.dispose()
    made = Away(store)
    yield made
    made.come_back()


def journal(office: Office) -> list[str]:
    with Session(office.store.engine) as session:
        return list(session.exec(select(t.Journal.packet).order_by(t.Journal.id)))


def after(times: int, work: Callable[[], None]) -> Callable[[float], None]:
    """A pause that takes no time; at the given one the work is done."""
    paused: list[float] = []

    def pause(seconds: float) -> None:
        paused.append(seconds)
        if len(paused) == times:
            work()

    return pause


def test_packets_that_came_meanwhile_are_all_there_in_order_once(office, away):
    story = recording("a_inbound_answered")
    listening = Recorder(office, clock=lambda: story.steps[0].at, pause=after(7, away.come_back))
    listening.opened("")
    reads = instants(list(story.steps))
    for number, read in enumerate(reads):
        if number == len(reads) // 2:
            away.go()
        listening.take([step.packet for step in read], read[0].at)
    assert journal(office) == [step.packet.text for step in story.steps]
    with Session(office.store.engine) as session:
        (call,) = session.exec(select(t.Call)).all()
    assert (call.ending, call.result) == (CallEnding.ENDED, CallResult.ANSWERED)


def test_it_waits_half_a_minute_and_then_says_so(office, away):
    waited: list[float] = []
    listening = Recorder(office, pause=waited.append)
    listening.opened("")
    away.go()
    story = recording("a_inbound_answered")
    with pytest.raises(OperationalError):
        listening.take([story.steps[0].packet])
    assert (len(waited), sum(waited)) == (TRIES - 1, 29.5)


def test_a_transaction_that_the_server_broke_off_is_written_again(postgres_store, clock, monkeypatch):
    """The process stood still for longer than Postgres waits (a stopped machine): no packet is lost."""
    monkeypatch.setattr(leases, "HANGING_SECONDS", 0.05)
    office = Office(store=postgres_store, settings=postgres_store.settings, clock=clock)
    held = leases.acquire(postgres_store, recorder.LEASE, "one")
    story = recording("a_inbound_answered")
    listening = Recorder(office, epoch=held.epoch, clock=lambda: story.steps[0].at, pause=lambda _: None)
    listening.opened("")
    real, still = listening._interpret, [True]

    def stand_still(packets, at) -> None:
        real(packets, at)
        if still:
            still.clear()
            time.sleep(0.3)

    monkeypatch.setattr(listening, "_interpret", stand_still)
    for instant in instants(list(story.steps)):
        listening.take([step.packet for step in instant], instant[0].at)
    assert still == []
    assert journal(office) == [step.packet.text for step in story.steps]
    assert _results(office) == [CallResult.ANSWERED]


def test_a_commit_whose_answer_was_lost_is_not_written_twice(office, monkeypatch):
    """The server commits, then the line to it breaks: we cannot know, and must look before trying again."""
    story, real, lost = recording("a_inbound_answered"), recorder.write_scope, [True]

    @contextmanager
    def breaking(*args, **options):
        with real(*args, **options) as unit:
            yield unit
        if lost:
            lost.clear()
            raise OperationalError("COMMIT", {}, ConnectionError("server closed the connection"))

    listening = Recorder(office, clock=lambda: story.steps[0].at, pause=lambda _seconds: None)
    listening.opened("")
    for number, read in enumerate(instants(list(story.steps))):
        with monkeypatch.context() as patch:
            if number == 3:
                patch.setattr(recorder, "write_scope", breaking)
            listening.take([step.packet for step in read], read[0].at)
    assert lost == []
    assert journal(office) == [step.packet.text for step in story.steps]


def test_when_it_stays_away_the_listener_begins_anew_and_asks_the_pbx(store, make, away, monkeypatch):
    """The call's beginning was dropped with the patience; what the PBX still tells of it is stored."""
    make.employee(Role.OPERATOR, extensions=("201",))
    monkeypatch.setattr(recorder, "TRIES", 3)
    monkeypatch.setattr(recorder, "TRY_PAUSE", 0.01)
    monkeypatch.setattr(listener, "AFTER_A_FAULT", 0.05)
    pbx = Simulator(secret="right", speed=0)
    settings = replace(store.settings, pbx=PbxSettings(port=pbx.start(), secret="right"))
    office = Office(store=replace(store, settings=settings), settings=settings)
    stop, story = threading.Event(), recording("a_inbound_answered")
    met = 1 + max(n for n, step in enumerate(story.steps) if step.packet.event == "bridgeenter")
    options = {"stop": stop, "timing": QUICK, "lease_seconds": 0.3, "try_seconds": 0.05}
    work = threading.Thread(target=listener.listen, args=(office,), kwargs=options)
    work.start()
    try:
        wait_until(lambda: pbx.clients == 1)
        away.go()
        pbx.play([Scene(Recording(story.steps[:met], story.closed_at))]).result(20)
        wait_until(lambda: pbx.clients == 0)
        away.come_back()
        wait_until(lambda: _results(office) == [CallResult.TALKING])
    finally:
        stop.set()
        work.join(20)
        pbx.stop()


def _results(office: Office) -> list[CallResult]:
    with Session(office.store.engine) as session:
        return list(session.exec(select(t.Call.result)))
