"""From CEL to calls: each record becomes the packets that would have told the same; the tracker folds them.

So the rules of the live line (whose channel, who talks with whom, transfers, pick-ups) hold here too. CEL
knows no hold: its talk is talk with hold. Facts about the records: the recordings, which hold both.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from crm_tui.domain.call_facts import CallFacts
from crm_tui.exchange.cel_rows import CelRow
from crm_tui.pbx.packets import Packet, packet_of
from crm_tui.pbx.rules import Party, Rules
from crm_tui.pbx.tracker import Tracker

MOST_CHANNELS = 20_000
TICK = 1e-6
"""Records of one moment happened in their order; the tracker takes those of one moment in any."""
SETTLED = 120.0
"""Seconds after its end in which a call may still be told more of."""
_STATUSES = dict.fromkeys((16, 26, 127), "CANCEL") | dict.fromkeys((0, 18, 19), "NOANSWER") | {17: "BUSY"}
"""What a phone's unanswered dialling came to, by the cause of its hang-up."""


def calls_of(rows: Iterable[CelRow], rules: Rules, *, silent_since: float = 0.0) -> Iterator[CallFacts]:
    """The customer calls of a record, each once, when nothing more can come; the unfinished at the end.

    Of these, one that the record does not tell of since `silent_since` has an unknown end: its PBX died.
    """
    fold = _Fold(rules)
    for row in rows:
        yield from fold.take(row)
    yield from fold.rest(silent_since)


@dataclass(slots=True)
class _Seen:
    """What the record has told of a channel."""

    name: str
    dialled: bool
    answered: bool = False
    own: bool = False
    """Its own person dialled by Originate."""


