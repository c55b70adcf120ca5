"""Presence: a pure fold over the journal's packets, giving how each extension and queue stands now.

It takes any order of events of different kinds within an instant and any repetition, ignores what it does
not know, and never raises on content. An instant is one read of the line. Handlers only write down facts;
what they amount to is derived when it is asked for, so no handler depends on another having run before. Of
two tellings of one thing the later counts: Asterisk keeps the order of one kind of event about one thing.

Moments are those of arrival, by our clock: a wait is shown against our clock, and the PBX's may be wrong.
"""

from collections.abc import Iterator

from crm_tui.domain.kinds import PresenceState
from crm_tui.domain.presence import (
    NOTHING_KNOWN,
    ExtensionPresence,
    PresenceFacts,
    QueueCaller,
    QueueMemberPresence,
)
from crm_tui.pbx.packets import Packet
from crm_tui.pbx.presence_events import HANDLERS, Telling
from crm_tui.pbx.rules import Rules


class Presence:
    """Feed it packets in the order of the journal; ask for `facts` after each read."""

    def __init__(self, rules: Rules) -> None:
        self._told = Telling(rules)
        self._instant = 0.0
        self._seen: set[str] = set()
        self._stands: dict[str, ExtensionPresence] = {}
        """How each extension stood when the last instant was over."""
        self._fed = self._moved = False
        self._facts = NOTHING_KNOWN

    def forget(self) -> None:
        """A connection begins or ends: what was told before may have changed unseen; lists tell it anew."""
        self._told = Telling(self._told.rules)
        self._seen.clear()
        self._stands.clear()
        self._facts, self._fed, self._moved = NOTHING_KNOWN, False, False

    def feed(self, packet: Packet, at: float) -> None:
        """Takes one packet that came at this moment (seconds since the epoch)."""
        handler = HANDLERS.get(packet.event)
        if handler is None:
            return
        if at != self._instant:
            self._settle()
            self._instant = at
            self._seen.clear()
        repeated = packet.text in self._seen
        self._seen.add(packet.text)
        handler(self._told, packet, at, repeated)
        self._fed = self._moved = True

    def facts(self) -> PresenceFacts:
        """How all stands now; the same object as before when nothing was told since."""
        if self._moved:
            found = self._now()
            self._moved = False
            if found != self._facts:
                self._facts = found
        return self._facts

    def _settle(self) -> None:
        """An instant is over: what an extension is by then it has been since that instant."""
        if self._fed:
            self._fed = False
            self._stands = {one.extension: one for one in self._extensions()}

    def _extensions(self) -> Iterator[ExtensionPresence]:
        for extension, state in sorted(self._told.states().items()):
            before = self._stands.get(extension)
            if before is not None and before.state is state:
                yield before
            else:
                yield ExtensionPresence(extension, state, self._instant)

    def _now(self) -> PresenceFacts:
        told = self._told
        return PresenceFacts(
            extensions=tuple(one for one in self._extensions() if one.state is not PresenceState.UNKNOWN),
            queues=tuple(sorted(told.queues)),
            members=tuple(
                QueueMemberPresence(
                    queue=queue,
                    interface=interface,
                    extension=one.extension,
                    name=one.name,
                    state=one.state,
                    paused=one.paused,
                    pause_reason=one.reason if one.paused else "",
                )
                for (queue, interface), one in sorted(told.members.items())
            ),
            callers=tuple(
                sorted(
                    (
                        QueueCaller(queue, channel, one.call_key, one.number, one.entered_at)
                        for (queue, channel), one in told.callers.items()
                        if one.place.value
                    ),
                    key=lambda one: (one.queue, one.entered_at, one.channel),
                )
            ),
        )
