"""A person's time in a call, put on his talk about it; each leg of a call stands on one talk at most."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, or_, select
from sqlmodel import select as select_rows

from crm_tui.domain.kinds import TalkState
from crm_tui.store.scope import Unit
from crm_tui.store.tables import CallLeg, PbxCommand, Talk
from crm_tui.usecases.parts.core import LEG, TALK, core, fetch, past_index

_LEGS_OF = (
    select(LEG)
    .where(LEG.c.call_id == bindparam("call"), past_index(LEG.c.employee_id) == bindparam("person"))
    .order_by(LEG.c.began_at, LEG.c.id)
)

_FIRST_TALK = (
    select(TALK.c.id)
    .where(TALK.c.call_id == bindparam("call"), past_index(TALK.c.author_id) == bindparam("person"))
    .order_by(TALK.c.id)
    .limit(1)
)
_COMMAND = core(PbxCommand)
_BEING_WRITTEN = or_(TALK.c.state == TalkState.DRAFT, TALK.c.saved_at >= _COMMAND.c.asked_at)
_DIALLED_FROM = (
    select(TALK.c.id)
    .select_from(TALK.join(_COMMAND, _COMMAND.c.talk_id == TALK.c.id))
    .where(_COMMAND.c.call_id == bindparam("call"), TALK.c.author_id == bindparam("person"), _BEING_WRITTEN)
    .order_by(TALK.c.id)
    .limit(1)
)


def legs_of(unit: Unit, *, call_id: int, employee_id: int) -> Sequence[Row[Any]]:
    """The person's legs of the call (all their columns), in their order."""
    return fetch(unit, _LEGS_OF, call=call_id, person=employee_id)


def put_talk_time(unit: Unit, *, call_id: int, employee_id: int) -> int:
    """Puts the person's legs that stand nowhere on his talk about the call; how many talks changed.

    That is the talk his other legs of the call are on, else his first talk about the call, else the talk he
    dialled it from. Saying it again changes nothing; the time of a draft is kept and saved with it.
    """
    legs = legs_of(unit, call_id=call_id, employee_id=employee_id)
    talks = [leg.talk_id for leg in legs if leg.talk_id is not None]
    loose = [leg for leg in legs if leg.talk_id is None]
    if loose:
        known = talks[0] if talks else None
        talk_id = known or first_talk(unit, call_id, employee_id) or _dialled_from(unit, call_id, employee_id)
        if talk_id is not None:
            put_legs(unit, loose, talk_id)
            talks.append(talk_id)
    return sum(sum_up(unit, one) for one in sorted(set(talks)))


def put_legs(unit: Unit, legs: Sequence[Row[Any]], talk_id: int | None) -> None:
    """Says which talk carries these legs; None takes them off."""
    for leg in legs:
        unit.change_row(CallLeg, leg, talk_id=talk_id)
    if legs:
        unit.notify("calls", legs[0].call_id)


def sum_up(unit: Unit, talk_id: int) -> bool:
    """Makes the time of a talk the sum of its legs; whether it changed."""
    talk = unit.lock(Talk, talk_id)
    total = sum(unit.session.exec(select_rows(CallLeg.talk_ms).where(CallLeg.talk_id == talk_id)).all())
    if talk is None or talk.talk_ms == total:
        return False
    if talk.state is TalkState.DRAFT:
        talk.talk_ms = total
        unit.session.flush()
    else:
        unit.change(talk, talk_ms=total)
    unit.notify("talks", talk.id)
    unit.notify(f"op.{talk.author_id}", talk.id)
    return True


def first_talk(unit: Unit, call_id: int, employee_id: int) -> int | None:
    """The person's first talk about the call."""
    return next((row.id for row in fetch(unit, _FIRST_TALK, call=call_id, person=employee_id)), None)


def _dialled_from(unit: Unit, call_id: int, employee_id: int) -> int | None:
    """The person's talk that he was still writing when he dialled from it: a call back in the same matter."""
    return next((row.id for row in fetch(unit, _DIALLED_FROM, call=call_id, person=employee_id)), None)
