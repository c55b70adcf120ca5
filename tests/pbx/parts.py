"""The parts of an office under chaos, each a process of its own: the PBX, the listener, a person's screen."""

import json
import mmap
import os
import signal
import struct
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from crm_tui.config import load
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.pbx.line import Timing
from crm_tui.pbx.listener import listen, until_signalled
from crm_tui.pbx.packets import Packet
from crm_tui.pbx.pretend_acts import Playing
from crm_tui.pbx.recordings import Step
from crm_tui.pbx.simulate import Scene, Simulator
from crm_tui.usecases.drafts import keep_draft
from crm_tui.usecases.office import Office, open_office
from crm_tui.usecases.rings import claim_ring, rings_for
from tests.pbx.cel_files import CEL_FIELDS, csv_text
from tests.pbx.recorded import recording

QUICK = Timing(idle=0.3, patience=5.0, first_pause=0.01, longest_pause=0.05)
INSTANT = 0.05
"""Seconds of silence that part two instants of a recording."""
PER_LIFE = 5_000
"""Serial numbers of a PBX's life: no two lives give a channel the same name."""


class DayClock:
    """The time of the simulated day, one for all processes: it runs, and jumps when nothing happens.

    A jump is wished by the day and made by the PBX between two instants: what the wire and the PBX's own
    record tell of one instant has one time, as with a real PBX.
    """

    def __init__(self, file: Path, *, begin: datetime | None = None) -> None:
        if begin is not None:
            file.write_bytes(struct.pack("2d", begin.timestamp() - time.monotonic(), 0.0))
        with file.open("r+b") as opened:
            self._shared = mmap.mmap(opened.fileno(), 16)

    def __call__(self) -> float:
        return self._read()[0] + time.monotonic()

    def wish(self, seconds: float) -> None:
        self._shared[8:] = struct.pack("d", self._read()[1] + seconds)

    def jump(self) -> None:
        """Makes the wished jumps."""
        offset, wished = self._read()
        if wished:
            self._shared[:] = struct.pack("2d", offset + wished, 0.0)

    def _read(self) -> tuple[float, float]:
        offset, wished = struct.unpack("2d", self._shared[:])
        return offset, wished

    def now(self) -> datetime:
        return datetime.fromtimestamp(self(), UTC)


class DayPbx(Simulator):
    """Writes down what it tells before it tells it, and keeps CEL: the truth outlives it."""

    def __init__(self, told: Path, cel: Path, clock: DayClock, **options: Any) -> None:
        super().__init__(clock=clock, **options)
        self._told, self._cel = (
            os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND) for file in (told, cel)
        )
        self._jump = clock.jump
        self._in_an_instant: set[int] = set()
        """Plays that are in the middle of one."""

    def _send(self, writers, packet: Packet) -> None:
        if writers is self._clients:
            os.write(self._told, json.dumps(packet.text).encode() + b"\n")
            if packet.event == "cel":
                row = [packet.get("timestamp" if name == "@" else name) for name in CEL_FIELDS]
                os.write(self._cel, csv_text([row]).encode())
        super()._send(writers, packet)

    async def _play(self, steps: Sequence[Step], playing: Playing) -> None:
        last = {id(one.packet) for one, after in pairwise(steps) if after.at - one.at > INSTANT}
        put_on, me = playing.put_on, id(playing)

        def noted(packet: Packet) -> Packet:
            if not self._in_an_instant:
                self._jump()
            (self._in_an_instant.discard if id(packet) in last else self._in_an_instant.add)(me)
            return put_on(packet)

        playing.put_on = noted
        try:
            await super()._play(steps, playing)
        finally:
            self._in_an_instant.discard(me)


def pbx(folder: str, port: int, life: int, speed: float, wait: float) -> None:
    """Plays the rest of the day: whatever no PBX before it has begun."""
    clock = DayClock(Path(folder) / "clock")
    one = DayPbx(
        Path(folder) / f"told-{life:04}", Path(folder) / "Master.csv", clock,
        port=port, secret="right", speed=speed, uptime=0.0 if life else 86_400.0,
        first_serial=life * PER_LIFE + 1,
    )  # fmt: skip
    one.start()
    signal.signal(signal.SIGUSR1, lambda *_: one.cut())
    begun, futures = Path(folder) / "begun", []
    calls = json.loads((Path(folder) / "day").read_text("utf-8"))
    for number in range(len(begun.read_text() if begun.exists() else ""), len(calls)):
        with begun.open("a") as file:
            file.write(".")
        call = calls[number]
        futures.append(one.play([Scene(recording(call["story"]), words=call["words"])]))
        time.sleep(call["pause"] * wait)
    for future in futures:
        future.result(120)
    (Path(folder) / "over").touch()
    while True:
        signal.pause()


def listener(folder: str, lease: float) -> None:
    """The listener as it runs in an office, with quick pauses and a short lease."""
    office = _office(folder)
    until_signalled(
        lambda stop: listen(office, stop=stop, timing=QUICK, lease_seconds=lease, try_seconds=0.05)
    )


def screen(folder: str, employee_id: int) -> None:
    """A person's screen: told of a ring, it claims it and keeps what is typed; what is kept is noted."""
    office = _office(folder).as_actor(
        Actor(id=employee_id, login="", full_name="", roles=frozenset({Role.OPERATOR}))
    )
    kept, rung = Path(folder) / f"kept-{employee_id}", threading.Event()
    name = f"screen-{os.getpid()}"
    wishes = office.subscribe({f"op.{employee_id}"}, lambda _notes: rung.set())
    try:
        while os.getppid() != 1:
            for ring in _patiently(lambda: office.call(rings_for)):
                if ring.screen is None and _patiently(
                    lambda ring=ring: office.call(claim_ring, ring_id=ring.id, screen=name)
                ):
                    typed = f"{ring.call_id} {ring.number}"
                    _patiently(
                        lambda ring=ring, typed=typed: office.call(
                            keep_draft, form="chaos", subject=str(ring.id), body=typed
                        )
                    )
                    with kept.open("a") as file:
                        file.write(f"{ring.id} {typed}\n")
            rung.wait(0.5)
            rung.clear()
    finally:
        wishes.close()


def _patiently(work: Callable[[], Any]) -> Any:
    """A screen's person presses the key again when the store was away for a moment."""
    from sqlalchemy.exc import DBAPIError

    for _ in range(100):
        try:
            return work()
        except (DBAPIError, Refused):
            time.sleep(0.05)
    raise TimeoutError("the store stays away")


def _office(folder: str) -> Office:
    clock = DayClock(Path(folder) / "clock")
    office = open_office(load())
    return Office(store=office.store, settings=office.settings, clock=clock.now)


PARTS: dict[str, Callable[..., None]] = {"pbx": pbx, "listener": listener, "screen": screen}
