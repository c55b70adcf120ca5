"""What the tracker holds: channels, the calls among them, and what moved since it was last looked at."""

from collections.abc import Iterable
from dataclasses import dataclass

from crm_tui.domain.call_facts import CallFacts
from crm_tui.pbx.channels import Channel, Group, Registry
from crm_tui.pbx.outcome import Call
from crm_tui.pbx.packets import Packet
from crm_tui.pbx.rules import Party, Rules

FAILED_KEPT = 1000


@dataclass(slots=True)
class FailedDial:
    """A dialling from the screen that failed; its call, unless a channel tells the same story."""

    extension: str
    facts: CallFacts
    reported: bool = False


class State:
    """Facts only; handlers write them down (`events.py`), `settle` draws the talks from them."""

    def __init__(self, rules: Rules) -> None:
        self.registry = Registry(rules)
        self.calls: dict[str, Call] = {}
        self.failed: dict[tuple[str, str, str], FailedDial] = {}
        self.connection = 0
        self.listed: dict[str, float] = {}
        """Channels named by the list that is being read, and by the one before it."""
        self.list_items: set[str] = set()
        self.list_whole = False
        self.list_places: dict[str, str] = {}
        """Bridges that the list tells of channels of which this connection told nothing else."""
        self.touched: dict[int, Group] = {}
        self._moved: dict[int, Group] = {}

    def note(self, packet: Packet, at: float, prefix: str = "") -> Channel | None:
        """The channel that the fields with this prefix speak of; None when they name none."""
        channel = self.registry.note(
            packet.get(prefix + "uniqueid"),
            packet.get(prefix + "channel"),
            packet.get(prefix + "linkedid"),
            at,
        )
        if channel is None:
            return None
        channel.connection = self.connection
        channel.alive = True
        if not channel.caller_number:
            channel.caller_number = packet.get(prefix + "calleridnum")
        if channel.party is Party.CLIENT:
            self.call_of(channel)
        self.touch(channel)
        return channel

    def call_of(self, channel: Channel) -> Call:
        """The call that was born with this channel's Linkedid."""
        call = self.calls.get(channel.linkedid)
        if call is None:
            call = self.calls[channel.linkedid] = Call(channel.linkedid, channel.first_at)
        return call

    def touch(self, channel: Channel) -> None:
        self._moved[id(channel.group)] = channel.group

    def calls_in(self, group: Group) -> list[Call]:
        """The calls of a group, the oldest first."""
        calls = [self.calls[key] for key in group.linkedids if key in self.calls]
        return sorted(calls, key=lambda one: (one.since, one.key)) if len(calls) > 1 else calls

    def end(self, channel: Channel, at: float, *, told: bool) -> None:
        """The channel's last moment; what comes after it does not count."""
        if channel.hung_at is None:
            channel.hung_at, channel.told = at, told
            self.registry.place(channel, "")
            self.touch(channel)

    def gone(self, channels: Iterable[Channel]) -> None:
        """The PBX knows these no more and we did not see them end: each ended when last heard of.

        One after another, so that a talk through a Local pair ends with the first of its parts.
        """
        for at, _, channel in sorted((self._last_heard(one), one.uid, one) for one in channels):
            self.end(channel, at, told=False)
            self.conclude(channel, at)

    def abandon(self, before: float) -> None:
        """Ends the calls of which nothing was heard since this moment, at the last that was heard of each."""
        groups = {id(one.group): one.group for one in self.registry.channels.values()}
        for group in groups.values():
            last = max(one.seen_at for one in group.channels.values())
            for channel in [one for one in group.channels.values() if one.hung_at is None and last < before]:
                self.end(channel, last, told=False)
                self.conclude(channel, last)

    def _last_heard(self, channel: Channel) -> float:
        known = [channel.seen_at, self.listed.get(channel.uid, 0.0)]
        if channel.connection < self.connection:
            known.append(self.registry.lost.get(channel.connection, 0.0))
        return max(known)

    def part(self, channel: Channel | None, bridge: str) -> None:
        """The channel turns out to be in this bridge: another, where we saw it last, it left unseen.

        Nobody knows when: a talk there is counted until the line was cut.
        """
        lost = None if channel is None else self.registry.lost.get(channel.placed_in)
        if channel is None or lost is None or channel.bridge.value in ("", bridge):
            return
        self.registry.place(channel, "")
        self.touch(channel)
        self.conclude(channel, lost)

    def conclude(self, channel: Channel, at: float) -> None:
        """Ends, at a moment that is past, the talks that this channel's going ended; begins none."""
        calls = self.calls_in(channel.group)
        for call in calls:
            call.follow(channel.group, calls, self.registry, at, told=False)

    def settle(self, at: float) -> None:
        """Begins and ends talks by what moved in this instant; before it is over nothing is concluded."""
        for group in self._living(self._moved):
            calls = self.calls_in(group)
            for call in calls:
                call.follow(group, calls, self.registry, at)
            self.touched[id(group)] = group
        self._moved.clear()

    def take_touched(self) -> list[Group]:
        """The groups that changed since this was last asked, as they are now after joins."""
        groups = self._living(self.touched)
        self.touched.clear()
        return groups

    def _living(self, groups: dict[int, Group]) -> list[Group]:
        channels = (next(iter(one.channels.values()), None) for one in groups.values())
        known = [one.group for one in channels if one is not None and one.uid in self.registry.channels]
        return list({id(one): one for one in known}.values())

    def explained(self, failed: FailedDial) -> bool:
        """Whether a channel of the same dialling tells the story already."""
        return failed.facts.key in self.calls or any(
            one.own_dialling
            and one.extension == failed.extension
            and one.dialled == failed.facts.number
            and abs(failed.facts.began_at - one.first_at) < 120
            for one in self.registry.channels.values()
        )

    def sweep(self, before: float) -> list[str]:
        """Forgets calls that ended before this moment and were told of; returns their keys."""
        keys: list[str] = []
        # An end concluded after a long gap lies far back: it must be written before it is forgotten.
        untold = {id(group) for group in (*self._living(self.touched), *self._living(self._moved))}
        finished = [one for one in self.registry.finished(before) if id(one) not in untold]
        for group in [*finished, *self.registry.surplus()]:
            self.registry.forget(group)
            keys += [key for key in group.linkedids if self.calls.pop(key, None)]
        for key in list(self.failed)[:-FAILED_KEPT]:
            keys.append(self.failed.pop(key).facts.key)
        self.listed = {uid: at for uid, at in self.listed.items() if uid in self.registry.channels}
        return keys
