"""What a pretended PBX knows: recordings made fresh, and which channels there are after what was replayed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from crm_tui.pbx.packets import Packet, packet_of

_NAMES = re.compile(
    r"\b(?P<epoch>\d{10})\.(?P<count>\d+)\b"
    r"|-(?P<suffix>[0-9a-f]{8})(?![0-9a-f-])"
    r"|\b(?P<bridge>[0-9a-f]{8})(?=-[0-9a-f]{4}-)"
    r"|\bcrm-(?P<asked>[0-9a-z]+)\b"
    r"|(?P<word>\+?\b[0-9*]{3,15}\b)"
)
SPREAD = 1000
"""Every replay takes numbers of its own for its channels: this many."""


@dataclass(frozen=True, slots=True)
class Disguise:
    """A recording made fresh: its own channel and bridge names, other numbers and extensions in it."""

    serial: int
    """Of this replay; no two of one simulator are alike."""
    shift: int
    """Seconds from the recording's time to now, put on every Uniqueid."""
    words: Mapping[str, str] = field(default_factory=dict)
    """`{"0671234567": "+380501112233", "201": "207"}`: whole numbers as they stand in the recording."""

    def put_on(self, packet: Packet) -> Packet:
        """The packet with all that belongs to this replay alone."""
        return Packet(_NAMES.sub(self._name, packet.text))

    def _name(self, found: re.Match[str]) -> str:
        if (given := self.words.get(found[0])) is not None:
            return given
        if epoch := found["epoch"]:
            return f"{int(epoch) + self.shift}.{int(found['count']) + self.serial * SPREAD}"
        if suffix := found["suffix"]:
            return f"-{(int(suffix, 16) + self.serial * SPREAD) & 0xFFFFFFFF:08x}"
        if bridge := found["bridge"]:
            return f"{(int(bridge, 16) + self.serial) & 0xFFFFFFFF:08x}"
        if asked := found["asked"]:
            return f"crm-{self.serial}-{asked}"
        return found["word"]


@dataclass(slots=True)
class Line:
    """One channel that is up."""

    fields: dict[str, str]
    born_at: float
    dialled: bool = False
    bridge: str = ""


class Switchboard:
    """The channels that are up, as the replayed packets say; answers CoreShowChannels truthfully."""

    def __init__(self) -> None:
        self.lines: dict[str, Line] = {}

    def follow(self, packet: Packet, now: float) -> None:
        """Takes one replayed packet."""
        uid = packet.get("uniqueid")
        match packet.event:
            case "newchannel":
                self.lines[uid] = Line(dict(packet.fields), now)
            case "hangup":
                self.lines.pop(uid, None)
            case "newstate" if line := self.lines.get(uid):
                line.fields |= dict(packet.fields)
            case "dialbegin" if line := self.lines.get(packet.get("destuniqueid")):
                line.dialled = True
            case "bridgeenter" if line := self.lines.get(uid):
                line.bridge = packet.get("bridgeuniqueid")
                line.fields["Linkedid"] = packet.get("linkedid")
            case "bridgeleave" if (line := self.lines.get(uid)) and line.bridge == packet.get(
                "bridgeuniqueid"
            ):
                line.bridge = ""

    def list_channels(self, action_id: str, now: float) -> list[Packet]:
        """The answer to CoreShowChannels."""
        start = {"Response": "Success", "ActionID": action_id, "EventList": "start"}
        items = [_item(line, action_id, now) for line in self.lines.values()]
        end = {"Event": "CoreShowChannelsComplete", "ActionID": action_id, "EventList": "Complete"}
        return [
            packet_of(start | {"Message": "Channels will follow"}),
            *items,
            packet_of(end | {"ListItems": str(len(items))}),
        ]


_KEPT = (
    "Channel", "ChannelState", "ChannelStateDesc", "CallerIDNum", "CallerIDName", "ConnectedLineNum",
    "ConnectedLineName", "Language", "AccountCode", "Context", "Exten", "Priority", "Uniqueid", "Linkedid",
)  # fmt: skip


def _item(line: Line, action_id: str, now: float) -> Packet:
    age = int(now - line.born_at)
    fields = {"Event": "CoreShowChannel", "ActionID": action_id}
    fields |= {key: line.fields.get(key, "") for key in _KEPT}
    fields["Application"] = "AppDial" if line.dialled else "Dial"
    fields["ApplicationData"] = "(Outgoing Line)" if line.dialled else ""
    fields["Duration"] = f"{age // 3600:02}:{age // 60 % 60:02}:{age % 60:02}"
    return packet_of(fields | {"BridgeId": line.bridge})
