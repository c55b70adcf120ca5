"""A person's time in a call, put on his talk about it; each leg of a call stands on one talk at most."""

from collections.abc import Sequence

from sqlmodel import col, or_
from sqlmodel import select as select_rows

from crm_tui.domain.kinds import TalkState
from crm_tui.store.scope import Unit
from crm_tui.store.tables import CallLeg, PbxCommand, Talk
from crm_tui.usecases.parts.core import past_index


def legs_of(unit: Unit, *, call_id: int, employee_id: int) -> Sequence[CallLeg]:
    """The person's legs of the call, in their order."""
    asked = select_rows(CallLeg).where(
        CallLeg.call_id == call_id, past_index(col(CallLeg.employee_id)) == employee_id
    )
    return unit.session.exec(asked.order_by(col(CallLeg.began_at), col(CallLeg.id))).all()


def put_talk_time(unit: Unit, *, call_id: int, employee_id: int) -> int:
    """Puts the person's legs that stand nowhere on his talk about the call; how many talks changed.

    That is the talk his other legs of the call are on, else his first talk about the call, else the talk he
    dialled it from. Saying it again changes nothing; the time of a draft is kept and saved with it.
    """
    legs = legs_of(unit, call_id=call_id, employee_id=employee_id)
    loose = [leg for leg in legs if leg.talk_id is None]
    if loose:
        known = next((leg.talk_id for leg in legs if leg.talk_id is not None), None)
        talk_id = known or first_talk(unit, call_id, employee_id) or _dialled_from(unit, call_id, employee_id)
        if talk_id is not None:
            put_legs(unit, loose, talk_id)
    return sum(sum_up(unit, one) for one in sorted({leg.talk_id for leg in legs if leg.talk_id is not None}))


def put_legs(unit: Unit, legs: Sequence[CallLeg], talk_id: int | None) -> None:
    """Says which talk carries these legs; None takes them off."""
    for leg in legs:
        unit.change(leg, talk_id=talk_id)
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
    asked = select_rows(Talk.id).where(
        Talk.call_id == call_id, past_index(col(Talk.author_id)) == employee_id
    )
    return unit.session.exec(asked.order_by(col(Talk.id)).limit(1)).first()


def _dialled_from(unit: Unit, call_id: int, employee_id: int) -> int | None:
    """The person's talk that he was still writing when he dialled from it: a call back in the same matter."""
    asked = select_rows(Talk.id).join(PbxCommand, col(PbxCommand.talk_id) == Talk.id)
    being_written = or_(Talk.state == TalkState.DRAFT, col(Talk.saved_at) >= col(PbxCommand.asked_at))
    asked = asked.where(PbxCommand.call_id == call_id, Talk.author_id == employee_id, being_written)
    return unit.session.exec(asked.order_by(col(Talk.id)).limit(1)).first()
