"""Recordings of the PBX: read them, replay them through the tracker, print them in their own form."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crm_tui.domain.call_facts import CallFacts
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import CallEnding, CallResult, TransferKind
from crm_tui.i18n import _
from crm_tui.pbx.packets import Packet, packet_of
from crm_tui.pbx.reader import Reader
from crm_tui.pbx.rules import Rules
from crm_tui.pbx.tracker import Tracker

STEP = 0.001
"""Seconds between the packets of a recording without times: their order is all that is known."""
_EPOCH = re.compile(r"^Uniqueid: (\d{10})\.", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Step:
    """One packet of a recording and when it came (seconds since the epoch)."""

    at: float
    packet: Packet


@dataclass(frozen=True, slots=True)
class Recording:
    """One connection to the PBX. Not `timed`: the moments only keep the order."""

    steps: tuple[Step, ...]
    closed_at: float
    """When the line was cut, or the recording stopped."""
    timed: bool = True


@dataclass(frozen=True, slots=True)
class Replay:
    """What recordings came to: the calls, oldest first, and the moment up to which running ones are told."""

    calls: tuple[CallFacts, ...]
    until: float
    timed: bool


def read_recording(path: Path) -> Recording:
    """A `.jsonl` recording, or the bare bytes of any other file. Refused with the line when it is neither."""
    try:
        if path.suffix == ".jsonl":
            return _read_lines(path)
        return recording_of_bytes(path.read_bytes())
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from None


def _read_lines(path: Path) -> Recording:
    lines = []
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
        try:
            lines.append(json.loads(line))
            float(lines[-1]["t"])
        except (ValueError, TypeError, KeyError):
            raise Refused(
                _("{path}, line {number}: no recorded packet").format(path=path, number=number)
            ) from None
    start = next((one["epoch"] - one["t"] for one in lines if "epoch" in one), 1e9)
    steps = tuple(
        Step(start + one["t"], packet_of(_pairs(one["fields"]))) for one in lines if "fields" in one
    )
    return Recording(steps, start + max((one["t"] for one in lines), default=0.0))


def _pairs(fields: dict[str, Any]) -> list[tuple[str, str]]:
    """Repeated keys stand as lists."""
    return [
        (key, str(one))
        for key, value in fields.items()
        for one in (value if isinstance(value, list) else [value])
    ]


def recording_of_bytes(data: bytes) -> Recording:
    """The raw bytes of one connection; moments are made up, a millisecond apart."""
    packets = Reader().feed(data)
    epochs = (_EPOCH.search(packet.text) for packet in packets)
    start = float(next((found[1] for found in epochs if found), 1e9))
    steps = tuple(Step(start + number * STEP, packet) for number, packet in enumerate(packets))
    return Recording(steps, start + len(steps) * STEP, timed=False)


def replay(recordings: Iterable[Recording], rules: Rules) -> Replay:
    """The calls of these recordings; several are one connection after another, the line cut between them."""
    tracker, calls = Tracker(rules), dict[str, CallFacts]()
    until, timed = 0.0, True
    for recording in recordings:
        # Made-up moments of a recording without times must not lie before the one that came first.
        shift = max(0.0, until - recording.steps[0].at) if recording.steps and not recording.timed else 0.0
        tracker.connected(recording.steps[0].at + shift if recording.steps else until)
        for step in recording.steps:
            tracker.feed(step.packet, step.at + shift)
            calls |= {change.after.key: change.after for change in tracker.changes()}
        until, timed = recording.closed_at + shift, timed and recording.timed
        tracker.lost(until)
    return Replay(tuple(sorted(calls.values(), key=lambda one: (one.began_at, one.key))), until, timed)


_RESULTS = {
    CallResult.RINGING: "missed",
    CallResult.TALKING: "answered",
    CallResult.ANSWERED: "answered",
    CallResult.MISSED: "missed",
    CallResult.NOT_ANSWERED: "not answered",
    CallResult.OPERATOR_DID_NOT_PICK_UP: "operator did not pick up",
    CallResult.ORIGINATE_FAILED: "originate failed",
}
_TRANSFERS = {TransferKind.BLIND: "BlindTransfer", TransferKind.ATTENDED: "AttendedTransfer"}
CUT = "no Hangup ever comes; closed by the lost connection, times from the last event are a lower bound"


def expected_form(replayed: Replay) -> list[dict[str, Any]]:
    """The calls in the form of the recordings' `expected.json` (English words, seconds by extension)."""
    return [dict(_form(call, replayed)) for call in replayed.calls]


def _form(call: CallFacts, replayed: Replay) -> Iterator[tuple[str, Any]]:
    yield "direction", call.direction.value
    yield "number", call.number or None
    yield "name", call.name or None
    yield "rang", rang(call)
    if replayed.timed and call.seen_from_start:
        yield "talk_s", talk_seconds(call, replayed.until)
    yield "result", _RESULTS[call.result]
    yield "transfers", [{"kind": _TRANSFERS[one.kind], "by": one.by, "to": one.to} for one in call.transfers]
    yield "ended", call.ending is CallEnding.ENDED
    if call.lost_after_transfer:
        yield "lost_after_transfer", True
    if call.picked_up_by:
        yield "picked_up_by", call.picked_up_by
    if note := _note(call):
        yield "note", note


def rang(call: CallFacts) -> list[str]:
    """Extensions at which the call rang; his own phone counts only if the person never picked it up."""
    own_counts = call.result is CallResult.OPERATOR_DID_NOT_PICK_UP
    return sorted(
        {one.extension for one in call.rings if not one.picked_up and (own_counts or not one.own_dialling)}
    )


def talk_seconds(call: CallFacts, until: float) -> dict[str, float]:
    """Seconds of talk by extension, hold not counted."""
    seconds: dict[str, float] = {}
    for leg in call.legs:
        for begin, end in leg.talks:
            talked = (until if end is None else end) - begin
            seconds[leg.extension] = seconds.get(leg.extension, 0.0) + talked
    return {extension: round(total, 1) for extension, total in sorted(seconds.items())}


def _note(call: CallFacts) -> str:
    if call.ending is not CallEnding.ENDED:
        return CUT
    if call.seen_from_start:
        return ""
    talking = sorted({one.extension for one in call.legs if not one.start_known})
    if talking:
        return f"in progress at connect: {', '.join(talking)} talks"
    later = ", answered later" if call.answered_at else ""
    return f"rings at {', '.join(rang(call))} at connect{later}"
