"""What a pretended PBX knows of devices and queues, and how it lists them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from crm_tui.pbx.packets import Packet, packet_of

_MEMBER = ("Queue", "StateInterface", "Membership", "Status", "Paused", "PausedReason")


@dataclass(slots=True)
class PretendPresence:
    """The devices, members and callers that the replayed packets told of; answers for their lists."""

    devices: dict[str, str] = field(default_factory=dict)
    members: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    callers: dict[str, tuple[float, dict[str, str]]] = field(default_factory=dict)
    queues: set[str] = field(default_factory=set)

    def at_rest(self, packets: Iterable[Packet]) -> None:
        """An office before its first call: the telephones and queues that a story will speak of, all free."""
        for packet in packets:
            queue, interface = packet.get("queue"), packet.get("interface")
            if packet.event == "devicestatechange":
                self.devices.setdefault(packet.get("device"), "NOT_INUSE")
            elif packet.event == "queuememberstatus":
                self.queues.add(queue)
                free = dict(packet.fields) | {"Status": "1", "Paused": "0"}
                self.members.setdefault((queue, interface), free)

    def follow(self, packet: Packet, now: float) -> None:
        """Takes one replayed packet."""
        queue, uid = packet.get("queue"), packet.get("uniqueid")
        match packet.event:
            case "devicestatechange":
                self.devices[packet.get("device")] = packet.get("state")
            case "queuememberstatus":
                self.queues.add(queue)
                self.members[queue, packet.get("interface")] = dict(packet.fields)
            case "queuecallerjoin":
                self.queues.add(queue)
                self.callers[uid] = now, dict(packet.fields)
            case "queuecallerleave" | "hangup":
                self.callers.pop(uid, None)

    def list_devices(self, action_id: str) -> list[Packet]:
        """The answer to DeviceStateList."""
        events = [
            {"Event": "DeviceStateChange", "Device": device, "State": state}
            for device, state in self.devices.items()
        ]
        return _answer(action_id, events, "DeviceStateListComplete")

    def list_queues(self, action_id: str, now: float) -> list[Packet]:
        """The answer to QueueStatus."""
        events = [{"Event": "QueueParams", "Queue": queue} for queue in sorted(self.queues)]
        for (_queue, interface), told in self.members.items():
            named = {"Name": told.get("MemberName", ""), "Location": interface}
            events.append({"Event": "QueueMember"} | named | {key: told.get(key, "") for key in _MEMBER})
        for uid, (since, told) in self.callers.items():
            kept = {key: told.get(key, "") for key in ("Queue", "Channel", "CallerIDNum", "CallerIDName")}
            events.append({"Event": "QueueEntry", "Uniqueid": uid, "Wait": str(int(now - since))} | kept)
        return _answer(action_id, events, "QueueStatusComplete")


def _answer(action_id: str, events: list[dict[str, str]], complete: str) -> list[Packet]:
    start = {
        "Response": "Success",
        "ActionID": action_id,
        "EventList": "start",
        "Message": "List will follow",
    }
    end = {"Event": complete, "EventList": "Complete", "ListItems": str(len(events))}
    return [packet_of(start), *(packet_of(one | {"ActionID": action_id}) for one in (*events, end))]