@dataclass(slots=True)
class _Fold:
    rules: Rules
    tracker: Tracker = field(init=False)
    open: dict[str, CallFacts] = field(default_factory=dict)
    _told: dict[str, CallFacts] = field(default_factory=dict)
    _channels: OrderedDict[str, _Seen] = field(default_factory=OrderedDict)
    _dials: OrderedDict[str, list[str]] = field(default_factory=OrderedDict)
    _last: float = 0.0
    _looked: float = 0.0

    def __post_init__(self) -> None:
        self.tracker = Tracker(self.rules)
        self.tracker.connected(0.0)

    def take(self, row: CelRow) -> Iterator[CallFacts]:
        at = self._last + TICK if 0 <= self._last - row.at < 1.0 else row.at
        self._last = at
        # Before the tracker may forget what is over, it is asked.
        if abs(at - self._looked) > 1.0:
            yield from self._settled(at)
        for packet in self._packets(row):
            self.tracker.feed(packet, at)

    def rest(self, silent_since: float = 0.0) -> Iterator[CallFacts]:
        self.tracker.abandon(silent_since)
        self._look()
        yield from sorted(self.open.values(), key=lambda one: (one.began_at, one.key))
        self.open.clear()

    def _settled(self, at: float) -> Iterator[CallFacts]:
        self._look()
        self._looked = at
        over = [one for one in self.open.values() if one.ended_at is not None and one.ended_at < at - SETTLED]
        for call in over:
            yield self.open.pop(call.key)

    def _look(self) -> None:
        for change in self.tracker.changes():
            self.open[change.after.key] = change.after

    def _packets(self, row: CelRow) -> Iterator[Packet]:
        known = self._known(row)
        act = _ACTS.get(row.kind)
        if act is not None:
            yield from act(self, row, known)

    def _known(self, row: CelRow) -> _Seen:
        seen = self._channels.get(row.uniqueid)
        if seen is None:
            # Who was dialled was born into another's Linkedid; later it proves nothing, for calls are joined.
            dialled = row.kind == "CHAN_START" and row.uniqueid != row.linkedid
            seen = self._channels[row.uniqueid] = _Seen(row.channel, dialled)
            if len(self._channels) > MOST_CHANNELS:
                self._channels.popitem(last=False)
        return seen

    # --- one record each

    def started(self, row: CelRow, known: _Seen) -> Iterator[Packet]:
        yield _packet(
            "Newchannel", row, ChannelStateDesc="Down" if known.dialled or row.exten == "s" else "Ring",
            CallerIDNum=row.number, CallerIDName=_escaped(row.name), Exten=row.exten,
        )  # fmt: skip
        if known.dialled and not row.channel.startswith("Local/"):
            yield _dialled(row, self._dial_string(row))

    def app_started(self, row: CelRow, _known: _Seen) -> Iterator[Packet]:
        application = row.application.lower()
        if application == "dial":
            dials = self._dials.setdefault(row.linkedid, [])
            dials[:] = [*dials[-8:], *row.data.partition(",")[0].split("&")[:50]]
            if len(self._dials) > MOST_CHANNELS:
                self._dials.popitem(last=False)
        if application == "queue":
            yield _packet("QueueCallerJoin", row, Queue=row.data.partition(",")[0])

    def answered(self, row: CelRow, known: _Seen) -> Iterator[Packet]:
        yield from self._originated(row, known)
        if known.dialled or known.own:
            known.answered = True
            yield from self._number(row, known)
            yield _dial_ended(row, "ANSWER")

    def hung_up(self, row: CelRow, known: _Seen) -> Iterator[Packet]:
        yield from self._originated(row, known)
        cause = _whole(_extra(row).get("hangupcause"))
        if known.dialled and not known.answered:
            yield from self._number(row, known)
            yield _dial_ended(row, _STATUSES.get(cause, "CONGESTION"))
        elif known.own and not known.answered:
            yield _dial_ended(row, _STATUSES.get(cause, "CONGESTION"))
        yield _packet("Hangup", row, Cause=str(cause))

    def ended(self, row: CelRow, _known: _Seen) -> Iterator[Packet]:
        yield _packet("Hangup", row, Cause="")
        self._channels.pop(row.uniqueid, None)

    def retired(self, row: CelRow, _known: _Seen) -> Iterator[Packet]:
        self._dials.pop(row.linkedid, None)
        yield from ()

    def entered(self, row: CelRow, _known: _Seen) -> Iterator[Packet]:
        yield _packet("BridgeEnter", row, BridgeUniqueid=_text(_extra(row).get("bridge_id")))

    def left(self, row: CelRow, _known: _Seen) -> Iterator[Packet]:
        yield _packet("BridgeLeave", row, BridgeUniqueid=_text(_extra(row).get("bridge_id")))

    def picked_up(self, row: CelRow, _known: _Seen) -> Iterator[Packet]:
        name, uid = self._channel(_extra(row), "pickup_channel")
        yield packet_of(
            {
                "Event": "Pickup", "Channel": name, "Uniqueid": uid, "TargetChannel": row.channel,
                "TargetUniqueid": row.uniqueid, "TargetLinkedid": row.linkedid,
            }
        )  # fmt: skip

    def blind(self, row: CelRow, _known: _Seen) -> Iterator[Packet]:
        extra = _extra(row)
        name, uid = self._channel(extra, "transferee_channel")
        yield packet_of(
            {
                "Event": "BlindTransfer", "Result": "Success", "TransfererChannel": row.channel,
                "TransfererUniqueid": row.uniqueid, "TransfererLinkedid": row.linkedid,
                "TransfereeChannel": name, "TransfereeUniqueid": uid,
                "Extension": _text(extra.get("extension")),
            }
        )  # fmt: skip

    def attended(self, row: CelRow, _known: _Seen) -> Iterator[Packet]:
        extra = _extra(row)
        fields = {
            "Event": "AttendedTransfer", "Result": "Success", "OrigTransfererChannel": row.channel,
            "OrigTransfererUniqueid": row.uniqueid, "OrigTransfererLinkedid": row.linkedid,
        }  # fmt: skip
        for prefix, key in (
            ("SecondTransferer", "channel2"),
            ("Transferee", "transferee_channel"),
            ("TransferTarget", "transfer_target_channel"),
        ):
            fields[f"{prefix}Channel"], fields[f"{prefix}Uniqueid"] = self._channel(extra, key)
        yield packet_of(fields)

    def _channel(self, extra: dict[str, Any], key: str) -> tuple[str, str]:
        """The name and Uniqueid of a channel that `extra` names; older releases give the name alone."""
        name = _text(extra.get(f"{key}_name") or extra.get(key))
        uid = _text(extra.get(f"{key}_uniqueid"))
        if name and not uid:
            uid = next((uid for uid, one in reversed(self._channels.items()) if one.name == name), "")
        return name, uid

    def _originated(self, row: CelRow, known: _Seen) -> Iterator[Packet]:
        """A phone that rang because its own person dials: its caller is the number that is dialled."""
        if known.own or known.dialled or row.application != "AppDial2" or not row.number:
            return
        known.own = True
        yield _dialled(row, "", own=True)

    def _number(self, row: CelRow, known: _Seen) -> Iterator[Packet]:
        """The number of a line that was dialled stands as its own caller's, at the latest at its end."""
        party, _ = self.rules.party(known.name)
        if party is Party.CLIENT and known.dialled and row.number:
            yield _dialled(row, row.number)

    def _dial_string(self, row: CelRow) -> str:
        """What was dialled on this trunk: `0501112233@provider` of `PJSIP/0501112233@provider`."""
        party, trunk = self.rules.party(row.channel)
        if party is not Party.CLIENT:
            return ""
        for dial in reversed(self._dials.get(row.linkedid, [])):
            _, _, target = dial.partition("/")
            number, _, endpoint = target.partition("@")
            if endpoint == trunk and number:
                return target
            if target.startswith(f"{trunk}/"):
                return target
        return ""


