"""Figures of presence: from the PBX's word about a phone to the line painted on a colleague's screen."""

import time
from collections.abc import Iterator
from statistics import median

from crm_tui.pbx.packets import Packet
from crm_tui.pbx.scenes import scene
from crm_tui.pbx.simulate import Simulator
from tests.bench import BenchRow
from tests.bench.floor import p95
from tests.bench.ground import Ground
from tests.bench.ring import listened, socket_floor
from tests.bench.screen import at_work
from tests.bench.seat import Watch, seat, sit_down

CALLS, MOST = 10, 150.0
COLLEAGUE = "203"
WORDS = {"RINGING": "phone rings", "INUSE": "in a call", "NOT_INUSE": "available"}


class Told(Simulator):
    """A simulator that notes when it told of the colleague's telephone."""

    told_at: dict[str, float] = {}  # noqa: RUF012  # one simulator at a time

    def _tell(self, packet: Packet) -> None:
        if packet.event == "devicestatechange" and packet.get("device") == f"PJSIP/{COLLEAGUE}":
            self.told_at[packet.get("state")] = time.monotonic()
        super()._tell(packet)


def rows(ground: Ground) -> Iterator[BenchRow]:
    """The row of `goals.md` about presence, on each engine."""
    floor = list(socket_floor())
    for engine, office in ground.offices():
        url = sit_down(office.store)
        with listened(url, Told) as pbx, seat(url) as screen:
            at_work(screen)
            screen.press("alt+5", quiet=1.5)
            found = [one for _ in range(CALLS) for one in _call(pbx, screen)]
        ours = p95(found)
        yield BenchRow(
            f"PBX event to presence, p50, {engine}", median(found), median(floor), "ms", "-", holds=True
        )
        yield BenchRow(
            f"PBX event to presence, p95, {engine}",
            ours,
            p95(floor),
            "ms",
            f"<= {MOST:g} ms",
            holds=ours <= MOST,
        )


def _call(pbx: Told, screen: Watch) -> Iterator[float]:
    """A call that rings at the colleague, is talked and ends: milliseconds from each word to its paint."""
    screen.settle(0.5)
    screen.stream.clear()
    pbx.told_at.clear()
    done = pbx.play([scene("a_inbound_answered", number="+380509990011", extensions={"201": COLLEAGUE})])
    for state, words in WORDS.items():
        painted = screen.until(words)
        screen.stream.clear()
        yield (painted - pbx.told_at[state]) * 1000
    done.result(30)
