"""The journal of calls made equal to the PBX's own record: what was missed is added, what differs is told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import select

from crm_tui.domain.call_compare import Comparison, Difference, Differs, Done, Why, compare
from crm_tui.domain.call_facts import CallFacts
from crm_tui.domain.kinds import CallEnding, CallResult, CallSource
from crm_tui.domain.permissions import Permission
from crm_tui.domain.text import clean
from crm_tui.store.scope import Unit
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.call_writing import people_by_extension, write_call
from crm_tui.usecases.parts.core import fetch
from crm_tui.usecases.parts.refusing import WITHOUT_RINGS
from crm_tui.usecases.parts.stored_calls import CALL, calls_like, heard_between


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference between our journal and the PBX's record. `call_id` None: we have no such call yet."""

    call_id: int | None
    key: str
    number: str
    started_at: datetime
    differs: Differs
    part: str
    ours: str
    theirs: str
    why: Why
    done: Done


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What came of some calls of the record; `known` are the ids of those of ours that stand in it."""

    findings: tuple[Finding, ...]
    known: frozenset[int]


@requires(Permission.CALLS_RECORD_RECONCILE)
def compare_calls(unit: Unit, *, calls: Sequence[CallFacts], source: CallSource) -> Reconciled:
    """What differs between these calls of the record and ours; nothing is written."""
    return _findings(_compared(unit, calls, source))


@requires(Permission.CALLS_RECORD_RECONCILE, writes=True)
def reconcile_calls(unit: Unit, *, calls: Sequence[CallFacts], source: CallSource) -> Reconciled:
    """Writes what was missed of these calls and marks it as coming from the record; answers what differed.

    Doing it again finds nothing and writes nothing. What the listener heard whole and what still runs stays
    as it is.
    """
    compared = _compared(unit, calls, source)
    people = people_by_extension(unit)
    for one in compared:
        if one.told is not None and one.told.taken is not None:
            one.call_id = write_call(unit, None, one.told.taken, people, source=source)
    return _findings(compared)


@requires(Permission.CALLS_RECORD_RECONCILE)
def calls_not_in_record(
    unit: Unit, *, since: datetime, until: datetime, known: Collection[int]
) -> tuple[Finding, ...]:
    """Calls of the period that the listener heard and the record does not have; told, not touched."""
    asked = (
        select(CALL.c.id, CALL.c.key, CALL.c.number, CALL.c.started_at, CALL.c.result)
        .where(
            CALL.c.started_at >= since, CALL.c.started_at < until, CALL.c.source == CallSource.HEARD,
            CALL.c.ending != CallEnding.RUNNING, CALL.c.result != CallResult.ORIGINATE_FAILED,
        )
        .order_by(CALL.c.started_at, CALL.c.id)
    )  # fmt: skip
    lost = Difference(Differs.NOT_IN_RECORD)
    return tuple(
        Finding(
            row.id, row.key, row.number, row.started_at, lost.differs, "", row.result.value, "",
            Why.HEARD_WHOLE, Done.REPORTED,
        )
        for row in fetch(unit, asked)
        if row.id not in known
    )  # fmt: skip


@dataclass(slots=True)
class _Compared:
    theirs: CallFacts
    call_id: int | None
    told: Comparison | None


def _compared(unit: Unit, calls: Sequence[CallFacts], source: CallSource) -> list[_Compared]:
    if not calls:
        return []
    ends = [call.ended_at or call.began_at for call in calls]
    heard = heard_between(unit, _moment(min(call.began_at for call in calls)), _moment(max(ends)))
    ours = calls_like(unit, calls)
    now = unit.now.timestamp()
    quiet = _without_rings(unit, [call_id for call_id, _own in ours.values()])
    found = []
    for theirs in calls:
        call_id, own = ours.get(theirs.key, (None, None))
        rings = () if call_id in quiet else theirs.rings
        told = compare(own, replace(theirs, rings=rings), source=source, heard=heard, now=now)
        found.append(_Compared(theirs, call_id, told))
    return found


def _without_rings(unit: Unit, ids: Collection[int]) -> set[int]:
    """Of these calls those that rang nobody with us: ignored and blocked numbers."""
    asked = select(CALL.c.id).where(CALL.c.id.in_(ids), CALL.c.note.in_(WITHOUT_RINGS))
    return {row.id for row in fetch(unit, asked)}


def _findings(compared: Sequence[_Compared]) -> Reconciled:
    findings = [
        Finding(
            one.call_id, one.theirs.key, clean(one.theirs.number), _moment(one.theirs.began_at),
            difference.differs, clean(difference.part), clean(difference.ours), clean(difference.theirs),
            one.told.why, one.told.done,
        )
        for one in compared
        if one.told is not None
        for difference in one.told.differences
    ]  # fmt: skip
    return Reconciled(tuple(findings), frozenset(one.call_id for one in compared if one.call_id is not None))


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
