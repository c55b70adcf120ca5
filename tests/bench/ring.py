"""Figures of a ring: from the packet on the socket to the pop-up, through listener, store and bus.

The PBX is pretended by the simulator in this process, over real TCP; the listener and the screen are the real
processes.
"""

import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TypeVar

from sqlalchemy import text

from crm_tui.domain.phone import display_phone
from crm_tui.pbx.packets import Packet
from crm_tui.pbx.scenes import scene
from crm_tui.pbx.simulate import Simulator
from crm_tui.usecases.office import Office
from tests.bench import BenchRow
from tests.bench.floor import p95
from tests.bench.ground import Ground
from tests.bench.keys import SLOW
from tests.bench.screen import at_work
from tests.bench.seat import BARE, EXTENSION, Watch, environ, seat, sit_down
from tests.pty.harness import Line
from tests.waiting import wait_until

RINGS, SPEED = 24, 3.0
Pretended = TypeVar("Pretended", bound=Simulator)
MOST = {"SQLite": (30.0, 60.0), "Postgres": (None, 80.0)}


class Bell(Simulator):
    """A simulator that notes when it sent the packet by which the operator's telephone begins to ring."""

    rang_at = 0.0

    def _tell(self, packet: Packet) -> None:
        if packet.event == "dialbegin" and f"/{EXTENSION}-" in packet.get("destchannel"):
            self.rang_at = time.monotonic()
        super()._tell(packet)


@dataclass(slots=True)
class Rung:
    """What rings cost: milliseconds to the words painted, and to the last byte; bytes."""

    words: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)


def rows(ground: Ground) -> Iterator[BenchRow]:
    """The rows of `goals.md` about a ring: each engine, and the announcing line over a slow line."""
    floor = list(socket_floor())
    for engine, office in ground.offices():
        url = sit_down(office.store)
        numbers = _numbers(office, ground.clients)
        with listened(url, Bell) as bell:
            rung = _popups(url, bell, numbers)
            half, most = MOST[engine]
            ours = median(rung.words)
            yield BenchRow(
                f"ring to pop-up, p50, {engine}", ours, median(floor), "ms",
                f"<= {half:g} ms" if half else "-", holds=half is None or ours <= half,
            )  # fmt: skip
            ours = p95(rung.words)
            yield BenchRow(
                f"ring to pop-up, p95, {engine}", ours, p95(floor), "ms", f"<= {most:g} ms", ours <= most
            )
            yield BenchRow(f"pop-up: bytes, {engine}", max(rung.sent), None, "bytes", "-", holds=True)
            if engine == "SQLite":
                yield from _announced(url, bell, numbers)


def _announced(url: str, bell: Bell, numbers: list[str]) -> Iterator[BenchRow]:
    rung = _lines(url, bell, numbers, SLOW)
    ours, sent = median(rung.last), max(rung.sent)
    yield BenchRow("slow line, announcing line", ours, SLOW.round_trip * 500, "ms", "<= 500 ms", ours <= 500)
    yield BenchRow("announcing line: bytes, the worst", sent, None, "bytes", "<= 1,000", sent <= 1000)


def _popups(url: str, bell: Bell, numbers: list[str]) -> Rung:
    rung = Rung()
    with seat(url) as screen:
        at_work(screen)
        screen.settle(1.0)
        for number in numbers:
            _ring(screen, bell, number, rung)
            _put_away(screen)
    return rung


def _lines(url: str, bell: Bell, numbers: list[str], line: Line) -> Rung:
    """Somebody types in the search of clients, so calls are announced on the top line only."""
    rung = Rung()
    with seat(url, line=line) as screen:
        at_work(screen)
        screen.press("alt+2", quiet=1.0)
        screen.type("роз", quiet=1.5)
        for number in numbers[:20]:
            _ring(screen, bell, number, rung)
            screen.settle(1.0)
    return rung


def _ring(screen: Watch, bell: Bell, number: str, rung: Rung) -> None:
    screen.forget()
    before = screen.written
    done = bell.play([scene("b_caller_gives_up", number=number)])
    painted = screen.until(display_phone(number))
    screen.settle(0.15)
    rung.words.append((painted - bell.rang_at) * 1000)
    rung.last.append((screen._last_arrival - bell.rang_at) * 1000)
    rung.sent.append(screen.written - before)
    done.result(30)


def _put_away(screen: Watch) -> None:
    screen.settle(0.6)
    screen.press("escape", quiet=0.4)
    screen.press("escape", quiet=0.4)


@contextmanager
def listened(url: str, kind: type[Pretended]) -> Iterator[Pretended]:
    """The pretended PBX with the real listener logged in to it."""
    bell = kind(secret="bench", speed=SPEED)
    port = bell.start()
    variables = {"PBX__HOST": "127.0.0.1", "PBX__PORT": str(port), "PBX__SECRET": "bench"}
    env = environ(url, **{f"CRM_TUI_{name}": value for name, value in variables.items()})
    with open("/dev/null", "w") as nothing:
        listener = subprocess.Popen(
            [sys.executable, "-m", "crm_tui", "pbx", "listen"],
            env={**os.environ, **env}, stdout=nothing, stderr=nothing,
        )  # fmt: skip
    try:
        wait_until(lambda: bell.clients == 1, seconds=60)
        yield bell
    finally:
        listener.terminate()
        listener.wait(20)
        bell.stop()


def _numbers(office: Office, clients: int) -> list[str]:
    """Numbers of some clients that nobody shares."""
    chance = random.Random(21)
    asked = text(
        "SELECT p.e164 FROM client_contact cc JOIN contact_phone cp ON cp.contact_id = cc.contact_id"
        " JOIN phone p ON p.id = cp.phone_id WHERE cc.client_id = :id LIMIT 1"
    )
    with office.store.engine.connect() as connection:
        ids = [chance.randrange(1, clients + 1) for _ in range(RINGS)]
        return [str(connection.execute(asked, {"id": one}).scalar_one()) for one in ids]


def socket_floor() -> Iterator[float]:
    """Milliseconds from a message on a socket to its line of text in the terminal, in bare Textual."""
    with tempfile.TemporaryDirectory() as folder:
        place = str(Path(folder) / "line")
        with seat("", command=[*BARE, place]) as screen, socket.socket(socket.AF_UNIX) as line:
            screen.until("Bare")
            line.connect(place)
            for number in range(RINGS):
                screen.settle(0.2)
                begun = time.monotonic()
                line.sendall(f"ring number {number:03d}\n".encode())
                yield (screen.until(f"{number:03d}") - begun) * 1000
