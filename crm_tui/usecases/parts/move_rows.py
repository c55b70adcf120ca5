"""Moves of calls to another client or service as rows: from, to, why, by whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Row, bindparam, or_, select

from crm_tui.store.scope import Unit
from crm_tui.store.tables import CallMove
from crm_tui.usecases.parts.call_rows import CALL
from crm_tui.usecases.parts.core import CLIENT, EMPLOYEE, SERVICE, client_name, core, fetch, named
from crm_tui.usecases.shapes import Named

MOVE = core(CallMove)
LAST = 20


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A move of a call; equal sides were left as they were."""

    id: int
    call_id: int
    number: str
    e164: str | None
    from_client: Named | None
    to_client: Named
    from_service: Named | None
    to_service: Named | None
    reason: str
    by: Named | None
    moved_at: datetime


_WAS, _IS = CLIENT.alias("was_client"), CLIENT.alias("is_client")
_HAD, _HAS = SERVICE.alias("had_service"), SERVICE.alias("has_service")
_SELECT = select(
    MOVE,
    CALL.c.number,
    CALL.c.e164,
    client_name(_WAS).label("was_client"),
    client_name(_IS).label("is_client"),
    _HAD.c.name.label("had_service"),
    _HAS.c.name.label("has_service"),
    EMPLOYEE.c.full_name,
).select_from(
    MOVE.join(CALL, CALL.c.id == MOVE.c.call_id)
    .join(_IS, _IS.c.id == MOVE.c.to_client_id)
    .outerjoin(_WAS, _WAS.c.id == MOVE.c.from_client_id)
    .outerjoin(_HAD, _HAD.c.id == MOVE.c.from_service_id)
    .outerjoin(_HAS, _HAS.c.id == MOVE.c.to_service_id)
    .outerjoin(EMPLOYEE, EMPLOYEE.c.id == MOVE.c.employee_id)
)
_CLIENT = bindparam("client", type_=BigInteger)
_OF_CALL = _SELECT.where(MOVE.c.call_id == bindparam("call", type_=BigInteger)).order_by(MOVE.c.id)
_OF_CLIENT = (
    _SELECT.where(or_(MOVE.c.from_client_id == _CLIENT, MOVE.c.to_client_id == _CLIENT))
    .order_by(MOVE.c.id.desc())
    .limit(LAST)
)


def moves_of_call(unit: Unit, call_id: int) -> tuple[MoveRow, ...]:
    """All moves of a call, the first one first."""
    return tuple(_move(row) for row in fetch(unit, _OF_CALL, call=call_id))


def moves_of_client(unit: Unit, client_id: int) -> tuple[MoveRow, ...]:
    """The last moves from a client and to him, the newest first."""
    return tuple(_move(row) for row in fetch(unit, _OF_CLIENT, client=client_id))


def _move(row: Row[Any]) -> MoveRow:
    return MoveRow(
        id=row.id,
        call_id=row.call_id,
        number=row.number,
        e164=row.e164,
        from_client=named(row.from_client_id, row.was_client),
        to_client=Named(row.to_client_id, row.is_client),
        from_service=named(row.from_service_id, row.had_service),
        to_service=named(row.to_service_id, row.has_service),
        reason=row.reason,
        by=named(row.employee_id, row.full_name),
        moved_at=row.moved_at,
    )
