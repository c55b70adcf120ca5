"""SIGKILL of the listener at any moment while calls run: none lost, none doubled, none with the wrong person.

The judge is the pretended PBX's own record of all it sent, folded by a tracker that was never killed, beside
the journal, which says what the listener had heard before it died.
"""

import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlmodel import Session, select

from crm_tui.domain.call_facts import CallFacts
from crm_tui.domain.kinds import CallEnding, CallResult, Role
from crm_tui.pbx.packets import Packet
from crm_tui.pbx.pretend import SPREAD
from crm_tui.pbx.simulate import Scene, Simulator
from crm_tui.pbx.tracker import Tracker
from crm_tui.store import tables as t
from crm_tui.store.engine import Store
from tests.pbx.recorded import RULES, recording
from tests.waiting import wait_until

LISTENER = """
from crm_tui.config import load
from crm_tui.pbx.line import Timing
from crm_tui.pbx.listener import listen, until_signalled
from crm_tui.usecases.office import open_office

quick = Timing(first_pause=0.02, longest_pause=0.1)
office = open_office(load())
until_signalled(lambda stop: listen(office, stop=stop, timing=quick, lease_seconds=1.5))
"""
STORIES = [
    "a_inbound_answered", "a_inbound_answered_by_group", "a_inbound_group_of_local_channels",
    "b_caller_gives_up", "d_busy_overflow", "e_queue_answered", "g_blind_transfer_ami",
    "h_attended_transfer_refer",
    "i_outbound_dialled_by_hand", "k_hold", "k_pickup",
]  # fmt: skip
LAG_MS = 3000
"""A list carries no time but its arrival, and a listener that is just starting reads late."""
EXTENSIONS = ("201", "202", "203")


