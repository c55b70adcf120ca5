"""The PBX journal: raw packets as they came, by connection; written before they are interpreted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from crm_tui.domain.kinds import CallEnding
from crm_tui.domain.permissions import Permission
from crm_tui.store.rows import insert_rows
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Call, Journal, JournalConnection, PbxStatus
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import core, fetch
from crm_tui.usecases.parts.pbx_clock import ahead_of_ours

JOURNAL, CONNECTION, STATUS, CALL = core(Journal), core(JournalConnection), core(PbxStatus), core(Call)
STATUS_ID = 1
BEFORE = timedelta(seconds=5)
"""How much before the first unfinished call a restarted listener reads the journal again."""


@dataclass(frozen=True, slots=True)
class JournalPart:
    """What one connection brought, up to `closed_at` without a gap; None: its listener died unheard."""

    connection_id: int
    opened_at: datetime
    closed_at: datetime | None
    packets: tuple[tuple[datetime, str], ...]


@dataclass(frozen=True, slots=True)
class PbxState:
    """How the listener stands with the PBX."""

    state: str
    detail: str
    since: datetime | None
    last_packet_at: datetime | None


@requires(Permission.CALLS_JOURNAL_WRITE, writes=True)
def open_connection(unit: Unit, *, at: datetime, banner: str, holder: str, epoch: int) -> int:
    """Notes that the PBX was reached; answers the connection's number."""
    row = JournalConnection(opened_at=at, banner=banner, holder=holder, epoch=epoch)
    unit.session.add(row)
    unit.session.flush()
    if row.id is None:
        raise RuntimeError("the store gave no number")
    return row.id


@requires(Permission.CALLS_JOURNAL_WRITE, writes=True)
def close_connection(unit: Unit, *, connection_id: int, at: datetime, how: str) -> None:
    """Notes until when all was heard, and why not longer."""
    closed = update(CONNECTION).where(CONNECTION.c.id == connection_id)
    unit.session.execute(closed.values(closed_at=at, closed_how=how))


@requires(Permission.CALLS_JOURNAL_WRITE, writes=True)
def record_packets(
    unit: Unit, *, connection_id: int, packets: Sequence[tuple[datetime, str]], status: bool = False
) -> None:
    """Writes packets in their order; `status` also says when the last one came. Not in the log."""
    rows = [(connection_id, at, packet) for at, packet in packets]
    insert_rows(unit.session.connection(), JOURNAL, ("connection_id", "at", "packet"), rows)
    if status and packets:
        moved = update(STATUS).where(STATUS.c.id == STATUS_ID)
        unit.session.execute(moved.values(last_packet_at=packets[-1][0]))


@requires(Permission.CALLS_JOURNAL_READ)
def was_recorded(unit: Unit, *, connection_id: int, at: datetime) -> bool:
    """Whether the packets that came on this connection at this moment are in the journal."""
    last = select(JOURNAL.c.at).where(JOURNAL.c.connection_id == connection_id)
    return unit.session.execute(last.order_by(JOURNAL.c.id.desc()).limit(1)).scalar() == at


@requires(Permission.CALLS_JOURNAL_WRITE, writes=True)
def note_pbx_state(unit: Unit, *, state: str, detail: str) -> None:
    """Says to all screens how the line stands."""
    row = unit.session.get(PbxStatus, STATUS_ID) or PbxStatus(id=STATUS_ID)
    if (row.state, row.detail) != (state, detail):
        row.state, row.detail, row.since = state, detail, unit.now
    unit.session.add(row)
    unit.notify("pbx", state)


@requires(Permission.CALLS_CALL_READ)
def pbx_state(unit: Unit) -> PbxState:
    """How the listener stands with the PBX; `down` when none ever ran."""
    row = unit.session.get(PbxStatus, STATUS_ID)
    if row is None:
        return PbxState("down", "", None, None)
    return PbxState(row.state, row.detail, row.since, row.last_packet_at)


@requires(Permission.CALLS_JOURNAL_READ)
def unfinished_journal(unit: Unit) -> tuple[JournalPart, ...]:
    """All that came since the oldest unfinished call began: a restarted listener folds it again."""
    ahead = ahead_of_ours(unit)
    yesterday = unit.now + ahead - timedelta(days=1)
    begin = unit.session.execute(
        select(func.min(CALL.c.started_at)).where(
            CALL.c.ending == CallEnding.RUNNING, CALL.c.started_at > yesterday
        )
    ).scalar()
    # Packets that came late look like a clock that is behind; to read too much costs nothing but time.
    return () if begin is None else _parts(unit, begin - max(ahead, timedelta(0)) - BEFORE)


def _parts(unit: Unit, since: datetime) -> tuple[JournalPart, ...]:
    packets: dict[int, list[tuple[datetime, str]]] = {}
    asked = select(JOURNAL.c.connection_id, JOURNAL.c.at, JOURNAL.c.packet).where(JOURNAL.c.at >= since)
    for row in fetch(unit, asked.order_by(JOURNAL.c.id)):
        packets.setdefault(row.connection_id, []).append((row.at, row.packet))
    rows = fetch(unit, select(CONNECTION).where(CONNECTION.c.id.in_(list(packets))).order_by(CONNECTION.c.id))
    return tuple(JournalPart(row.id, row.opened_at, row.closed_at, tuple(packets[row.id])) for row in rows)
