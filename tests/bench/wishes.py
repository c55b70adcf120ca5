"""Figures of a wish to the PBX: from the asking of a transfer to the action on the AMI socket.

The asking is the use case in this process, as a screen's worker calls it; the listener is the real process,
the PBX is pretended over real TCP.
"""

import random
import time
from collections.abc import Iterator
from statistics import median

from sqlalchemy import text

from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.pbx.packets import Packet
from crm_tui.pbx.scenes import scene
from crm_tui.pbx.simulate import Simulator
from crm_tui.usecases.office import Office
from crm_tui.usecases.transfers import transfer
from tests.bench import BenchRow
from tests.bench.floor import p95
from tests.bench.ground import Ground
from tests.bench.ring import listened
from tests.bench.seat import EXTENSION, OPERATOR, sit_down
from tests.waiting import wait_until

WARM, WISHES = 4, 40
"""The first ones load what both processes need for it once; they are not counted."""
COLLEAGUE = "299"
NUMBER = "0671234599"
TALK = 0.3, 1.3
"""Seconds after the call was taken, at random: at some moments of the recording the PBX is always telling."""


class Ear(Simulator):
    """A simulator that notes when an action came over the wire, and plays no transfer."""

    heard_at = 0.0

    def _act(self, action: str, packet: Packet, writer) -> None:  # type: ignore[no-untyped-def]
        self.heard_at = time.monotonic()
        super()._act(action, packet, writer)


def rows(ground: Ground) -> Iterator[BenchRow]:
    """The row of `goals.md` on each engine."""
    for engine, office in ground.offices():
        url = sit_down(office.store)
        with listened(url, Ear) as ear:
            took = [_one(office, ear) for _ in range(WARM + WISHES)][WARM:]
        yield BenchRow(f"transfer to AMI action, p50, {engine}", median(took), None, "ms", "-", holds=True)
        ours = p95(took)
        yield BenchRow(f"transfer to AMI action, p95, {engine}", ours, None, "ms", "<= 30 ms", ours <= 30)


def _one(office: Office, ear: Ear) -> float:
    """Milliseconds of one transfer of a call that has just been taken."""
    me = Actor(OPERATOR, "bench", "", frozenset({Role.OPERATOR}))
    done = ear.play([scene("k_hold", number=NUMBER)])
    wait_until(lambda: _talking(office) is not None)
    call_id = _talking(office)
    time.sleep(random.uniform(*TALK))
    ear.heard_at = 0.0
    begin = time.monotonic()
    office.as_actor(me).call(transfer, call_id=call_id, to=COLLEAGUE)
    wait_until(lambda: ear.heard_at)
    done.result(60)
    wait_until(lambda: _talking(office) is None)
    return (ear.heard_at - begin) * 1000


def _talking(office: Office) -> int | None:
    asked = text(
        "SELECT l.call_id FROM call_leg l JOIN call c ON c.id = l.call_id"
        " WHERE l.extension = :mine AND l.ended_at IS NULL AND c.ending = 'running'"
        " ORDER BY l.id DESC LIMIT 1"
    )
    with office.store.engine.connect() as connection:
        found: int | None = connection.execute(asked, {"mine": EXTENSION}).scalar()
    return found
