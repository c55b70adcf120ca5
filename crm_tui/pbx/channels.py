"""What is known of the PBX's channels: facts as they were told, and which of them belong together."""

from collections import OrderedDict
from collections.abc import Iterator

from crm_tui.pbx.rules import Party, Rules
from crm_tui.pbx.spans import Place

MAX_CHANNELS = 20_000
MAX_FORGOTTEN = 50_000


class Channel:
    """Facts of one channel; `born` is the state of its Newchannel: Ring came in, Down was dialled."""

    __slots__ = (
        "alive", "being_dialled", "born", "bridge", "caller_name", "caller_number", "cause", "connection",
        "dial_at", "dial_ended_at", "dialled", "exten", "extension", "first_at", "group", "hold", "hung_at",
        "linkedid", "listed_at", "name", "own_dialling", "party", "picked_up", "placed_in", "queue",
        "queue_at", "seen_at", "statuses", "told", "uid",
    )  # fmt: skip

    def __init__(self, uid: str, linkedid: str, group: "Group", at: float) -> None:
        self.uid = uid
        self.name = ""
        self.party = Party.OTHER
        self.extension = ""
        """The extension, the trunk, or the name of the Local half."""
        self.linkedid = linkedid
        """As it was at birth; `group` follows what it was joined with."""
        self.group = group
        self.born = ""
        self.alive = False
        """Something but its end was told of it."""
        self.first_at = self.seen_at = at
        self.listed_at: float | None = None
        """When a list, not an event, told where it is."""
        self.connection = 0
        self.caller_number = self.caller_name = self.exten = ""
        self.bridge = Place()
        self.placed_in = 0
        """The connection that told where it is; news of other kinds do not say that it is still there."""
        self.hold = Place()
        self.hung_at: float | None = None
        self.told = True
        """False when its end was not told but concluded."""
        self.cause = ""
        self.dial_at: float | None = None
        self.dial_ended_at: float | None = None
        self.own_dialling = False
        self.being_dialled = False
        """Told by the end of its dialling, or by a list: what came in is never ringing, nor down."""
        self.dialled = ""
        """The outside number that was dialled on it, or for it."""
        self.statuses: set[str] = set()
        self.picked_up = False
        self.queue = ""
        self.queue_at = 0.0

    @property
    def came_in(self) -> bool:
        """For a client's channel: whether the client called us."""
        return self.born != "Down" if self.born else not (self.dialled or self.being_dialled)


class Group:
    """Channels that were joined: one Linkedid, or several that met in a bridge, pickup or transfer."""

    __slots__ = ("channels", "handovers", "linkedids")

    def __init__(self) -> None:
        self.linkedids: set[str] = set()
        self.channels: dict[str, Channel] = {}
        self.handovers: dict[tuple[str, str], Handover] = {}


class Handover:
    """A transfer as it was told; whose call it is and who took it is derived."""

    __slots__ = ("asked", "at", "by", "kind", "linkedid")

    def __init__(self, kind: str, by: str, asked: str, at: float, linkedid: str) -> None:
        self.kind = kind
        self.by = by
        self.asked = asked
        self.at = at
        self.linkedid = linkedid


