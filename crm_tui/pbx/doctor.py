"""What `pbx doctor` tells: how the line stands, and the way of one call from the wire to the screen."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from crm_tui.domain.text import clean
from crm_tui.pbx.packets import Packet
from crm_tui.pbx.recorder import LEASE
from crm_tui.pbx.rules import Party, Rules
from crm_tui.store.leases import lease_state
from crm_tui.usecases.call_trace import CallTrace, ConnectionRow, list_connections, list_packets, trace_call
from crm_tui.usecases.journal import pbx_state
from crm_tui.usecases.office import Office


class Stage(StrEnum):
    """How far on its way something is seen."""

    PACKET = "packet"
    CALL = "call"
    CLIENT = "client"
    RING = "ring"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step of a call's way."""

    at: datetime | None
    stage: Stage
    text: str


@dataclass(frozen=True, slots=True)
class LineReport:
    """How the office stands with its PBX; ages in seconds, None when there is nothing to count from."""

    state: str
    detail: str
    since: datetime | None
    last_packet_age: float | None
    listener: str
    """Who listens now; empty when nobody does."""
    connections: tuple[ConnectionRow, ...]
    clock_skew: float | None
    """The PBX's clock less ours, by its last `Timestamp`; None without `timestampevents`."""
    trunks_seen: tuple[str, ...]
    trunks_silent: tuple[str, ...]
    """Configured trunks of which no channel was seen lately."""
    strangers: tuple[str, ...]
    """Channels that are neither a trunk's nor an extension's: perhaps a trunk that nobody configured."""


def examine_line(office: Office) -> LineReport:
    """What the store knows of the line, without touching the PBX."""
    state, lease = office.call(pbx_state), lease_state(office.store, LEASE)
    packets = [(row.at, Packet(row.packet)) for row in office.call(list_packets)]
    rules = Rules.of(office.settings.pbx)
    parties = {_peer(packet): rules.party(packet.get("channel")) for _, packet in packets if _is_born(packet)}
    seen = {extension for party, extension in parties.values() if party is Party.CLIENT}
    last = state.last_packet_at
    return LineReport(
        state=state.state,
        detail=clean(state.detail),
        since=state.since,
        last_packet_age=(office.clock() - last).total_seconds() if last else None,
        listener=lease.holder if lease is not None and lease.alive else "",
        connections=office.call(list_connections),
        clock_skew=_skew(packets),
        trunks_seen=tuple(sorted(seen)),
        trunks_silent=tuple(sorted(rules.trunks - seen)),
        strangers=tuple(sorted(peer for peer, (party, _) in parties.items() if party is Party.OTHER)),
    )


def trace(office: Office, call_id: int) -> tuple[TraceStep, ...]:
    """The call's way, in time order. NotFound when there is no such call."""
    found = office.call(trace_call, call_id=call_id)
    steps = [TraceStep(row.at, Stage.PACKET, describe(Packet(row.packet))) for row in found.packets]
    steps += _call_steps(found)
    for ring in found.rings:
        steps.append(TraceStep(ring.began_at, Stage.RING, f"{ring.extension} {ring.state}"))
        steps.append(
            TraceStep(ring.claimed_at, Stage.SCREEN, f"{ring.extension} claimed {ring.screen or '-'}")
        )
        steps.append(TraceStep(ring.painted_at, Stage.SCREEN, f"{ring.extension} painted"))
    order = list(Stage)
    return tuple(sorted(steps, key=lambda one: (one.at is None, one.at, order.index(one.stage))))


def _call_steps(found: CallTrace) -> list[TraceStep]:
    call = found.call.call
    number = call.e164 or clean(call.number) or "-"
    client = f"{number} -> {call.client.name} ({call.certainty})" if call.client else f"{number} -> -"
    steps = [
        TraceStep(call.started_at, Stage.CALL, f"{found.key} {call.direction} {number}"),
        TraceStep(call.started_at, Stage.CLIENT, client),
    ]
    if call.ended_at is not None:
        steps.append(TraceStep(call.ended_at, Stage.CALL, f"{found.key} {call.result} {call.ending}"))
    return steps


_SHOWN = (
    "channel",
    "destchannel",
    "dialstatus",
    "bridgeuniqueid",
    "cause",
    "cause-txt",
    "queue",
    "extension",
)


def describe(packet: Packet) -> str:
    """A packet in one harmless line: its event and the fields that decide."""
    shown = [value for key in _SHOWN if (value := packet.get(key))]
    return clean(" ".join([packet.index.get("event", packet.index.get("response", "?")), *shown]))


def _is_born(packet: Packet) -> bool:
    return packet.event == "newchannel" and not packet.get("channel").startswith("Local/")


def _peer(packet: Packet) -> str:
    return clean(packet.get("channel").rpartition("-")[0])


def _skew(packets: list[tuple[datetime, Packet]]) -> float | None:
    for at, packet in packets:
        stamp = packet.get("timestamp")
        if packet.event and stamp.replace(".", "", 1).isdecimal() and len(stamp) < 20:
            return round(float(stamp) - at.timestamp(), 3)
    return None
