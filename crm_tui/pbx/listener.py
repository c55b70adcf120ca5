"""`crm-tui pbx listen`: the one process of a store that hears the PBX and writes what it tells."""

import logging
import os
import platform
import threading
import time
from collections.abc import Callable
from contextlib import closing
from uuid import uuid4

from sqlalchemy.exc import OperationalError

from crm_tui.domain.permissions import system_actor
from crm_tui.pbx.client import AmiClient
from crm_tui.pbx.commands import Commands
from crm_tui.pbx.line import Line, LineEvents, LineState, Timing
from crm_tui.pbx.packets import Packet
from crm_tui.pbx.recorder import LEASE, Recorder
from crm_tui.pbx.wake import Wake
from crm_tui.store.bus import Note
from crm_tui.store.leases import (
    LEASE_SECONDS,
    RENEW_SECONDS,
    TRY_SECONDS,
    Held,
    StaleLease,
    acquire,
    release,
    renew,
)
from crm_tui.usecases.journal import note_pbx_state
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.commands import ASKED_TOPIC

log = logging.getLogger(__name__)
AFTER_A_FAULT = 2.0
LOOK_EVERY = 5.0
"""Seconds between looks at the wishes when nobody wakes us: those of a dead listener are given up so."""


def listen(
    office: Office,
    *,
    stop: threading.Event,
    holder: str = "",
    timing: Timing | None = None,
    lease_seconds: float = LEASE_SECONDS,
    try_seconds: float = TRY_SECONDS,
) -> None:
    """Waits for the lease, listens until `stop`, begins anew after any fault of the store or of ours.

    Nothing is kept in memory that a new start would miss: it reads the journal of unfinished calls, then
    the PBX's own list.
    """
    holder = holder or f"{platform.node()}:{os.getpid()}:{uuid4().hex[:8]}"
    while not stop.is_set():
        try:
            held = acquire(office.store, LEASE, holder, seconds=lease_seconds)
        except OperationalError as error:
            log.warning("the store is away; waiting: %s", error.orig)
            held = None
        if held is None:
            stop.wait(try_seconds)
            continue
        try:
            _Listening(office, held, stop, lease_seconds).run(timing)
            release(office.store, held)
        except StaleLease as lost:
            log.warning("%s", lost)
        except Exception:
            log.exception("the listener begins anew")
            stop.wait(AFTER_A_FAULT)


class _Listening:
    """One time of holding the lease."""

    def __init__(self, office: Office, held: Held, stop: threading.Event, lease_seconds: float) -> None:
        self._office = office.as_actor(system_actor("pbx"))
        self._held = held
        self._stop = stop
        self._lease_seconds = lease_seconds
        self._renewed_at = time.monotonic()
        self._heard_at = 0.0
        self._recorder = Recorder(office, holder=held.holder, epoch=held.epoch)
        self._commands = Commands(
            self._recorder, epoch=held.epoch, clock=lambda: office.clock().timestamp(), prove=self._prove
        )
        self._wake: Wake
        self._line: Line
        self._looked_at = 0.0
        self._asked = False

    def run(self, timing: Timing | None) -> None:
        self._recorder.rebuild()
        events = LineEvents(
            state=self._state, opened=self._opened, packets=self._packets,
            closed=self._closed, idle=self._idle, tick=self._tick,
        )  # fmt: skip
        settings = self._office.settings.pbx
        with closing(Wake()) as self._wake:
            wishes = self._office.subscribe({ASKED_TOPIC}, self._told)
            with closing(wishes):
                self._line = Line(settings, events, stop=self._stop.is_set, timing=timing, wake=self._wake)
                self._line.run()
        self._state(LineState.DOWN, "stopped")

    def _told(self, notes: tuple[Note, ...]) -> None:
        """Somebody wishes something, or something changed unsaid; in the thread of the bus."""
        if any(note.topic == ASKED_TOPIC for note in notes):
            self._asked = True
        self._wake.set()

    def _state(self, state: LineState, detail: str) -> None:
        if state is not LineState.CONNECTING:
            log.info("PBX: %s %s", state, detail)
            said = str(state)
            self._recorder.write(
                "journal.note_pbx_state", lambda unit: note_pbx_state(unit, state=said, detail=detail)
            )

    def _opened(self, client: AmiClient) -> None:
        self._recorder.opened(client.banner)

    def _closed(self, how: str, complete: bool) -> None:
        self._recorder.closed(how, self._heard_at if complete else None)

    def _idle(self) -> None:
        self._heard_at = self._office.clock().timestamp()

    def _packets(self, packets: list[Packet]) -> None:
        self._recorder.take(packets)
        self._renew()

    def _tick(self, client: AmiClient | None) -> None:
        self._renew()
        if self._recorder.mend_presence():
            self._line.list_again()
        now = time.monotonic()
        if self._wake.clear() or now - self._looked_at > LOOK_EVERY:
            self._looked_at = now
            asked, self._asked = self._asked, False
            self._commands.run(client, asked=asked)

    def _prove(self) -> None:
        """Raises StaleLease when we were still for so long that the lease may be another's."""
        if time.monotonic() - self._renewed_at > self._lease_seconds / 2:
            renew(self._office.store, self._held, seconds=self._lease_seconds)
            self._renewed_at = time.monotonic()

    def _renew(self) -> None:
        """From the loop that works: a loop that hangs must lose the lease."""
        now = time.monotonic()
        if now - self._renewed_at < min(RENEW_SECONDS, self._lease_seconds / 3):
            return
        try:
            renew(self._office.store, self._held, seconds=self._lease_seconds)
        except OperationalError:
            # Packets wait in `Recorder.take` for a store that is away; the line must not be dropped for this.
            log.warning("the lease could not be renewed: the store is away")
            return
        self._renewed_at = now


def until_signalled(work: Callable[[threading.Event], None]) -> None:
    """Runs the work until SIGTERM or SIGINT asks it to end."""
    import signal

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    work(stop)
