"""From packets to the store: the journal, then the tracker, then calls; one transaction for one read."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from crm_tui.domain.call_facts import CallFacts
from crm_tui.domain.permissions import system_actor
from crm_tui.pbx.attempts import is_away, tried
from crm_tui.pbx.packets import Packet, is_pong
from crm_tui.pbx.presence_rows import PresenceRows
from crm_tui.pbx.rules import Rules
from crm_tui.pbx.tracker import Tracker
from crm_tui.store.leases import check_epoch
from crm_tui.store.scope import Unit, write_scope
from crm_tui.usecases.call_record import give_up_old_calls, record_calls
from crm_tui.usecases.journal import (
    close_connection,
    open_connection,
    record_packets,
    unfinished_journal,
    was_recorded,
)
from crm_tui.usecases.office import Office

log = logging.getLogger(__name__)
LEASE = "pbx"
TRIES, TRY_PAUSE = 60, 0.5
"""A store that is busy or away for a moment loses nothing: the packets wait with us."""
STATUS_EVERY = 5.0
Pair = tuple[CallFacts | None, CallFacts]
Result = TypeVar("Result")


class Recorder:
    """Owns the tracker and writes what it tells; every write carries the lease's epoch.

    `presence` False leaves how extensions and queues stand to another: a replay beside a living listener.
    """

    def __init__(
        self, office: Office, *, holder: str = "", epoch: int | None = None,
        clock: Callable[[], float] | None = None, pause: Callable[[float], None] = time.sleep,
        presence: bool = True,
    ) -> None:  # fmt: skip
        self.office = office.as_actor(system_actor("pbx"))
        self.tracker = Tracker(Rules.of(office.settings.pbx))
        self._holder, self._epoch = holder, epoch
        self._clock = clock or (lambda: office.clock().timestamp())
        self._pause = pause
        self._connection_id: int | None = None
        self._unwritten: list[Pair] = []
        self._presence = PresenceRows(self.tracker.rules, self._clock) if presence else None
        self._status_at = 0.0
        self._pong_wanted = False
        self._came: datetime | None = None
        """When the last packets came; no two reads of a connection share a moment."""

    def rebuild(self) -> None:
        """Folds the journal of unfinished calls again, as after a restart; writes what was not written."""
        for part in self.office.call(unfinished_journal):
            self.tracker.connected(part.opened_at.timestamp())
            for at, packet in part.packets:
                self.tracker.feed(Packet(packet), at.timestamp())
            self.tracker.lost(part.closed_at.timestamp() if part.closed_at else None)
        self._unwritten = [(None, one.after) for one in self.tracker.changes()]

        def note(unit: Unit) -> None:
            self._forget_presence(unit)
            give_up_old_calls(unit)

        self._write("pbx.rebuild", note)

    def opened(self, banner: str) -> None:
        """A connection to the PBX begins."""
        at = self._now()
        self.tracker.connected(at.timestamp())
        self._pong_wanted = True

        def note(unit: Unit) -> None:
            self._forget_presence(unit)
            self._connection_id = open_connection(
                unit, at=at, banner=banner, holder=self._holder, epoch=self._epoch or 0
            )

        self._write("pbx.opened", note)

    def closed(self, how: str, heard: float | None = None) -> None:
        """The line is cut; calls may go on without us.

        `heard`: until then nothing was missed, for the PBX itself ended the line. None: a line that fell
        silent proves nothing after its last packet.
        """
        self.tracker.lost(heard)
        at = datetime.fromtimestamp(self.tracker.heard_until, UTC)
        connection_id, self._connection_id = self._connection_id, None
        if connection_id is None:
            return

        def note(unit: Unit) -> None:
            self._forget_presence(unit)
            close_connection(unit, connection_id=connection_id, at=at, how=how)

        self._write("pbx.closed", note)

    def take(self, packets: Sequence[Packet], at: float | None = None) -> None:
        """The packets of one read: journal, calls, rings and notes, all or nothing."""
        # The store keeps microseconds; the tracker must see the same moment now and after a restart.
        came = self._now() if at is None else datetime.fromtimestamp(at, UTC)
        kept = [packet for packet in packets if not is_pong(packet) or self._wants_pong()]
        connection_id = self._connection_id
        if not kept or connection_id is None:
            return
        if came == self._came:
            came += timedelta(microseconds=1)
        self._came = came
        told = [(came, packet.text) for packet in kept]
        status = came.timestamp() - self._status_at > STATUS_EVERY
        if status:
            self._status_at = came.timestamp()
        interpreted = False

        def write(unit: Unit) -> None:
            nonlocal interpreted
            # A commit whose answer was lost with the connection may have been one.
            if not interpreted or not was_recorded(unit, connection_id=connection_id, at=came):
                record_packets(unit, connection_id=connection_id, packets=told, status=status)
            if not interpreted:
                interpreted = True
                self._interpret(kept, came.timestamp())

        self._write("pbx.packets", write)

    def write(self, act: str, work: Callable[[Unit], Result]) -> Result:
        """Any other write of the listener, with its epoch, tried again when the store is busy."""
        results: list[Result] = []

        def first(unit: Unit) -> None:
            results[:] = [work(unit)]

        self._write(act, first)
        return results[0]

    def mend_presence(self) -> bool:
        """After a fault of ours makes presence right; True: the PBX must be asked for its lists again."""
        return self._presence is not None and self._presence.mend(
            lambda: self._write("pbx.mend_presence", lambda _unit: None)
        )

    def _wants_pong(self) -> bool:
        """A pong is kept where its moment counts: before the first list, and while a call is silent."""
        wanted, self._pong_wanted = self._pong_wanted, False
        return wanted or bool(self.tracker.running())

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)

    def _interpret(self, packets: Sequence[Packet], at: float) -> None:
        """A fault of ours in one packet must not cost the journal, nor the packets after it."""
        for packet in packets:
            try:
                self.tracker.feed(packet, at)
            except Exception:
                log.exception("tracker: %r", packet)
            if self._presence is not None:
                self._presence.feed(packet, at)
        try:
            self._unwritten += [(one.before, one.after) for one in self.tracker.changes()]
        except Exception:
            log.exception("tracker: changes")

    def _write(self, act: str, first: Callable[[Unit], object]) -> None:
        """One transaction: `first`, then the calls that wait. Tried again when the store is busy."""
        for left in reversed(range(TRIES)):
            try:
                with self._scope(act) as unit:
                    first(unit)
                    self._record(unit)
                    if self._presence is not None:
                        self._presence.record(unit)
                self._unwritten.clear()
                if self._presence is not None:
                    self._presence.committed()
                return
            except DBAPIError as error:
                if not left or not is_away(error):
                    raise
                log.warning("the store is busy; trying again")
                self._pause(TRY_PAUSE)

    @contextmanager
    def _scope(self, act: str) -> Iterator[Unit]:
        with write_scope(self.office.store, self.office.actor, act=act, now=self.office.clock()) as unit:
            if self._epoch is not None:
                check_epoch(unit, LEASE, self._epoch)
            yield unit

    def _forget_presence(self, unit: Unit) -> None:
        if self._presence is not None:
            self._presence.forget(unit)

    def _record(self, unit: Unit) -> None:
        """A fault of ours in a call must not cost the journal: it is written alone, the fault is told."""
        if not self._unwritten:
            return
        pairs = _merged(self._unwritten)
        if not _try_record(unit, pairs):
            for pair in pairs if len(pairs) > 1 else []:
                _try_record(unit, [pair])


def _try_record(unit: Unit, pairs: list[Pair]) -> bool:
    what = f"calls {[after.key for _, after in pairs]}"
    return tried(unit, what, lambda: record_calls(unit, changes=pairs))


def _merged(pairs: list[Pair]) -> list[Pair]:
    """Several changes of one call as one."""
    merged: dict[str, Pair] = {}
    for before, after in pairs:
        first = merged.get(after.key)
        merged[after.key] = (first[0] if first else before, after)
    return list(merged.values())
