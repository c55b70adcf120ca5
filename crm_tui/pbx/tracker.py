"""The tracker: a pure fold over the journal's packets, giving calls.

It takes any order of events within an instant and any repetition, ignores what it does not know, and never
raises on content. Handlers only write down facts; what they amount to is derived once the instant is over,
so no handler depends on another having run before.
"""

from dataclasses import dataclass

from crm_tui.domain.call_facts import CallFacts
from crm_tui.pbx.channels import Group
from crm_tui.pbx.events import HANDLERS
from crm_tui.pbx.moments import Moments
from crm_tui.pbx.outcome import call_facts
from crm_tui.pbx.packets import Packet, is_pong
from crm_tui.pbx.rules import Rules
from crm_tui.pbx.state import State

GRACE = 60.0
"""Seconds an ended call is kept for late events."""
SWEEP_EVERY = 256
LOST_KEPT = 1000
"""Connections whose end is remembered; a channel that outlives them is long gone."""


@dataclass(frozen=True, slots=True)
class Change:
    """A call that looks different from what was reported before (`before` None: it is new)."""

    before: CallFacts | None
    after: CallFacts


class Tracker:
    """Feed it packets in the order of the journal; ask for `changes` after each read."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._state = State(rules)
        self._reported: dict[str, CallFacts] = {}
        self._instant = 0.0
        self._seen: set[str] = set()
        self._moments = Moments()
        self._fed = 0

    def connected(self, at: float) -> None:
        """A new connection begins at this moment: what was known before may have changed unseen."""
        self._settle()
        self._moments.connected(at)
        self._state.connection += 1
        self._state.registry.lost.pop(self._state.connection - LOST_KEPT, None)
        self._state.list_items.clear()
        self._state.list_places.clear()
        self._state.list_whole = False

    def lost(self, at: float | None = None) -> None:
        """The line to the PBX is cut; all that it told until then (None: until its last packet) has come."""
        self._settle()
        self._state.registry.lost[self._state.connection] = self._moments.until(at)

    def abandon(self, before: float) -> None:
        """Calls of which nothing was told since this moment are over; nobody knows since when."""
        self._settle()
        self._state.abandon(before)

    @property
    def heard_until(self) -> float:
        """By our clock, the moment up to which the packets prove that all was heard."""
        return self._moments.heard_until

    def feed(self, packet: Packet, at: float) -> None:
        """Takes one packet that came at this moment (seconds since the epoch)."""
        handler = HANDLERS.get(packet.event)
        if handler is None:
            if packet.event or is_pong(packet):
                self._moments.of(packet, at)
            return
        at = self._moments.of(packet, at)
        if at != self._instant:
            self._settle()
            self._instant = at
            self._seen.clear()
        elif packet.text in self._seen:
            return
        self._seen.add(packet.text)
        handler(self._state, packet, at)
        self._fed += 1
        if self._fed % SWEEP_EVERY == 0:
            for key in self._state.sweep(at - GRACE):
                self._reported.pop(key, None)

    def changes(self) -> list[Change]:
        """What differs from the last time this was asked, oldest call first."""
        self._settle()
        found = [
            change
            for group in self._state.take_touched()
            for facts in self._calls_of(group)
            if (change := self._change(facts)) is not None
        ]
        for failed in self._state.failed.values():
            if not failed.reported and not self._state.explained(failed):
                failed.reported = True
                found.append(Change(None, failed.facts))
        return sorted(found, key=lambda one: (one.after.began_at, one.after.key))

    def running(self) -> list[CallFacts]:
        """Calls that were reported and have not ended."""
        return [facts for facts in self._reported.values() if facts.ended_at is None]

    def moment(self, at: float) -> float:
        """A moment of ours by the PBX's clock, as far as its packets have told it."""
        return self._moments.ours(at)

    def channel_name(self, uid: str) -> str:
        """The name of a channel that is up, as actions ask for it; empty when it is gone or not known."""
        channel = self._state.registry.channels.get(uid)
        return channel.name if channel is not None and channel.hung_at is None else ""

    def client_channels(self, key: str) -> list[str]:
        """The names of the client's channels that are up in the call of this key."""
        call, group = self._state.calls.get(key), self._state.registry.groups.get(key)
        if call is None or group is None:
            return []
        return [one.name for one in call.clients(group) if one.hung_at is None and one.name]

    def _settle(self) -> None:
        self._state.settle(self._instant)

    def _calls_of(self, group: Group) -> list[CallFacts]:
        calls = self._state.calls_in(group)
        found = (call_facts(call, group, calls) for call in calls)
        return [facts for facts in found if facts is not None]

    def _change(self, facts: CallFacts) -> Change | None:
        before = self._reported.get(facts.key)
        if before == facts:
            return None
        self._reported[facts.key] = facts
        return Change(before, facts)
