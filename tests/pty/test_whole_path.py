"""The main job on real input: AMI over TCP, journal, call, ring, pop-up, saved talk with its talk time."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from crm_tui.config import PbxSettings
from crm_tui.domain.kinds import Role
from crm_tui.pbx.line import Timing
from crm_tui.pbx.listener import listen
from crm_tui.pbx.scenes import scene
from crm_tui.pbx.simulate import Simulator
from crm_tui.store.engine import Store
from crm_tui.usecases.office import Office
from tests.factories import Make
from tests.pty.harness import Terminal
from tests.waiting import wait_until

QUICK = Timing(idle=5.0, patience=20.0, first_pause=0.05, longest_pause=0.5, refused_pause=3600)
SPEED = 0.5
"""The recording is brief: at half its speed there is time to see and to type."""


@contextmanager
def pretended_office(store: Store) -> Iterator[Simulator]:
    """A PBX that replays recordings, and the listener that is logged in to it."""
    pbx = Simulator(secret="right", speed=SPEED)
    pbx.start()
    settings = replace(store.settings, pbx=PbxSettings(host=pbx.host, port=pbx.port, secret="right"))
    office = Office(store=replace(store, settings=settings), settings=settings)
    stop = threading.Event()
    listener = threading.Thread(target=listen, args=(office,), kwargs={"stop": stop, "timing": QUICK})
    listener.start()
    try:
        wait_until(lambda: pbx.clients == 1)
        yield pbx
    finally:
        stop.set()
        listener.join(20)
        pbx.stop()


def test_from_the_recording_to_the_saved_talk(sqlite_store: Store) -> None:
    make = Make(sqlite_store, lambda: datetime.now(UTC))
    operator = make.actor(Role.SPECIALIST, extensions=("201",), login="oksana", full_name="Оксана Ковальчук")
    client = make.known("Ромашка", "+380501112233")
    service = make.service("M.E.Doc Звітність")
    make.talk(client, operator, service_id=service.id)
    command = [sys.executable, "-m", "tests.pty.apps.desk", f"sqlite:///{sqlite_store.path}", "oksana"]
    with pretended_office(sqlite_store) as pbx, Terminal(command) as terminal:
        terminal.wait("Оксана Ковальчук")
        terminal.settle(0.5)
        pbx.play([scene("a_inbound_answered", number="0501112233")])
        terminal.wait("ДЗВОНИТЬ")
        terminal.wait("Ромашка")
        terminal.settle(0.5)
        terminal.press("enter")
        terminal.wait("Про що говорили")
        terminal.press("enter")
        terminal.type("Питали про звіт")
        terminal.wait("РОЗМОВА")
        terminal.wait("тривалість розмови", 60)
        terminal.press("f2")
        terminal.wait("Переговір збережено")
        assert terminal.presses <= 5
    query = """
        select talk.text, talk.state, talk.client_id, talk.service_id, call.client_id,
            talk.talk_ms > 0 and talk.talk_ms <= call.talk_ms
        from talk join call on call.id = talk.call_id
    """
    with sqlite_store.engine.connect() as connection:
        found = tuple(connection.exec_driver_sql(query).one())
    assert found == ("Питали про звіт", "saved", client.id, service.id, client.id, 1)
