"""Wishes to the PBX: how they stand, hanging up, and the listener's side of taking and finishing them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import CommandKind, CommandOutcome, CommandState, RingState
from crm_tui.domain.pbx_command import TRANSFERS
from crm_tui.domain.permissions import Permission
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import CallLeg, PbxCommand, Ring
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.call_rows import CALL
from crm_tui.usecases.parts.commands import (
    COMMAND,
    SELECT_COMMANDS,
    CommandRow,
    ask,
    command_of,
    dead,
    finish,
    give_up_dead,
    is_stale,
    line_is_up,
    locked_call,
    open_command,
)
from crm_tui.usecases.parts.core import fetch, must, past_index
from crm_tui.usecases.parts.me import my_id

LONGEST_DETAIL = 200
WAITS_FOR_THE_CALL = frozenset({CommandKind.DIAL, *TRANSFERS})
"""Wishes whose end the call tells; the others end with the PBX's answer."""

_ASKED = select(COMMAND).where(COMMAND.c.state == CommandState.ASKED).order_by(COMMAND.c.id).limit(20)


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish as the listener sends it; `call_key` is the Linkedid of the call whose caller is refused."""

    id: int
    kind: CommandKind
    extension: str
    channel_uid: str
    digits: str
    call_key: str


@requires(Permission.CALLS_CALL_READ)
def show_command(unit: Unit, *, command_id: int) -> CommandRow:
    """How a wish stands; NotFound when there is none."""
    rows = fetch(unit, SELECT_COMMANDS.where(COMMAND.c.id == command_id))
    return command_of(unit, must(next(iter(rows), None), _("command"), command_id))


@requires(Permission.CALLS_CALL_READ)
def list_commands(
    unit: Unit, *, call_id: int | None = None, mine: bool = False, limit: int = 50
) -> tuple[CommandRow, ...]:
    """The latest wishes first: of one call, of the actor, or of all."""
    wanted = SELECT_COMMANDS.order_by(COMMAND.c.id.desc()).limit(limit)
    if call_id is not None:
        wanted = wanted.where(COMMAND.c.call_id == call_id)
    if mine:
        asker = COMMAND.c.employee_id if call_id is None else past_index(COMMAND.c.employee_id)
        wanted = wanted.where(asker == unit.actor.id)
    return tuple(command_of(unit, row) for row in fetch(unit, wanted))


@requires(Permission.CALLS_CALL_CONTROL, writes=True)
def hang_up(unit: Unit, *, call_id: int) -> CommandRow:
    """Ends the actor's own part: his talk, his dialling, or the ring at his phone (others go on ringing).

    Refused when he has no part in the call, or speaks with a colleague in a transfer (hanging up would
    complete it: say which of the two is meant).
    """
    me = my_id(unit)
    must(locked_call(unit, call_id), _("call"), call_id)
    if open_command(unit, [CommandKind.ATTENDED_TRANSFER], call_id=call_id, employee_id=me) is not None:
        raise Refused(_("A transfer is under way: complete it or take the client back"))
    extension, channel_uid = _my_part(unit, me, call_id)
    line_is_up(unit)
    wish = PbxCommand(kind=CommandKind.HANG_UP, employee_id=me, call_id=call_id, asked_at=unit.now)
    wish.extension, wish.channel_uid = extension, channel_uid
    return ask(unit, wish)


@requires(Permission.CALLS_JOURNAL_READ)
def has_commands(unit: Unit, *, epoch: int) -> bool:
    """Whether the listener of this epoch has anything to take or to give up."""
    waits = or_(COMMAND.c.state == CommandState.ASKED, dead(unit, epoch))
    is_open = COMMAND.c.state.in_((CommandState.ASKED, CommandState.SENT))
    return bool(fetch(unit, select(COMMAND.c.id).where(is_open, waits).limit(1)))


@requires(Permission.CALLS_JOURNAL_WRITE, writes=True)
def take_command(unit: Unit, *, epoch: int, sent_at: datetime, up: bool) -> Wish | None:
    """The oldest wish, marked as sent before it is: a listener that dies now leaves it in doubt, not twice.

    What is too old is given up; with the line down all are. When nothing waits, what was sent by a listener
    that died is given up too: nobody waits for that. `sent_at` is by the PBX's clock.
    """
    for row in fetch(unit, _ASKED):
        stale = is_stale(unit, row.asked_at)
        if up and not stale:
            unit.change_row(PbxCommand, row, state=CommandState.SENT, epoch=epoch, sent_at=sent_at)
            return _wish(unit, row)
        command = must(unit.session.get(PbxCommand, row.id), _("command"), row.id)
        finish(unit, command, CommandOutcome.STALE if stale else CommandOutcome.NO_LINE)
    give_up_dead(unit, epoch)
    return None


@requires(Permission.CALLS_JOURNAL_WRITE, writes=True)
def answer_command(
    unit: Unit, *, command_id: int, outcome: CommandOutcome | None = None, detail: str = ""
) -> None:
    """What the PBX answered: `outcome` says why it did not; None: it took the wish.

    A wish whose call tells the end stays sent; one that the call has ended already is left alone.
    """
    command = unit.lock(PbxCommand, command_id)
    if command is None or command.state is not CommandState.SENT:
        return
    if outcome is not None:
        finish(unit, command, outcome, clean(detail).strip()[:LONGEST_DETAIL])
    elif command.kind not in WAITS_FOR_THE_CALL:
        finish(unit, command, CommandOutcome.DONE)


def _wish(unit: Unit, command: Row[Any]) -> Wish:
    key = ""
    if command.kind is CommandKind.REFUSE_CALLER:
        key = next(
            (row.key for row in fetch(unit, select(CALL.c.key).where(CALL.c.id == command.call_id))), ""
        )
    return Wish(
        id=command.id,
        kind=command.kind,
        extension=command.extension,
        channel_uid=command.channel_uid,
        digits=command.digits,
        call_key=key,
    )


def _my_part(unit: Unit, me: int, call_id: int) -> tuple[str, str]:
    """The extension and channel of the actor in this call: he talks, dials, or it rings at him."""
    talk = select_rows(CallLeg).where(
        CallLeg.call_id == call_id,
        past_index(col(CallLeg.employee_id)) == me,
        col(CallLeg.ended_at).is_(None),
    )
    ring = select_rows(Ring).where(
        Ring.call_id == call_id, past_index(col(Ring.employee_id)) == me, Ring.state == RingState.RINGING
    )
    found: CallLeg | Ring | PbxCommand | None = unit.session.exec(
        talk.order_by(col(CallLeg.id).desc())
    ).first()
    found = found or open_command(unit, [CommandKind.DIAL], call_id=call_id, employee_id=me)
    found = found or unit.session.exec(ring.order_by(col(Ring.id).desc())).first()
    if found is None:
        raise Refused(_("You have no part in this call now"))
    return found.extension, found.channel_uid
