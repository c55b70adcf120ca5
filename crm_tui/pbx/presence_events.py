"""What each event tells of presence: one handler per event, writing facts into `Telling`.

Sources: the recordings and their guide; Asterisk's device states, extension states and queue events. Not
used: AgentCalled, AgentConnect, AgentComplete and AgentRingNoAnswer, since the device and the member tell the
same moment, and QueueCallerLeave tells of the same caller.
"""

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from crm_tui.domain.kinds import PresenceState
from crm_tui.domain.text import clean
from crm_tui.pbx.packets import Packet, unescape_name
from crm_tui.pbx.rules import Party, Rules
from crm_tui.pbx.spans import Place

MOST = 5000
"""Extensions, members, callers: more than any office has; a hostile PBX cannot fill the memory."""
LONGEST = 80
LIST_AGE = 10.0
"""Who was heard of less than this many seconds ago may be missing from a list that was begun before."""

DEVICE_STATES = {
    "NOT_INUSE": PresenceState.FREE,
    "INUSE": PresenceState.TALKING,
    "BUSY": PresenceState.TALKING,
    "RINGINUSE": PresenceState.TALKING,
    "RINGING": PresenceState.RINGING,
    "ONHOLD": PresenceState.ON_HOLD,
    "UNAVAILABLE": PresenceState.AWAY,
    "INVALID": PresenceState.AWAY,
}
MEMBER_STATES = {
    "1": PresenceState.FREE,
    "2": PresenceState.TALKING,
    "3": PresenceState.TALKING,
    "4": PresenceState.AWAY,
    "5": PresenceState.AWAY,
    "6": PresenceState.RINGING,
    "7": PresenceState.TALKING,
    "8": PresenceState.ON_HOLD,
}
EXTENSION_STATES = {
    "0": PresenceState.FREE,
    "1": PresenceState.TALKING,
    "2": PresenceState.TALKING,
    "3": PresenceState.TALKING,
    "4": PresenceState.AWAY,
    "8": PresenceState.RINGING,
    "9": PresenceState.TALKING,
    "16": PresenceState.ON_HOLD,
    "17": PresenceState.ON_HOLD,
}
_DND = re.compile(r"Custom:DND[-_]?(?P<extension>[0-9]{2,5})\Z", re.IGNORECASE)
_CHANNEL_END = re.compile(r"-[0-9a-fA-F]{8}\Z")


@dataclass(slots=True)
class Phone:
    """The facts of one extension; each comes from events of its own kind."""

    device: PresenceState = PresenceState.UNKNOWN
    hint: PresenceState = PresenceState.UNKNOWN
    reachable: bool = True
    do_not_disturb: bool = False
    holds: dict[str, Place] = field(default_factory=dict)
    """Of his channels those that were put on hold, by Uniqueid."""


@dataclass(slots=True)
class Member:
    """The facts of one member of a queue."""

    extension: str
    name: str = ""
    state: PresenceState = PresenceState.UNKNOWN
    paused: bool = False
    reason: str = ""
    told_at: float = 0.0


@dataclass(slots=True)
class Caller:
    """Who waits, or waited a moment ago: entering and leaving are counted within an instant."""

    call_key: str
    number: str
    entered_at: float
    told_at: float
    place: Place = field(default_factory=Place)


