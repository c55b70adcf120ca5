"""Handing a talk over: blind, or after a word with the colleague; and taking the client back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import (
    CallEnding,
    CommandKind,
    CommandState,
    Department,
    PresenceState,
    RingState,
)
from crm_tui.domain.pbx_command import TRANSFERS
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import CallLeg, Employee, EmployeeExtension, ExtensionState, PbxCommand, Ring
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.call_rows import CALL
from crm_tui.usecases.parts.commands import (
    CommandRow,
    ask,
    extensions_of,
    give_up_dead,
    line_is_up,
    locked_call,
    open_command,
)
from crm_tui.usecases.parts.core import EMPLOYEE, LEG, core, fetch, must
from crm_tui.usecases.parts.dial_words import allowed_target
from crm_tui.usecases.parts.me import my_id

_RING, _EXT, _STATE = core(Ring), core(EmployeeExtension), core(ExtensionState)
SECOND_STEPS = (CommandKind.COMPLETE_TRANSFER, CommandKind.CANCEL_TRANSFER)


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person a talk can be handed to, by one of his extensions.

    `state` is what the PBX tells of his phone, since when in UTC; where it tells nothing, what his calls with
    clients do: unknown is never taken for free.
    """

    employee_id: int
    full_name: str
    department: Department | None
    extension: str
    state: PresenceState
    since: datetime | None


@dataclass(frozen=True, slots=True)
class _Reached:
    digits: str
    e164: str | None = None
    employee_id: int | None = None


@requires(Permission.CALLS_CALL_CONTROL)
def colleagues_to_transfer(unit: Unit) -> tuple[Colleague, ...]:
    """Everybody with an extension but the actor, by name; the free ones are not put first."""
    talking = {
        row.extension: row.since
        for row in fetch(
            unit,
            select(LEG.c.extension, func.min(LEG.c.talk_began_at).label("since"))
            .select_from(LEG.join(CALL, CALL.c.id == LEG.c.call_id))
            .where(CALL.c.ending == CallEnding.RUNNING, LEG.c.ended_at.is_(None))
            .group_by(LEG.c.extension),
        )
    }
    ringing = {
        row.extension: row.since
        for row in fetch(
            unit,
            select(_RING.c.extension, func.min(_RING.c.began_at).label("since"))
            .select_from(_RING.join(CALL, CALL.c.id == _RING.c.call_id))
            .where(CALL.c.ending == CallEnding.RUNNING, _RING.c.state == RingState.RINGING)
            .group_by(_RING.c.extension),
        )
    }
    people = (
        select(
            EMPLOYEE.c.id,
            EMPLOYEE.c.full_name,
            EMPLOYEE.c.department,
            _EXT.c.extension,
            _STATE.c.state,
            _STATE.c.since,
        )
        .select_from(_EXT.join(EMPLOYEE, EMPLOYEE.c.id == _EXT.c.employee_id))
        .outerjoin(_STATE, _STATE.c.extension == _EXT.c.extension)
        .where(EMPLOYEE.c.active.is_(True))
        .order_by(EMPLOYEE.c.full_name, _EXT.c.extension)
    )
    return tuple(
        Colleague(row.id, row.full_name, row.department, row.extension, *_state(row, talking, ringing))
        for row in fetch(unit, people)
        if row.id != unit.actor.id
    )


