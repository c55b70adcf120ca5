"""Calls of the store given back as the tracker tells them, for comparing with the PBX's record."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, select

from crm_tui.domain.call_compare import Heard
from crm_tui.domain.call_facts import CallFacts, LegFacts, RingFacts, TransferFacts
from crm_tui.domain.kinds import CallResult
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Call, CallTransfer, Journal, JournalConnection, Ring
from crm_tui.usecases.parts.core import LEG, core, fetch
from crm_tui.usecases.parts.pbx_clock import ahead_of_ours, clock_of

CALL, RING, TRANSFER = core(Call), core(Ring), core(CallTransfer)
CONNECTION, JOURNAL = core(JournalConnection), core(Journal)
FAILED_DIAL = "originate:"
"""What the keys of dialling without a channel begin with."""
AROUND, NEAR, NO_TIME = timedelta(days=1), timedelta(seconds=120), timedelta(0)


def calls_like(unit: Unit, wanted: Sequence[CallFacts]) -> dict[str, tuple[int, CallFacts]]:
    """For the keys of these calls: the id and facts of the one we have of each.

    By its key, else by the Uniqueid of a channel that rang or talked in it, else as a dialling that failed.
    """
    keys = {call.key for call in wanted}
    rows = {row.key: row for row in fetch(unit, select(CALL).where(CALL.c.key.in_(keys)))}
    channels = {
        channel: call.key
        for call in wanted
        if call.key not in rows
        for channel in (*(one.channel for one in call.legs), *(one.channel for one in call.rings))
    }
    for table in (LEG, RING) if channels else ():
        asked = (
            select(CALL, table.c.channel_uid)
            .join(table, table.c.call_id == CALL.c.id)
            .where(table.c.channel_uid.in_(list(channels)), _about(wanted))
        )
        for row in fetch(unit, asked):
            rows.setdefault(channels[row.channel_uid], row)
    never_picked_up = (one for one in wanted if one.result is CallResult.OPERATOR_DID_NOT_PICK_UP)
    for call in never_picked_up:
        if call.key not in rows and (found := fetch(unit, _failed_dials(call))):
            rows[call.key] = found[0]
    facts = _facts(unit, list(rows.values()))
    return {key: (row.id, facts[row.id]) for key, row in rows.items()}


def _failed_dials(call: CallFacts) -> Select[Any]:
    """A dialling from the screen of which the answer alone was heard, so nothing of its channel."""
    begin = datetime.fromtimestamp(call.began_at, UTC)
    return select(CALL).where(
        CALL.c.key.startswith(FAILED_DIAL),
        CALL.c.number == call.number,
        CALL.c.started_at.between(begin - NEAR, begin + NEAR),
    )


def _about(wanted: Sequence[CallFacts]) -> Any:
    """The days in which these calls were: channel numbers are looked for nowhere else."""
    begin = datetime.fromtimestamp(min(call.began_at for call in wanted), UTC)
    end = datetime.fromtimestamp(max(call.began_at for call in wanted), UTC)
    return CALL.c.started_at.between(begin - AROUND, end + AROUND)


def _facts(unit: Unit, rows: Iterable[Row[Any]]) -> dict[int, CallFacts]:
    known = {row.id: row for row in rows}
    legs: dict[int, list[LegFacts]] = {}
    rings: dict[int, list[RingFacts]] = {}
    moves: dict[int, list[TransferFacts]] = {}
    for leg in fetch(unit, select(LEG).where(LEG.c.call_id.in_(known)).order_by(LEG.c.began_at, LEG.c.id)):
        legs.setdefault(leg.call_id, []).append(_leg(leg))
    for ring in fetch(unit, select(RING).where(RING.c.call_id.in_(known)).order_by(RING.c.id)):
        rings.setdefault(ring.call_id, []).append(
            RingFacts(
                ring.channel_uid, ring.extension, ring.began_at.timestamp(), _seconds(ring.ended_at),
                ring.state, ring.answered_by,
            )
        )  # fmt: skip
    asked = select(TRANSFER).where(TRANSFER.c.call_id.in_(known)).order_by(TRANSFER.c.position)
    for move in fetch(unit, asked):
        moves.setdefault(move.call_id, []).append(
            TransferFacts(move.kind, move.by_extension, move.to_extension, move.at.timestamp())
        )
    return {
        row.id: CallFacts(
            key=row.key, direction=row.direction, number=row.number, name=row.caller_name, did=row.did,
            trunk=row.trunk, channel_name="", queue=row.queue, began_at=row.started_at.timestamp(),
            answered_at=_seconds(row.answered_at), ended_at=_seconds(row.ended_at), ending=row.ending,
            result=row.result, wait_ms=row.wait_ms, lost_after_transfer=row.lost_after_transfer,
            picked_up_by=row.picked_up_by, seen_from_start=True, rings=tuple(rings.get(row.id, ())),
            legs=tuple(legs.get(row.id, ())), transfers=tuple(moves.get(row.id, ())),
        )
        for row in known.values()
    }  # fmt: skip


def _leg(row: Row[Any]) -> LegFacts:
    began_at, ended_at = row.began_at.timestamp(), _seconds(row.ended_at)
    return LegFacts(
        channel=row.channel_uid, extension=row.extension, channel_name="", began_at=began_at,
        ended_at=ended_at, talks=((began_at, ended_at),) if row.talk_began_at else (), talk_ms=row.talk_ms,
        hold_ms=row.hold_ms,
    )  # fmt: skip


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def heard_between(unit: Unit, since: datetime, until: datetime) -> Heard:
    """Whether one connection to the PBX lasted from one moment to another, for moments of this period.

    The moments are the PBX's, those of a connection ours: its packets tell how the two clocks differ.
    """
    now_ahead = ahead_of_ours(unit)
    since, until = since - max(now_ahead, NO_TIME), until - min(now_ahead, NO_TIME)
    # One listener at a time: whatever was opened before the last one of before is over, closed or not.
    before = select(func.max(CONNECTION.c.opened_at)).where(CONNECTION.c.opened_at <= since).scalar_subquery()
    asked = (
        select(CONNECTION.c.id, CONNECTION.c.opened_at, CONNECTION.c.closed_at)
        .where(CONNECTION.c.opened_at <= until, CONNECTION.c.opened_at >= func.coalesce(before, since))
        .order_by(CONNECTION.c.id)
    )
    spans = [_span(unit, row) for row in fetch(unit, asked)]
    return lambda begin, end: any(opened <= begin and end <= closed for opened, closed in spans)


def _span(unit: Unit, connection: Row[Any]) -> tuple[float, float]:
    """From when until when it lasted, by the PBX's clock."""
    ahead, last_stamp = clock_of(unit, connection.id)
    opened = (connection.opened_at + ahead).timestamp()
    if connection.closed_at is not None:
        return opened, (connection.closed_at + ahead).timestamp()
    # The listener was killed, or listens now. What it read late proves no more than the packets say.
    if last_stamp is not None:
        return opened, last_stamp
    # Not max(at): that reads all that a connection of weeks has told.
    asked = select(JOURNAL.c.at).where(JOURNAL.c.connection_id == connection.id)
    last: datetime | None = unit.session.execute(asked.order_by(JOURNAL.c.id.desc()).limit(1)).scalar()
    return opened, (last or connection.opened_at).timestamp()
