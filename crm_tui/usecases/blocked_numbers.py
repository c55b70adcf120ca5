"""Numbers whose calls are refused: the listener hangs up before anybody takes them (X45)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import CallEnding, Direction
from crm_tui.domain.permissions import Permission
from crm_tui.domain.phone import e164
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import BlockedNumber, Call
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.commands import ask
from crm_tui.usecases.parts.core import EMPLOYEE, core, fetch, must
from crm_tui.usecases.parts.refusing import refusal_of

_BLOCKED = core(BlockedNumber)
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class BlockedRow:
    """A blocked number: by whom, when (UTC) and why."""

    e164: str
    reason: str
    by: str
    blocked_at: datetime


@requires(Permission.CALLS_NUMBER_BLOCK, writes=True)
def block_number(unit: Unit, *, number: str, reason: str = "") -> BlockedRow:
    """From now on calls from the number are refused; saying it again changes the reason only."""
    found = e164(number, unit.settings.pbx.city_code)
    if found is None:
        raise Refused(_("{number} is no telephone number").format(number=clean(number).strip()[:40]))
    reason = clean(reason).strip()[:LONGEST_REASON]
    row = unit.session.get(BlockedNumber, found)
    if row is None:
        row = unit.add(
            BlockedNumber(e164=found, reason=reason, employee_id=unit.actor.id, blocked_at=unit.now)
        )
    else:
        unit.change(row, reason=reason)
    return BlockedRow(found, row.reason, unit.actor.full_name, row.blocked_at)


@requires(Permission.CALLS_NUMBER_BLOCK, writes=True)
def block_caller(unit: Unit, *, call_id: int, reason: str = "") -> BlockedRow:
    """Blocks who calls, and ends the call if it still rings or is talked.

    Refused for a hidden number, and for a call of ours.
    """
    call = must(unit.lock(Call, call_id), _("call"), call_id)
    if call.e164 is None or call.direction is not Direction.INCOMING:
        raise Refused(_("There is no number of a caller to block"))
    blocked = block_number(unit, number=call.e164, reason=reason)
    if call.ending is CallEnding.RUNNING:
        ask(unit, refusal_of(unit, call))
    return blocked


@requires(Permission.CALLS_NUMBER_BLOCK, writes=True)
def unblock_number(unit: Unit, *, number: str) -> None:
    """Lets the number through again; Refused when it was not blocked."""
    found = e164(number, unit.settings.pbx.city_code)
    row = unit.session.get(BlockedNumber, found) if found else None
    if row is None:
        raise Refused(_("{number} is not blocked").format(number=clean(number).strip()[:40]))
    unit.remove(row)


@requires(Permission.CALLS_CALL_READ)
def blocked_numbers(unit: Unit, *, limit: int = 200) -> tuple[BlockedRow, ...]:
    """The blocked numbers, the latest first."""
    wanted = (
        select(_BLOCKED.c.e164, _BLOCKED.c.reason, EMPLOYEE.c.full_name, _BLOCKED.c.blocked_at)
        .select_from(_BLOCKED.outerjoin(EMPLOYEE, EMPLOYEE.c.id == _BLOCKED.c.employee_id))
        .order_by(_BLOCKED.c.blocked_at.desc(), _BLOCKED.c.e164)
        .limit(limit)
    )
    return tuple(
        BlockedRow(row.e164, row.reason, row.full_name or "", row.blocked_at) for row in fetch(unit, wanted)
    )
