"""The journal of calls: who called, who talked, how it ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, bindparam, func, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import CallResult, CallSource, Direction, RingState, TalkState, TransferKind
from crm_tui.domain.permissions import Permission
from crm_tui.domain.phone import read_phone
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Call, CallTransfer, Client, EmployeeExtension, Ring
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.call_client import (
    OWNERS,
    PHONE,
    PLACE,
    Resolved,
    choose,
    resolve,
    show_client_on_calls,
)
from crm_tui.usecases.parts.call_rows import CALL, SELECT_CALLS, CallRow, call_rows, with_people
from crm_tui.usecases.parts.core import (
    CLIENT,
    EMPLOYEE,
    LEG,
    TALK,
    client_name,
    core,
    fetch,
    must,
    named,
    newer_than,
    older_than,
    past_index,
)
from crm_tui.usecases.parts.move_rows import MoveRow, moves_of_call
from crm_tui.usecases.parts.phones import put_number
from crm_tui.usecases.parts.refusing import WITHOUT_RINGS
from crm_tui.usecases.parts.talk_rows import SELECT_TALKS, TalkRow, log_read_talks, talk_row
from crm_tui.usecases.shapes import Named

__all__ = [
    "CallCard",
    "CallFilter",
    "CallPage",
    "CallRing",
    "CallRow",
    "LegRow",
    "MoveRow",
    "Resolved",
    "Settled",
    "TransferRow",
    "attach_call",
    "list_calls",
    "resolve_number",
    "show_call",
]


@dataclass(frozen=True, slots=True)
class CallPage:
    """A page of the journal, newest first; `older` asks for the next one (None: there is no more).

    `newer` is the same in the other direction, for a page that was asked for by `newer`.
    """

    rows: tuple[CallRow, ...]
    older: tuple[datetime, int] | None
    newer: tuple[datetime, int] | None = None


@dataclass(frozen=True, slots=True)
class CallFilter:
    """What of the journal is wanted; times are UTC, `until` is not included."""

    since: datetime | None = None
    until: datetime | None = None
    employee_id: int | None = None
    direction: Direction | None = None
    result: CallResult | None = None
    client_id: int | None = None
    e164: str | None = None
    queue: str | None = None
    """"" asks for the calls that went past every queue."""
    rang: bool = False
    """Leaves out the callers who disturb nobody: ignored and blocked numbers."""


@dataclass(frozen=True, slots=True)
class LegRow:
    """One person's part of a call."""

    extension: str
    employee: Named | None
    began_at: datetime
    talk_began_at: datetime | None
    ended_at: datetime | None
    talk_ms: int
    hold_ms: int


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A call handed over; the names are empty where the extension is nobody's."""

    kind: TransferKind
    by_extension: str
    by_name: str
    to_extension: str
    to_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CallRing:
    """An extension that rang, and what became of it."""

    extension: str
    employee: Named | None
    state: RingState
    began_at: datetime
    ended_at: datetime | None
    answered_by: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A missed call that needs nobody any more: since when, by whom, by which later call (None: by hand)."""

    at: datetime
    by: Named | None
    call_id: int | None


@dataclass(frozen=True, slots=True)
class CallCard:
    """A call opened: its legs, transfers, rings and talks; `candidates`: clients with the number."""

    call: CallRow
    did: str
    trunk: str
    queue: str
    source: CallSource
    answered_at: datetime | None
    lost_after_transfer: bool
    picked_up_by: str
    note: str
    dialled_by: str
    settled: Settled | None
    legs: tuple[LegRow, ...]
    transfers: tuple[TransferRow, ...]
    rings: tuple[CallRing, ...]
    talks: tuple[TalkRow, ...]
    moves: tuple[MoveRow, ...]
    candidates: tuple[Named, ...]


EVERYTHING = CallFilter()
_LEG_OF = bindparam("call", type_=BigInteger)
_RING, _TRANSFER, _EXT = core(Ring), core(CallTransfer), core(EmployeeExtension)
_BY, _TO = EMPLOYEE.alias("by_person"), EMPLOYEE.alias("to_person")

_LEGS = (
    select(LEG, EMPLOYEE.c.full_name)
    .select_from(LEG.outerjoin(EMPLOYEE, EMPLOYEE.c.id == LEG.c.employee_id))
    .where(LEG.c.call_id == _LEG_OF)
    .order_by(LEG.c.began_at, LEG.c.id)
)
_TRANSFERS = (
    select(_TRANSFER, _BY.c.full_name.label("by_name"), _TO.c.full_name.label("to_name"))
    .select_from(
        _TRANSFER.outerjoin(_BY, _BY.c.id == _TRANSFER.c.by_employee_id).outerjoin(
            _TO, _TO.c.id == _TRANSFER.c.to_employee_id
        )
    )
    .where(_TRANSFER.c.call_id == _LEG_OF)
    .order_by(_TRANSFER.c.position)
)
_SETTLER, _DIALLER = EMPLOYEE.alias("settler"), EMPLOYEE.alias("dialler")
_CALL = (
    SELECT_CALLS.add_columns(
        *(CALL.c[name] for name in ("dialled_by", "handled_at", "handled_by_id", "handled_call_id")),
        _SETTLER.c.full_name.label("handled_name"),
        _DIALLER.c.full_name.label("dialled_name"),
    )
    .outerjoin(_SETTLER, _SETTLER.c.id == CALL.c.handled_by_id)
    .outerjoin(_DIALLER, _DIALLER.c.id == CALL.c.dialled_by_id)
)
_TAKER = EMPLOYEE.alias("taker")
_RINGS = (
    select(_RING, EMPLOYEE.c.full_name, func.coalesce(_TAKER.c.full_name, _RING.c.answered_by).label("taker"))
    .select_from(
        _RING.outerjoin(EMPLOYEE, EMPLOYEE.c.id == _RING.c.employee_id)
        .outerjoin(_EXT, _EXT.c.extension == _RING.c.answered_by)
        .outerjoin(_TAKER, _TAKER.c.id == _EXT.c.employee_id)
    )
    .where(_RING.c.call_id == _LEG_OF)
    .order_by(_RING.c.began_at, _RING.c.id)
)
_TALKS = SELECT_TALKS.where(TALK.c.call_id == _LEG_OF, TALK.c.state == TalkState.SAVED).order_by(TALK.c.id)
_CANDIDATES = (
    select(CLIENT.c.id, client_name().label("name"), CLIENT.c.sort_key)
    .select_from(OWNERS.join(CLIENT, CLIENT.c.id == PLACE.c.client_id))
    .where(PHONE.c.e164 == bindparam("number"), CLIENT.c.deleted_at.is_(None))
    .distinct()
    .order_by(CLIENT.c.sort_key, CLIENT.c.id)
    .limit(50)
)


@requires(Permission.CALLS_CALL_READ)
def list_calls(
    unit: Unit,
    *,
    wanted: CallFilter = EVERYTHING,
    older: tuple[datetime, int] | None = None,
    newer: tuple[datetime, int] | None = None,
    limit: int = 100,
) -> CallPage:
    """A page of the journal, newest first; `employee_id` means who talked in the call or was rung by it.

    `older` and `newer` are the place (started_at, id) of a call: the page is the next one on that side of it.
    """
    statement = SELECT_CALLS
    for name in ("direction", "result", "client_id", "e164", "queue"):
        if (value := getattr(wanted, name)) is not None:
            statement = statement.where(CALL.c[name] == value)
    if wanted.rang:
        statement = statement.where(CALL.c.note.not_in(WITHOUT_RINGS))
    if wanted.since is not None:
        statement = statement.where(CALL.c.started_at >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(CALL.c.started_at < wanted.until)
    if wanted.employee_id is not None:
        statement = statement.where(_took_part(wanted.employee_id))
    limit = min(limit, 200)
    if newer is not None:
        statement = statement.where(newer_than(CALL, newer)).order_by(CALL.c.started_at, CALL.c.id)
        rows = call_rows(unit, statement.limit(limit + 1))
        more, rows = len(rows) > limit, rows[:limit][::-1]
        return CallPage(rows, None, (rows[0].started_at, rows[0].id) if more else None)
    if older is not None:
        statement = statement.where(older_than(CALL, older))
    rows = call_rows(unit, statement.order_by(CALL.c.started_at.desc(), CALL.c.id.desc()).limit(limit + 1))
    more, rows = len(rows) > limit, rows[:limit]
    return CallPage(rows, (rows[-1].started_at, rows[-1].id) if more else None)


@requires(Permission.CALLS_CALL_READ)
def show_call(unit: Unit, *, call_id: int) -> CallCard:
    """A call with its legs, transfers, rings, talks, and the clients that have its number."""
    found = fetch(unit, _CALL.where(CALL.c.id == call_id))
    row = must(next(iter(found), None), _("call"), call_id)
    (call,) = with_people(unit, found)
    talks = tuple(talk_row(unit, one) for one in fetch(unit, _TALKS, call=call_id))
    log_read_talks(unit, talks, "call", call_id)
    candidates = fetch(unit, _CANDIDATES, number=row.e164) if row.e164 else []
    return CallCard(
        call=call,
        did=row.did,
        trunk=row.trunk,
        queue=row.queue,
        source=row.source,
        answered_at=row.answered_at,
        lost_after_transfer=row.lost_after_transfer,
        picked_up_by=row.picked_up_by,
        note=row.note,
        dialled_by=row.dialled_name or row.dialled_by,
        settled=_settled(row),
        legs=tuple(_leg(one) for one in fetch(unit, _LEGS, call=call_id)),
        transfers=tuple(_transfer(one) for one in fetch(unit, _TRANSFERS, call=call_id)),
        rings=tuple(_ring(one) for one in fetch(unit, _RINGS, call=call_id)),
        talks=talks,
        moves=moves_of_call(unit, call_id),
        candidates=tuple(Named(one.id, one.name) for one in candidates),
    )


@requires(Permission.CALLS_CALL_ATTACH, writes=True)
def attach_call(
    unit: Unit, *, call_id: int, client_id: int, contact_id: int | None = None, add_number: bool = False
) -> CallCard:
    """Says whose call it was. `add_number` also puts the number on the contact: its other calls follow.

    Refused for a call that is another client's: it is moved, with a reason.
    """
    call = must(unit.lock(Call, call_id), _("call"), call_id)
    must(unit.session.get(Client, client_id), _("client"), client_id)
    if call.client_id not in (None, client_id):
        raise Refused(_("The call is another client's: move it (F7 in the opened call), with a reason"))
    if add_number and call.e164 is not None:
        contact_id = put_number(unit, client_id=client_id, contact_id=contact_id, phone=read_phone(call.e164))
    choose(unit, call, client_id=client_id, contact_id=contact_id)
    if add_number and call.e164 is not None:
        show_client_on_calls(unit, [call.e164])
    unit.notify("clients", client_id)
    return show_call(unit, call_id=call_id)


@requires(Permission.CALLS_CALL_READ)
def resolve_number(unit: Unit, *, e164: str | None) -> Resolved:
    """Whose number it is: the only client that has it; nobody when none or several do."""
    return resolve(unit, e164)


def _took_part(employee_id: int) -> ColumnElement[bool]:
    in_leg = select(LEG.c.id).where(LEG.c.call_id == CALL.c.id, past_index(LEG.c.employee_id) == employee_id)
    in_ring = select(_RING.c.id).where(
        _RING.c.call_id == CALL.c.id, past_index(_RING.c.employee_id) == employee_id
    )
    return in_leg.exists() | in_ring.exists()


def _settled(row: Row[Any]) -> Settled | None:
    if row.handled_at is None:
        return None
    return Settled(row.handled_at, named(row.handled_by_id, row.handled_name), row.handled_call_id)


def _leg(row: Row[Any]) -> LegRow:
    return LegRow(
        extension=row.extension,
        employee=named(row.employee_id, row.full_name),
        began_at=row.began_at,
        talk_began_at=row.talk_began_at,
        ended_at=row.ended_at,
        talk_ms=row.talk_ms,
        hold_ms=row.hold_ms,
    )


def _transfer(row: Row[Any]) -> TransferRow:
    return TransferRow(
        kind=row.kind,
        by_extension=row.by_extension,
        by_name=row.by_name or "",
        to_extension=row.to_extension,
        to_name=row.to_name or "",
        at=row.at,
    )


def _ring(row: Row[Any]) -> CallRing:
    return CallRing(
        extension=row.extension,
        employee=named(row.employee_id, row.full_name),
        state=row.state,
        began_at=row.began_at,
        ended_at=row.ended_at,
        answered_by=row.taker or "",
    )
