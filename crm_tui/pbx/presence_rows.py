"""Presence in the store beside its fold: what differs is written; after a fault of ours it is made right."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from crm_tui.domain.presence import NOTHING_KNOWN, PresenceFacts
from crm_tui.pbx.attempts import tried
from crm_tui.pbx.packets import Packet
from crm_tui.pbx.presence import Presence
from crm_tui.pbx.rules import Rules
from crm_tui.store.scope import Unit
from crm_tui.usecases.presence_record import forget_presence, record_presence

log = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0
"""Seconds between tries to make presence right; they grow, for a fault may stay."""


class PresenceRows:
    """Owns the fold; a fault of ours in it costs neither journal nor calls."""

    def __init__(self, rules: Rules, clock: Callable[[], float]) -> None:
        self._presence, self._clock = Presence(rules), clock
        self._written: PresenceFacts | None = NOTHING_KNOWN
        """As the store holds it; None: a fault left the rows as nobody knows."""
        self._next: PresenceFacts | None = NOTHING_KNOWN
        self._broken = self._mending = False
        self._mended_at, self._pause = -LONGEST_PAUSE, FIRST_PAUSE

    def feed(self, packet: Packet, at: float) -> None:
        try:
            self._presence.feed(packet, at)
        except Exception:
            log.exception("presence: %r", packet)
            self._broken = True

    def forget(self, unit: Unit) -> None:
        """Nothing is known of presence until a connection tells it."""
        self._presence.forget()
        self._broken, self._written = False, NOTHING_KNOWN
        forget_presence(unit, at=self._now())

    def record(self, unit: Unit) -> None:
        """Writes what differs from what was written last; to be followed by `committed`."""
        before, after = self._written, self._known()
        if after is before or (before is None and not self._mending):
            self._next = before
            return

        def write() -> None:
            if before is None:
                forget_presence(unit, at=self._now())
            record_presence(unit, before=before or NOTHING_KNOWN, after=after or NOTHING_KNOWN)

        self._next = after if tried(unit, "presence", write) else None

    def committed(self) -> None:
        self._written = self._next

    def mend(self, write: Callable[[], None]) -> bool:
        """After a fault has all rows written anew; True: what was told is lost, the PBX must tell it again.

        `write` is a transaction with `record` and `committed` in it. To be asked often; it does little.
        """
        now = self._clock()
        if not self._broken and self._written is not None:
            return False
        quiet = abs(now - self._mended_at)
        if quiet < self._pause:
            return False
        self._pause = FIRST_PAUSE if quiet > 2 * self._pause else min(2 * self._pause, LONGEST_PAUSE)
        lost, self._mended_at, self._mending = self._broken, now, True
        if lost:
            self._presence.forget()
            self._broken, self._written = False, None
        try:
            write()
        finally:
            self._mending = False
        return lost

    def _known(self) -> PresenceFacts | None:
        try:
            return self._presence.facts()
        except Exception:
            log.exception("presence")
            self._broken = True
            return self._written

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)
