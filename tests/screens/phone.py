"""What the listener does, by hand: a call rings, is answered, ends; each told on the bus."""

from typing import Any

from sqlmodel import select

from crm_tui.domain.kinds import CallEnding, CallResult, RingState
from crm_tui.domain.permissions import Actor
from crm_tui.store.scope import write_scope
from crm_tui.store.tables import Call, CallLeg, Ring
from crm_tui.usecases.parts.talk_time import put_talk_time
from tests.factories import SETUP, Make

NUMBER = "+380500000101"


class Phone:
    """What the listener does: a call rings, is answered, ends; each told on the bus."""

    def __init__(self, make: Make, operator: Actor) -> None:
        self.make, self.operator = make, operator

    def ring(self, number: str = NUMBER, **values: Any) -> Ring:
        call = self.make.ringing(number=number, e164=number if number.startswith("+") else None, **values)
        row = self.make.ring(call, self.operator)
        self.tell(row)
        return row

    def tell(self, row: Ring, call: dict[str, Any] | None = None, **values: Any) -> None:
        with write_scope(self.make.store, SETUP, act="test", now=self.make.clock()) as unit:
            unit.change(unit.lock(Ring, row.id) or row, **values)
            if call:
                known = unit.lock(Call, row.call_id)
                assert known is not None
                unit.change(known, **call)
            unit.notify(f"op.{self.operator.id}", row.id)

    def answer(self, row: Ring) -> None:
        now = self.make.clock()
        leg = CallLeg(call_id=row.call_id, channel_uid=row.channel_uid, extension="201",
                      employee_id=self.operator.id, began_at=row.began_at, talk_began_at=now)  # fmt: skip
        self.make.save(leg)
        answered = {"result": CallResult.TALKING, "answered_at": now}
        self.tell(row, answered, state=RingState.ANSWERED, ended_at=now)

    def hand_over(self, row: Ring) -> None:
        """His part ends, the call goes on with somebody else."""
        self._end_talk(row)
        self.tell(row)

    def end(self, row: Ring, state: RingState = RingState.ANSWERED, **values: Any) -> None:
        now = self.make.clock()
        result = CallResult.ANSWERED if state is not RingState.MISSED else CallResult.MISSED
        self._end_talk(row)
        # The ring itself ended when it was answered; only one that was not ends with the call.
        rung = {} if state is RingState.ANSWERED else {"ended_at": now}
        self.tell(
            row,
            {"ending": CallEnding.ENDED, "result": result, "ended_at": now},
            state=state,
            **rung,
            **values,
        )

    def _end_talk(self, row: Ring) -> None:
        now = self.make.clock()
        with write_scope(self.make.store, SETUP, act="test", now=now) as unit:
            for leg in unit.session.exec(select(CallLeg).where(CallLeg.call_id == row.call_id)).all():
                if leg.talk_began_at is not None and leg.ended_at is None:
                    talked = round((now - leg.talk_began_at).total_seconds() * 1000)
                    unit.change(leg, ended_at=now, talk_ms=talked)
                    put_talk_time(unit, call_id=row.call_id, employee_id=leg.employee_id or 0)