class Telling:
    """All that was told since the connection began."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.phones: dict[str, Phone] = {}
        self.queues: dict[str, float] = {}
        """When each was last told of."""
        self.members: dict[tuple[str, str], Member] = {}
        self.callers: dict[tuple[str, str], Caller] = {}
        self.listed: set[tuple[str, str]] = set()
        """Queues (with an empty word), members and callers of the list that is being read."""
        self._over: OrderedDict[str, None] = OrderedDict()

    def phone(self, extension: str) -> Phone | None:
        """The facts of an extension; None when there are too many."""
        known = self.phones.get(extension)
        if known is None and extension and len(self.phones) < MOST:
            known = self.phones[extension] = Phone()
        return known

    def states(self) -> dict[str, PresenceState]:
        """What the facts of each extension amount to."""
        paused: dict[str, bool] = {}
        for one in self.members.values():
            paused[one.extension] = one.paused and paused.get(one.extension, True)
        return {name: _state_of(phone, paused=paused.get(name, False)) for name, phone in self.phones.items()}

    def is_over(self, channel: str) -> bool:
        """Whether the channel has hung up: what else is told of it in that instant counts no more."""
        return channel in self._over

    def queue(self, name: str, at: float) -> str:
        """The name of a queue made harmless; empty when there is none, or there are too many."""
        name = word(name)
        if not name or (name not in self.queues and len(self.queues) >= MOST):
            return ""
        self.queues[name] = at
        return name

    def leave(self, channel: str) -> None:
        """The channel is over: it neither waits nor holds."""
        self._over[channel] = None
        if len(self._over) > MOST:
            self._over.popitem(last=False)
        for key in [key for key in self.callers if key[1] == channel]:
            del self.callers[key]
        for phone in self.phones.values():
            phone.holds.pop(channel, None)


def _state_of(phone: Phone, *, paused: bool) -> PresenceState:
    """What the telephone does comes before what its person wishes."""
    state = phone.device if phone.device is not PresenceState.UNKNOWN else phone.hint
    if state is PresenceState.TALKING and any(one.value for one in phone.holds.values()):
        return PresenceState.ON_HOLD
    if state is not PresenceState.FREE:
        return state
    if not phone.reachable:
        return PresenceState.AWAY
    if phone.do_not_disturb:
        return PresenceState.DO_NOT_DISTURB
    return PresenceState.PAUSED if paused else state


Handler = Callable[[Telling, Packet, float, bool], None]
"""The last argument: the same packet has come in this instant already."""


def word(text: str) -> str:
    """A name from outside: one short harmless line."""
    return clean(text).strip()[:LONGEST]


def extension_of(rules: Rules, device: str) -> str:
    """The extension of a device, interface or channel: `PJSIP/201`, `Local/201@office/n`, `hint:201@x`."""
    technology, slash, peer = device.partition("/")
    if technology.lower().startswith("hint:"):
        peer = technology[5:].partition("@")[0]
    elif not slash:
        return ""
    elif technology.lower() == "local":
        peer = peer.partition("@")[0]
    elif technology.lower() != rules.technology.lower():
        return ""
    else:
        peer = _CHANNEL_END.sub("", peer)
    party, name = rules.endpoint(peer)
    return name if party is Party.OPERATOR else ""


def device_state(told: Telling, packet: Packet, _at: float, _repeated: bool) -> None:
    device, state = packet.get("device"), packet.get("state").upper()
    if found := _DND.match(device):
        if told.rules.is_extension(found["extension"]) and (phone := told.phone(found["extension"])):
            phone.do_not_disturb = state in {"BUSY", "INUSE"}
        return
    if device.lower().startswith("local/"):
        return
    if phone := told.phone(extension_of(told.rules, device)):
        phone.device = DEVICE_STATES.get(state, PresenceState.UNKNOWN)


def extension_status(told: Telling, packet: Packet, _at: float, _repeated: bool) -> None:
    extension = packet.get("exten")
    if told.rules.is_extension(extension) and (phone := told.phone(extension)):
        phone.hint = EXTENSION_STATES.get(packet.get("status"), PresenceState.UNKNOWN)


def peer_status(told: Telling, packet: Packet, _at: float, _repeated: bool) -> None:
    if phone := told.phone(extension_of(told.rules, packet.get("peer"))):
        phone.reachable = packet.get("peerstatus").lower() not in {"unreachable", "unregistered", "rejected"}


def hold(told: Telling, packet: Packet, at: float, repeated: bool) -> None:
    _held(told, packet, at, 0 if repeated else 1)


def unhold(told: Telling, packet: Packet, at: float, repeated: bool) -> None:
    _held(told, packet, at, 0 if repeated else -1)


def _held(told: Telling, packet: Packet, at: float, step: int) -> None:
    channel = packet.get("uniqueid")
    phone = told.phone(extension_of(told.rules, packet.get("channel")))
    if phone and channel and step and len(phone.holds) < MOST and not told.is_over(channel):
        phone.holds.setdefault(channel, Place()).move("hold", step, at)


def hang_up(told: Telling, packet: Packet, _at: float, _repeated: bool) -> None:
    told.leave(packet.get("uniqueid"))


def member(told: Telling, packet: Packet, at: float, _repeated: bool) -> None:
    """QueueMember of a list, QueueMemberStatus, -Added, -Pause, -Penalty: the fields are alike."""
    interface = word(packet.get("interface") or packet.get("location"))
    queue = told.queue(packet.get("queue"), at)
    if not queue or not interface:
        return
    known = told.members.get((queue, interface))
    if known is None:
        if len(told.members) >= MOST:
            return
        device = packet.get("stateinterface") or interface
        extension = extension_of(told.rules, device) or extension_of(told.rules, interface)
        known = told.members[queue, interface] = Member(extension)
    known.told_at = at
    known.name = word(unescape_name(packet.get("membername") or packet.get("name"))) or known.name
    if "status" in packet.index:
        known.state = MEMBER_STATES.get(packet.get("status"), PresenceState.UNKNOWN)
    if "paused" in packet.index:
        known.paused = packet.get("paused") in {"1", "true", "True"}
        known.reason = word(packet.get("pausedreason") or packet.get("reason"))
    if packet.event == "queuemember":
        _listed(told, queue, interface)


def member_removed(told: Telling, packet: Packet, _at: float, _repeated: bool) -> None:
    told.members.pop(
        (word(packet.get("queue")), word(packet.get("interface") or packet.get("location"))), None
    )


def caller_join(told: Telling, packet: Packet, at: float, repeated: bool) -> None:
    if (caller := _caller(told, packet, at, at)) is None or repeated:
        return
    if not caller.place.value:
        caller.entered_at = at
    caller.place.move("in", 1, at)


def caller_leave(told: Telling, packet: Packet, at: float, repeated: bool) -> None:
    """Also of one whose coming is still to be told in this instant."""
    if (caller := _caller(told, packet, at, at)) is not None and not repeated:
        caller.place.move("in", -1, at)


def caller_abandon(told: Telling, packet: Packet, at: float, _repeated: bool) -> None:
    """He hung up: QueueCallerLeave and Hangup say that he is gone; this one proves only that the queue is."""
    told.queue(packet.get("queue"), at)


def _caller(told: Telling, packet: Packet, at: float, entered_at: float) -> Caller | None:
    queue, channel = told.queue(packet.get("queue"), at), packet.get("uniqueid")[:LONGEST]
    if not queue or not channel or told.is_over(channel):
        return None
    known = told.callers.get((queue, channel))
    if known is None:
        for key in [key for key, one in told.callers.items() if not one.place.value and one.told_at < at]:
            del told.callers[key]
        if len(told.callers) >= MOST:
            return None
        known = told.callers[queue, channel] = Caller("", "", entered_at, at)
    known.told_at = at
    known.number = word(packet.get("calleridnum")) or known.number
    known.call_key = known.call_key or packet.get("linkedid")[:LONGEST]
    return known


def params(told: Telling, packet: Packet, at: float, _repeated: bool) -> None:
    if queue := told.queue(packet.get("queue"), at):
        _listed(told, queue, "")


def entry(told: Telling, packet: Packet, at: float, _repeated: bool) -> None:
    """One who waits, of a list: how long is told in seconds."""
    wait = packet.get("wait")
    entered_at = at - int(wait) if wait.isdecimal() and len(wait) < 8 else at
    channel = packet.get("uniqueid")[:LONGEST]
    new = (word(packet.get("queue")), channel) not in told.callers
    if (caller := _caller(told, packet, at, entered_at)) is None:
        return
    if new or not caller.place.value:
        caller.entered_at = entered_at
        caller.place.set("in")
    _listed(told, word(packet.get("queue")), channel)


def _listed(told: Telling, queue: str, name: str) -> None:
    if len(told.listed) < 3 * MOST:
        told.listed.add((queue, name))


def queue_list_complete(told: Telling, packet: Packet, at: float, repeated: bool) -> None:
    """Queues, members and callers that the whole list does not name are gone."""
    if repeated:
        return
    listed, told.listed = told.listed, set()
    count = packet.get("listitems")
    if not count.isdecimal() or len(count) > 9 or int(count) != len(listed):
        return
    before = at - LIST_AGE
    for name in [one for one, told_at in told.queues.items() if (one, "") not in listed and told_at < before]:
        del told.queues[name]
    for key in [key for key, one in told.members.items() if key not in listed and one.told_at < before]:
        del told.members[key]
    for key in [key for key, who in told.callers.items() if key not in listed and who.told_at < before]:
        del told.callers[key]


HANDLERS: dict[str, Handler] = {
    "devicestatechange": device_state,
    "extensionstatus": extension_status,
    "hangup": hang_up,
    "hold": hold,
    "peerstatus": peer_status,
    "queuecallerabandon": caller_abandon,
    "queuecallerjoin": caller_join,
    "queuecallerleave": caller_leave,
    "queueentry": entry,
    "queuemember": member,
    "queuememberadded": member,
    "queuememberpause": member,
    "queuememberpaused": member,
    "queuememberremoved": member_removed,
    "queuememberstatus": member,
    "queueparams": params,
    "queuestatuscomplete": queue_list_complete,
    "unhold": unhold,
}