@requires(Permission.CALLS_CALL_CONTROL, writes=True)
def transfer(
    unit: Unit, *, call_id: int, to_employee_id: int | None = None, to: str = "", attended: bool = False
) -> CommandRow:
    """Hands the actor's talk to a colleague, or to the extension or number `to`.

    Blind: the client goes at once. Attended: he waits while the actor speaks with the other; then
    `complete_transfer` or `cancel_transfer`. Refused unless the actor talks in this call, for a number
    outside the dial plan, for his own extension, and while another transfer of the call is under way.
    """
    me = my_id(unit)
    must(locked_call(unit, call_id), _("call"), call_id)
    mine = _my_talk(unit, me, call_id)
    reached = _colleague(unit, to_employee_id) if to_employee_id is not None else _number(unit, to)
    if reached.digits in extensions_of(unit, me):
        raise Refused(_("{extension} is your own phone").format(extension=reached.digits))
    line_is_up(unit)
    give_up_dead(unit)
    if open_command(unit, TRANSFERS, call_id=call_id) is not None:
        raise Refused(_("This call is being transferred already"))
    return ask(
        unit,
        PbxCommand(
            kind=CommandKind.ATTENDED_TRANSFER if attended else CommandKind.BLIND_TRANSFER,
            employee_id=me,
            extension=mine.extension,
            channel_uid=mine.channel_uid,
            digits=reached.digits,
            e164=reached.e164,
            to_employee_id=reached.employee_id,
            call_id=call_id,
            asked_at=unit.now,
        ),
    )


@requires(Permission.CALLS_CALL_CONTROL, writes=True)
def complete_transfer(unit: Unit, *, call_id: int) -> CommandRow:
    """Joins the client with the colleague the actor speaks to; Refused when there is no such transfer."""
    return _second_step(unit, CommandKind.COMPLETE_TRANSFER, call_id)


@requires(Permission.CALLS_CALL_CONTROL, writes=True)
def cancel_transfer(unit: Unit, *, call_id: int) -> CommandRow:
    """Leaves the colleague and takes the client back; Refused when there is no such transfer."""
    return _second_step(unit, CommandKind.CANCEL_TRANSFER, call_id)


def _second_step(unit: Unit, kind: CommandKind, call_id: int) -> CommandRow:
    me = my_id(unit)
    must(locked_call(unit, call_id), _("call"), call_id)
    begun = open_command(unit, [CommandKind.ATTENDED_TRANSFER], call_id=call_id, employee_id=me)
    if begun is None or begun.state is not CommandState.SENT:
        raise Refused(_("You have no transfer of this call under way"))
    line_is_up(unit)
    if open_command(unit, SECOND_STEPS, call_id=call_id) is not None:
        raise Refused(_("This call is being transferred already"))
    step = PbxCommand(kind=kind, employee_id=me, call_id=call_id, asked_at=unit.now)
    step.extension, step.channel_uid, step.digits = begun.extension, begun.channel_uid, begun.digits
    return ask(unit, step)


def _my_talk(unit: Unit, me: int, call_id: int) -> CallLeg:
    wanted = select_rows(CallLeg).where(
        CallLeg.call_id == call_id, CallLeg.employee_id == me, col(CallLeg.ended_at).is_(None)
    )
    leg = unit.session.exec(wanted.order_by(col(CallLeg.id).desc())).first()
    if leg is None:
        raise Refused(_("You are not talking in this call now"))
    return leg


def _colleague(unit: Unit, employee_id: int) -> _Reached:
    person = must(unit.session.get(Employee, employee_id), _("employee"), employee_id)
    extensions = extensions_of(unit, employee_id)
    if not extensions or not person.active:
        raise Refused(_("{name} has no extension").format(name=person.full_name))
    return _Reached(extensions[0], employee_id=employee_id)


def _number(unit: Unit, to: str) -> _Reached:
    target = allowed_target(unit, to)
    if target.e164 is not None:
        return _Reached(target.digits, target.e164)
    owner = unit.session.get(EmployeeExtension, target.digits)
    return _Reached(target.digits, employee_id=None if owner is None else owner.employee_id)


def _state(
    row: Row[Any], talking: dict[str, datetime], ringing: dict[str, datetime]
) -> tuple[PresenceState, datetime | None]:
    if row.state not in (None, PresenceState.UNKNOWN):
        return row.state, row.since
    if row.extension in talking:
        return PresenceState.TALKING, talking[row.extension]
    if row.extension in ringing:
        return PresenceState.RINGING, ringing[row.extension]
    return PresenceState.UNKNOWN, row.since
