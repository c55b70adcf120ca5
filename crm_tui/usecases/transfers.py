"""Handing a talk over: blind, or after a word with the colleague; and taking the client back."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, bindparam, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import CommandKind, CommandState
from crm_tui.domain.pbx_command import TRANSFERS
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Employee, EmployeeExtension, PbxCommand
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.call_rows import CALL
from crm_tui.usecases.parts.commands import (
    CommandRow,
    ask,
    command_row,
    extensions_of,
    give_up_dead,
    is_open,
    line_is_up,
    locked_call,
    open_command,
    wake_listener,
)
from crm_tui.usecases.parts.core import EMPLOYEE, LEG, core, fetch, must, past_index
from crm_tui.usecases.parts.dial_words import allowed_target
from crm_tui.usecases.parts.me import my_id
from crm_tui.usecases.presence import Colleague, colleagues

EXTENSION = core(EmployeeExtension)
_OWNER = (
    select(EXTENSION.c.employee_id, EMPLOYEE.c.full_name)
    .join_from(EXTENSION, EMPLOYEE, EMPLOYEE.c.id == EXTENSION.c.employee_id)
    .where(EXTENSION.c.extension == bindparam("extension"))
)
SECOND_STEPS = (CommandKind.COMPLETE_TRANSFER, CommandKind.CANCEL_TRANSFER)


_HELD_WITH_MY_TALK = (
    select(CALL.c.id, LEG.c.extension, LEG.c.channel_uid)
    .select_from(
        CALL.outerjoin(
            LEG,
            and_(
                LEG.c.call_id == CALL.c.id,
                past_index(LEG.c.employee_id) == bindparam("me"),
                LEG.c.ended_at.is_(None),
            ),
        )
    )
    .where(CALL.c.id == bindparam("call_id"))
    .order_by(LEG.c.id.desc())
    .limit(1)
    .with_for_update(of=CALL)
)


@dataclass(frozen=True, slots=True)
class _Reached:
    digits: str
    e164: str | None = None
    employee_id: int | None = None
    name: str = ""


@requires(Permission.CALLS_CALL_CONTROL)
def colleagues_to_transfer(unit: Unit) -> tuple[Colleague, ...]:
    """Everybody with an extension but the actor, by name, with what his phone does; unknown is not free."""
    return tuple(one for one in colleagues(unit).rows if one.id != unit.actor.id)


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
    mine = _my_talk(unit, me, call_id)
    reached = _colleague(unit, to_employee_id) if to_employee_id is not None else _number(unit, to)
    if reached.employee_id == me:
        raise Refused(_("{extension} is your own phone").format(extension=reached.digits))
    line_is_up(unit)
    _no_other_transfer(unit, call_id)
    wish = unit.insert(
        PbxCommand,
        kind=CommandKind.ATTENDED_TRANSFER if attended else CommandKind.BLIND_TRANSFER,
        employee_id=me,
        extension=mine.extension,
        channel_uid=mine.channel_uid,
        digits=reached.digits,
        e164=reached.e164,
        to_employee_id=reached.employee_id,
        call_id=call_id,
        asked_at=unit.now,
    )
    wake_listener(unit, wish.id)
    # All that the row shows is known here: to read it again would cost the person's hand-over a statement.
    return command_row(unit, wish, employee=unit.actor.full_name, to=reached.name)


@requires(Permission.CALLS_CALL_CONTROL, writes=True)
def complete_transfer(unit: Unit, *, call_id: int) -> CommandRow:
    """Joins the client with the colleague the actor speaks to; Refused when there is no such transfer."""
    return _second_step(unit, CommandKind.COMPLETE_TRANSFER, call_id)


@requires(Permission.CALLS_CALL_CONTROL, writes=True)
def cancel_transfer(unit: Unit, *, call_id: int) -> CommandRow:
    """Leaves the colleague and takes the client back; Refused when there is no such transfer."""
    return _second_step(unit, CommandKind.CANCEL_TRANSFER, call_id)


def _no_other_transfer(unit: Unit, call_id: int) -> None:
    """Refused while another transfer of the call is under way; one that nobody will end is ended first."""
    if is_open(unit, TRANSFERS, call_id=call_id):
        give_up_dead(unit)
        if is_open(unit, TRANSFERS, call_id=call_id):
            raise Refused(_("This call is being transferred already"))


def _second_step(unit: Unit, kind: CommandKind, call_id: int) -> CommandRow:
    me = my_id(unit)
    must(locked_call(unit, call_id), _("call"), call_id)
    begun = open_command(unit, [CommandKind.ATTENDED_TRANSFER], call_id=call_id, employee_id=me)
    if begun is None or begun.state is not CommandState.SENT:
        raise Refused(_("You have no transfer of this call under way"))
    line_is_up(unit)
    if is_open(unit, SECOND_STEPS, call_id=call_id):
        raise Refused(_("This call is being transferred already"))
    step = PbxCommand(kind=kind, employee_id=me, call_id=call_id, asked_at=unit.now)
    step.extension, step.channel_uid, step.digits = begun.extension, begun.channel_uid, begun.digits
    return ask(unit, step)


def _my_talk(unit: Unit, me: int, call_id: int) -> Row[Any]:
    """The extension and channel by which the actor talks in this call, which is held as by `locked_call`."""
    found = fetch(unit, _HELD_WITH_MY_TALK, call_id=call_id, me=me)
    mine = must(next(iter(found), None), _("call"), call_id)
    if mine.extension is None:
        raise Refused(_("You are not talking in this call now"))
    return mine


def _colleague(unit: Unit, employee_id: int) -> _Reached:
    person = must(unit.session.get(Employee, employee_id), _("employee"), employee_id)
    extensions = extensions_of(unit, employee_id)
    if not extensions or not person.active:
        raise Refused(_("{name} has no extension").format(name=person.full_name))
    return _Reached(extensions[0], employee_id=employee_id, name=person.full_name)


def _number(unit: Unit, to: str) -> _Reached:
    target = allowed_target(unit, to)
    if target.e164 is not None:
        return _Reached(target.digits, target.e164)
    owner = next(iter(fetch(unit, _OWNER, extension=target.digits)), None)
    return _Reached(target.digits) if owner is None else _Reached(target.digits, None, *owner)
