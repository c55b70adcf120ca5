"""What a pretended PBX does when it is asked to dial, transfer or hang up: it plays recordings that fit.

A number's last two digits say how the client answers: 11 busy, 22 nobody, 33 the person's own phone refuses,
44 there is no such phone; any other is answered.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from crm_tui.paths import data_dir
from crm_tui.pbx.packets import Packet, packet_of
from crm_tui.pbx.pretend import Line, Switchboard
from crm_tui.pbx.recordings import Recording, Step, read_recording

DIALLINGS = {
    "11": "i_click_to_dial_client_busy",
    "22": "i_click_to_dial_client_no_answer",
    "33": "i_click_to_dial_operator_refuses",
    "44": "i_click_to_dial_bad_channel",
}
ANSWERED = "i_click_to_dial_answered"
BLIND, ATTENDED = "g_blind_transfer_ami", "h_attended_transfer_ami"
DIALLED, PHONE, NO_PHONE, CALLER = "0501112233", "201", "299", "0671234567"
COLLEAGUE = {BLIND: "202", ATTENDED: "203"}
"""Who is dialled, whose phone rings, who calls and who gets the call in the recordings."""
QUEUED = {
    "originate": "Originate successfully queued",
    "blindtransfer": "Transfer succeeded",
    "atxfer": "Atxfer successfully queued",
    "cancelatxfer": "CancelAtxfer successfully queued",
    "hangup": "Channel Hungup",
}
NO_CHANNEL = "No such channel"
PutOn = Callable[[Packet], Packet]


@dataclass(slots=True)
class Playing:
    """A recording that is being played: its channels, and what waits for the transfer to be completed."""

    put_on: PutOn
    uids: set[str] = field(default_factory=set)
    stopped: bool = False
    rest: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Grafted:
    """A recording made fresh and put upon a call that is up: its channels and bridge become the call's."""

    disguise: PutOn
    names: Mapping[str, str]

    def put_on(self, packet: Packet) -> Packet:
        """The packet as the running call would tell it."""
        text = self.disguise(packet).text
        for recorded, living in self.names.items():
            text = text.replace(recorded, living)
        return Packet(text)


@lru_cache(maxsize=16)
def shipped(name: str) -> Recording:
    """A recording that is shipped; each is read once."""
    return read_recording(data_dir() / "recordings" / f"{name}.jsonl")


def dialling(packet: Packet) -> tuple[str, dict[str, str]]:
    """The recording that answers an Originate, and the words to put in it."""
    digits = packet.get("exten")
    phone = packet.get("channel").rpartition("/")[2]
    uid = packet.get("channelid")
    words = {DIALLED: digits, PHONE: phone, NO_PHONE: phone, uid: uid}
    return DIALLINGS.get(digits[-2:], ANSWERED), words


def named_as_asked(recording: Recording, packet: Packet) -> Recording:
    """The dialling with the ChannelId and ActionID that were asked for, as the PBX would take them."""
    uid = packet.get("channelid")
    first = next((one.packet for one in recording.steps if one.packet.event == "newchannel"), None)
    recorded = first.get("uniqueid") if first is not None else ""

    def changed(step: Step) -> Step:
        text = step.packet.text
        if uid and recorded:
            text = re.sub(rf": {re.escape(recorded)}(?=\r\n|$)", f": {uid}", text)
        if step.packet.event == "originateresponse":
            text = text.replace(
                f"ActionID: {step.packet.get('actionid')}", f"ActionID: {packet.get('actionid')}"
            )
        return Step(step.at, Packet(text))

    return Recording(tuple(map(changed, recording.steps)), recording.closed_at)


def parts_of_transfer(name: str, recording: Recording) -> tuple[list[Step], list[Step], list[Step]]:
    """What came before the transfer, the transfer itself, and what completes it when it was attended."""
    steps = [one for one in recording.steps if one.packet.event]
    begin = next(at for at, one in enumerate(steps) if one.packet.event in ("blindtransfer", "hold"))
    if name == BLIND:
        return steps[:begin], steps[begin:], []
    done = next(at for at, one in enumerate(steps) if at > begin and one.packet.event == "hanguprequest")
    return steps[:begin], steps[begin:done], steps[done:]


def parties(board: Switchboard, channel: str) -> tuple[Line, Line] | None:
    """The person's line of this name and the client's, when the two talk."""
    mine = next((line for line in board.lines.values() if line.fields.get("Channel") == channel), None)
    if mine is None or not mine.bridge:
        return None
    others = [one for one in board.lines.values() if one.bridge == mine.bridge and one is not mine]
    return (mine, others[0]) if others else None


def recorded_names(before: list[Step], disguise: PutOn) -> tuple[Line, Line]:
    """The person's and the client's line of the recording just before the transfer, made fresh."""
    board = Switchboard()
    for step in before:
        board.follow(disguise(step.packet), step.at)
    client, mine = board.lines.values()
    return mine, client


def graft(recorded: tuple[Line, Line], living: tuple[Line, Line]) -> dict[str, str]:
    """Names of the recording to those of the call that is up."""
    names = {recorded[0].bridge: living[0].bridge}
    for old, new in zip(recorded, living, strict=True):
        names |= {old.fields[key]: new.fields[key] for key in ("Uniqueid", "Channel")}
    return names


def ending(board: Switchboard, uids: set[str], cause: str) -> Iterator[Packet]:
    """The packets by which these channels leave and hang up."""
    for line in [board.lines[uid] for uid in sorted(uids) if uid in board.lines]:
        if line.bridge:
            yield _told("BridgeLeave", line, BridgeUniqueid=line.bridge)
    for line in [board.lines[uid] for uid in sorted(uids) if uid in board.lines]:
        yield _told("Hangup", line, Cause=cause, **{"Cause-txt": "Normal Clearing"})


def back_to(board: Switchboard, channel: str, client: str) -> Iterator[Packet]:
    """A cancelled consultation: the person leaves its bridge and is with the client again."""
    mine = next(one for one in board.lines.values() if one.fields.get("Channel") == channel)
    home = board.lines[client].bridge
    if mine.bridge:
        yield _told("BridgeLeave", mine, BridgeUniqueid=mine.bridge)
    yield _told("BridgeEnter", mine, BridgeUniqueid=home)
    yield _told("Unhold", mine)


def _told(event: str, line: Line, **more: str) -> Packet:
    kept = {key: line.fields.get(key, "") for key in ("Channel", "Uniqueid", "Linkedid")}
    return packet_of({"Event": event, "Privilege": "call,all"} | more | kept)