_ACTS: dict[str, Callable[[_Fold, CelRow, _Seen], Iterator[Packet]]] = {
    "CHAN_START": _Fold.started,
    "CHAN_END": _Fold.ended,
    "ANSWER": _Fold.answered,
    "HANGUP": _Fold.hung_up,
    "APP_START": _Fold.app_started,
    "BRIDGE_ENTER": _Fold.entered,
    "BRIDGE_EXIT": _Fold.left,
    "PICKUP": _Fold.picked_up,
    "BLINDTRANSFER": _Fold.blind,
    "ATTENDEDTRANSFER": _Fold.attended,
    "LINKEDID_END": _Fold.retired,
}


def _packet(event: str, row: CelRow, **fields: str) -> Packet:
    return packet_of(
        {"Event": event, "Channel": row.channel, "Uniqueid": row.uniqueid, "Linkedid": row.linkedid} | fields
    )


def _dialled(row: CelRow, dial_string: str, *, own: bool = False) -> Packet:
    fields = {
        "Event": "DialBegin", "DestChannel": row.channel, "DestUniqueid": row.uniqueid,
        "DestLinkedid": row.linkedid, "DialString": dial_string,
    }  # fmt: skip
    return packet_of(fields | ({"DestCallerIDNum": row.number} if own else {"Channel": "-"}))


def _dial_ended(row: CelRow, status: str) -> Packet:
    return packet_of(
        {
            "Event": "DialEnd", "DestChannel": row.channel, "DestUniqueid": row.uniqueid,
            "DestLinkedid": row.linkedid, "DialStatus": status,
        }
    )  # fmt: skip


def _extra(row: CelRow) -> dict[str, Any]:
    if not row.extra.startswith("{"):
        return {}
    try:
        extra = json.loads(row.extra)
    except (ValueError, RecursionError):
        return {}
    return extra if isinstance(extra, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: object) -> int:
    return value if isinstance(value, int) else -1


def _escaped(name: str) -> str:
    """The name as channel events write it, for the tracker takes the backslashes off."""
    return name.replace("\\", "\\\\")