class Registry:
    """All living channels by Uniqueid, their groups by Linkedid, and who is in which bridge."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.channels: dict[str, Channel] = {}
        self.groups: dict[str, Group] = {}
        self.bridges: dict[str, set[str]] = {}
        self.lost: dict[int, float] = {}
        """When each connection was cut."""
        self._locals: dict[str, str] = {}
        self._forgotten: OrderedDict[str, None] = OrderedDict()

    def note(self, uid: str, name: str, linkedid: str, at: float) -> Channel | None:
        """The channel of this Uniqueid, made when it is new; None without one, or when it was long over."""
        if not uid or uid in self._forgotten:
            return None
        channel = self.channels.get(uid)
        if channel is None:
            group = self._group(linkedid or uid)
            channel = self.channels[uid] = group.channels[uid] = Channel(uid, linkedid or uid, group, at)
        elif linkedid and linkedid not in channel.group.linkedids:
            self.join(channel.group, self._group(linkedid))
        if name and not channel.name:
            channel.name = name
            channel.party, channel.extension = self.rules.party(name)
            if channel.party is Party.LOCAL:
                self._locals[name] = uid
        channel.seen_at = max(channel.seen_at, at)
        return channel

    def _group(self, linkedid: str) -> Group:
        group = self.groups.get(linkedid)
        if group is None:
            group = self.groups[linkedid] = Group()
            group.linkedids.add(linkedid)
        return group

    def join(self, one: Group, other: Group) -> Group:
        """Makes one group of two; the larger stays."""
        if one is other:
            return one
        if len(one.channels) < len(other.channels):
            one, other = other, one
        for linkedid in other.linkedids:
            self.groups[linkedid] = one
        for channel in other.channels.values():
            channel.group = one
        one.linkedids |= other.linkedids
        one.channels |= other.channels
        one.handovers |= other.handovers
        return one

    def move(self, channel: Channel, bridge: str, step: int, at: float) -> None:
        """The channel enters (+1) or leaves (-1) a bridge; who meets there belongs together."""
        before = channel.bridge.value
        channel.bridge.move(bridge, step, at)
        self._replace(channel, before)

    def place(self, channel: Channel, bridge: str) -> None:
        """The channel is in this bridge now (none when empty), as a list or its end tells."""
        before = channel.bridge.value
        channel.bridge.set(bridge)
        self._replace(channel, before)

    def _replace(self, channel: Channel, before: str) -> None:
        after = channel.bridge.value
        if before == after:
            return
        if before:
            members = self.bridges.get(before, set())
            members.discard(channel.uid)
            if not members:
                self.bridges.pop(before, None)
        if after:
            members = self.bridges.setdefault(after, set())
            members.add(channel.uid)
            for uid in members:
                self.join(channel.group, self.channels[uid].group)

    def proven(self, channel: Channel, at: float) -> float:
        """Until when, up to `at`, the channel is known to have been where it is."""
        return min(at, self.lost.get(channel.placed_in, at))

    def reached_from(self, channel: Channel) -> set[str]:
        """Uniqueids of all who hear this channel: in its bridge, or in bridges joined by a Local pair."""
        reached: set[str] = set()
        bridges, waiting = set[str](), [channel.bridge.value]
        while waiting:
            bridge = waiting.pop()
            if not bridge or bridge in bridges:
                continue
            bridges.add(bridge)
            for uid in self.bridges.get(bridge, ()):
                reached.add(uid)
                if other := self._other_half(self.channels[uid]):
                    waiting.append(other.bridge.value)
        reached.discard(channel.uid)
        return reached

    def _other_half(self, channel: Channel) -> Channel | None:
        if channel.party is not Party.LOCAL:
            return None
        name = channel.name[:-1] + ("2" if channel.name.endswith("1") else "1")
        return self.channels.get(self._locals.get(name, ""))

    def finished(self, before: float) -> Iterator[Group]:
        """Groups whose every channel ended before this moment."""
        for group in {id(group): group for group in self.groups.values()}.values():
            if all(one.hung_at is not None and one.hung_at < before for one in group.channels.values()):
                yield group

    def surplus(self) -> list[Group]:
        """The groups longest without news, when there are more channels than any office can have."""
        if len(self.channels) <= MAX_CHANNELS:
            return []
        oldest = sorted(self.channels.values(), key=lambda one: one.seen_at)[: MAX_CHANNELS // 4]
        return list({id(one.group): one.group for one in oldest}.values())

    def forget(self, group: Group) -> None:
        """Drops a group; what still comes for its channels is ignored."""
        for linkedid in group.linkedids:
            self.groups.pop(linkedid, None)
        for uid, channel in group.channels.items():
            self.place(channel, "")
            self.channels.pop(uid, None)
            if self._locals.get(channel.name) == uid:
                del self._locals[channel.name]
            self._forgotten[uid] = None
        while len(self._forgotten) > MAX_FORGOTTEN:
            self._forgotten.popitem(last=False)
