"""A missed call is settled by the fact of a later call with its number, whoever dialled it (S40, X20)."""

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from crm_tui.domain.kinds import CallResult, Direction
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Call, CallLeg
from crm_tui.usecases.parts.call_rows import CALL
from crm_tui.usecases.parts.core import past_index

ANSWERED = frozenset({CallResult.ANSWERED, CallResult.TALKING})
TRIED = ANSWERED | {CallResult.NOT_ANSWERED}
"""His phone rang: a try that our own phone or the PBX refused is none."""


def settle_missed(unit: Unit, call: Call) -> None:
    """Brings the marks of missed calls up to date after a call came to a (new) result.

    A talk with the number settles what it missed before; so does a dialling, unless the office wants an
    answer. A missed call that is told late finds the call that settled it.
    """
    if call.e164 is None:
        return
    if call.result is CallResult.MISSED:
        if call.handled_at is None and (later := _settled_later(unit, call)) is not None:
            _mark(unit, call, later)
    elif call.result in (TRIED if _tries_count(unit, call) else ANSWERED):
        for missed in unit.session.exec(
            select(Call).where(
                Call.e164 == call.e164,
                col(Call.started_at) < call.started_at,
                past_index(CALL.c.result) == CallResult.MISSED,
                col(Call.handled_at).is_(None),
            )
        ).all():
            _mark(unit, missed, call)


def _tries_count(unit: Unit, call: Call) -> bool:
    return call.direction is Direction.OUTGOING and unit.settings.pbx.missed_handled == "tried"


def _settled_later(unit: Unit, missed: Call) -> Call | None:
    talked: ColumnElement[bool] = col(Call.result).in_(ANSWERED)
    tried = and_(col(Call.direction) == Direction.OUTGOING, col(Call.result).in_(TRIED))
    return unit.session.exec(
        select(Call)
        .where(
            Call.e164 == missed.e164,
            col(Call.started_at) > missed.started_at,
            or_(talked, tried) if unit.settings.pbx.missed_handled == "tried" else talked,
        )
        .order_by(col(Call.started_at), col(Call.id))
        .limit(1)
    ).first()


def _mark(unit: Unit, missed: Call, by: Call) -> None:
    person = by.dialled_by_id or _first_talker(unit, by)
    unit.change(missed, handled_at=by.started_at, handled_by_id=person, handled_call_id=by.id)
    unit.notify("calls", missed.id)


def _first_talker(unit: Unit, call: Call) -> int | None:
    legs = select(CallLeg.employee_id).where(CallLeg.call_id == call.id)
    return unit.session.exec(legs.order_by(col(CallLeg.began_at), col(CallLeg.id)).limit(1)).first()