def stories_in(text: str) -> set[int]:
    """Whose packet it is: every replay numbers its channels in a thousand of its own."""
    names = text.partition("Timestamp: ")[0]
    return {int(count) // SPREAD for count in re.findall(r"\b\d{10}\.(\d+)\b", names)}


class Remembering(Simulator):
    """A pretended PBX that keeps what it told, in order."""

    def __init__(self, **options) -> None:
        super().__init__(**options)
        self.told: list[str] = []

    def _send(self, writers, packet: Packet) -> None:
        if writers is self._clients:
            self.told.append(packet.text)
        super()._send(writers, packet)


@dataclass
class Chaos:
    """A store, a PBX, and a listener that is killed again and again."""

    store: Store
    pbx: Remembering
    rng: random.Random
    folder: Path
    number: int = 0
    kills: int = 0
    process: subprocess.Popen | None = None
    futures: list = field(default_factory=list)

    def start(self) -> None:
        environ = os.environ | {
            "CRM_TUI_DATABASE_URL": self.store.engine.url.render_as_string(hide_password=False),
            "CRM_TUI_PBX__HOST": self.pbx.host,
            "CRM_TUI_PBX__PORT": str(self.pbx.port),
            "CRM_TUI_PBX__SECRET": "right",
        }
        with (self.folder / "listener.log").open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", LISTENER], env=environ, stderr=output, stdout=output
            )

    def up(self) -> None:
        before = self.pbx.logins
        self.start()
        wait_until(lambda: self.pbx.logins > before and self.pbx.clients, seconds=60)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.kills += 1

    def ring(self) -> None:
        """One more call, from a number of its own."""
        self.number += 1
        words = dict.fromkeys(("0671234567", "0501112233"), f"+38050{self.number:07d}")
        self.futures = [one for one in self.futures if not one.done()]
        self.futures.append(self.pbx.play([Scene(recording(self.rng.choice(STORIES)), words=words)]))

    def run(self, kills: int) -> None:
        """Calls begin all the time; the listener dies at any moment of them, and of its own start."""
        self.up()
        while self.kills < kills:
            until = time.monotonic() + self.rng.uniform(0.1, 1.2)
            while time.monotonic() < until:
                self.ring()
                time.sleep(self.rng.uniform(0.02, 0.3))
            self.kill()
            self.start() if self.rng.random() < 0.2 else self.up()
        wait_until(lambda: self.process.poll() is not None or self.pbx.clients, seconds=60)
        for _ in range(3):
            self.ring()
        for one in self.futures:
            one.result(60)
        wait_until(lambda: not self.running(), seconds=60)
        self.process.terminate()
        assert self.process.wait(30) == 0

    def running(self) -> list[t.Call]:
        with Session(self.store.engine) as session:
            return list(session.exec(select(t.Call).where(t.Call.ending == CallEnding.RUNNING)))

    def truth(self) -> dict[str, CallFacts]:
        tracker, calls = Tracker(RULES), {}
        tracker.connected(0.0)
        for text in self.pbx.told:
            tracker.feed(Packet(text), 0.0)
            calls |= {change.after.key: change.after for change in tracker.changes()}
        return calls

    def judge(self) -> None:
        truth = self.truth()
        with Session(self.store.engine) as session:
            calls = {call.key: call for call in session.exec(select(t.Call))}
            legs, rings = list(session.exec(select(t.CallLeg))), list(session.exec(select(t.Ring)))
            heard = list(session.exec(select(t.Journal).order_by(t.Journal.id)))
        assert len(truth) == self.number
        self.judge_journal(heard)
        known = {row.packet for row in heard}
        listed = {
            p.get("linkedid") for p in map(Packet, known) if p.event in ("coreshowchannel", "newchannel")
        }
        assert {key for key in truth if key in listed} <= set(calls) <= set(truth)
        by_call = {call.id: truth[call.key] for call in calls.values()}
        whole = self.heard_whole(known)
        assert whole, "nothing was heard from beginning to end: the kills were too dense to judge by"
        for leg in legs:
            facts = by_call[leg.call_id]
            self.judge_leg(leg, facts, 60 if facts.key in whole else LAG_MS)
        for ring in rings:
            facts = by_call[ring.call_id]
            assert ring.extension in {one.extension for one in facts.rings if one.channel == ring.channel_uid}
        for key, call in calls.items():
            self.judge_call(call, truth[key], whole=key in whole)

    def judge_journal(self, heard: list[t.Journal]) -> None:
        """What a connection brought stands in the journal without a hole."""
        place = {text: n for n, text in enumerate(self.pbx.told)}
        last: dict[int, int] = {}
        for row in heard:
            if row.packet in place:
                at = place[row.packet]
                assert at == last.get(row.connection_id, at - 1) + 1, "a hole in the journal"
                last[row.connection_id] = at

    def heard_whole(self, known: set[str]) -> set[str]:
        """Calls of which every packet was heard."""
        missing = {story for text in self.pbx.told if text not in known for story in stories_in(text)}
        return {key for key in self.truth() if not stories_in(f"Linkedid: {key}") & missing}

    def judge_call(self, call: t.Call, facts: CallFacts, *, whole: bool) -> None:
        assert (call.number, call.direction) == (facts.number, facts.direction)
        assert call.ending in (CallEnding.ENDED, CallEnding.UNKNOWN)
        assert call.result is not CallResult.ANSWERED or facts.result is CallResult.ANSWERED
        if whole and call.ending is CallEnding.ENDED:
            assert call.result is facts.result
            assert abs(call.talk_ms - sum(leg.talk_ms for leg in facts.legs)) <= 60

    def judge_leg(self, leg: t.CallLeg, facts: CallFacts, more: int) -> None:
        mine = [one for one in facts.legs if one.channel == leg.channel_uid]
        assert [one.extension for one in mine] == [leg.extension]
        assert leg.talk_ms <= mine[0].talk_ms + mine[0].hold_ms + more


@pytest.fixture
def chaos(request, sqlite_store, make_sqlite, tmp_path) -> Iterator[Chaos]:
    for extension in EXTENSIONS:
        make_sqlite.employee(Role.OPERATOR, extensions=(extension,))
    pbx = Remembering(secret="right", speed=4)
    pbx.start()
    made = Chaos(sqlite_store, pbx, random.Random(getattr(request, "param", 1)), tmp_path)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.process.kill()
        made.process.wait()
    pbx.stop()


@pytest.fixture
def make_sqlite(sqlite_store, clock):
    from tests.factories import Make

    return Make(sqlite_store, clock)


@pytest.mark.timeout(180)
def test_a_few_kills_cost_no_call(chaos):
    chaos.run(kills=3)
    chaos.judge()


@pytest.mark.heavy
@pytest.mark.timeout(1700)
@pytest.mark.parametrize("chaos", [11, 12], indirect=True)
def test_a_hundred_kills_of_each_seed_cost_no_call(chaos):
    chaos.run(kills=100)
    chaos.judge()
