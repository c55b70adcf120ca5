"""The way of one call through the program, for `pbx doctor`: packets, call, client, rings, screens."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Call, CallLeg, Journal, JournalConnection, Ring
from crm_tui.usecases.base import requires
from crm_tui.usecases.calls import CallCard, show_call
from crm_tui.usecases.parts.core import core, fetch, must
from crm_tui.usecases.parts.pbx_clock import ahead_of_ours

JOURNAL, CONNECTION, RING, LEG = core(Journal), core(JournalConnection), core(Ring), core(CallLeg)
AROUND = timedelta(seconds=10)
MOST_PACKETS = 50_000


@dataclass(frozen=True, slots=True)
class TracedPacket:
    """A packet of the journal that speaks of the call."""

    id: int
    at: datetime
    packet: str


@dataclass(frozen=True, slots=True)
class TracedRing:
    """A ring on its way to the screen: begun by the PBX, claimed by a screen, painted."""

    extension: str
    state: str
    began_at: datetime
    claimed_at: datetime | None
    screen: str
    painted_at: datetime | None


@dataclass(frozen=True, slots=True)
class CallTrace:
    """Everything known of how a call went through the program."""

    key: str
    call: CallCard
    packets: tuple[TracedPacket, ...]
    rings: tuple[TracedRing, ...]


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    """A connection to the PBX."""

    id: int
    opened_at: datetime
    closed_at: datetime | None
    closed_how: str
    banner: str
    holder: str


@requires(Permission.CALLS_JOURNAL_READ)
def trace_call(unit: Unit, *, call_id: int) -> CallTrace:
    """The call with its packets in the journal (empty after `journal_days`) and its rings on their way."""
    call = must(unit.session.get(Call, call_id), _("call"), call_id)
    rings = fetch(unit, select(RING).where(RING.c.call_id == call_id).order_by(RING.c.began_at, RING.c.id))
    legs = fetch(unit, select(LEG.c.channel_uid).where(LEG.c.call_id == call_id))
    names = {call.key, *(row.channel_uid for row in rings), *(row.channel_uid for row in legs)}
    return CallTrace(
        key=call.key,
        call=show_call(unit, call_id=call_id),
        packets=_packets(unit, call, names),
        rings=tuple(
            TracedRing(
                row.extension, row.state.value, row.began_at, row.claimed_at, row.screen or "", row.painted_at
            )
            for row in rings
        ),
    )


def _packets(unit: Unit, call: Call, names: set[str]) -> tuple[TracedPacket, ...]:
    ahead = ahead_of_ours(unit)
    since = call.started_at - ahead - AROUND
    until = (call.ended_at - ahead if call.ended_at else unit.now) + AROUND
    asked = (
        select(JOURNAL.c.id, JOURNAL.c.at, JOURNAL.c.packet)
        .where(JOURNAL.c.at.between(since, until))
        .order_by(JOURNAL.c.id)
        .limit(MOST_PACKETS)
    )
    speaks = re.compile(rf"(?:{'|'.join(map(re.escape, sorted(names)))})(?![0-9])")
    return tuple(
        TracedPacket(row.id, row.at, row.packet) for row in fetch(unit, asked) if speaks.search(row.packet)
    )


@requires(Permission.CALLS_JOURNAL_READ)
def list_connections(unit: Unit, *, limit: int = 20) -> tuple[ConnectionRow, ...]:
    """The last connections to the PBX, the newest first."""
    names = ("id", "opened_at", "closed_at", "closed_how", "banner", "holder")
    columns = [CONNECTION.c[name] for name in names]
    rows = fetch(unit, select(*columns).order_by(CONNECTION.c.id.desc()).limit(limit))
    return tuple(ConnectionRow(**row._mapping) for row in rows)


@requires(Permission.CALLS_JOURNAL_READ)
def list_packets(unit: Unit, *, limit: int = 2000) -> tuple[TracedPacket, ...]:
    """The last packets of the journal, the newest first."""
    asked = select(JOURNAL.c.id, JOURNAL.c.at, JOURNAL.c.packet).order_by(JOURNAL.c.id.desc())
    return tuple(TracedPacket(row.id, row.at, row.packet) for row in fetch(unit, asked.limit(limit)))
