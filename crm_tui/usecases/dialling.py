"""Click to dial: the person's own phone rings first, then the client's (X18)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.errors import Refused, TakenByAnother
from crm_tui.domain.kinds import CallEnding, CallResult, CommandKind
from crm_tui.domain.pbx_command import channel_of
from crm_tui.domain.permissions import Permission
from crm_tui.domain.phone import display_phone
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, Contact, PbxCommand, Ring
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.call_client import resolve
from crm_tui.usecases.parts.call_rows import CALL
from crm_tui.usecases.parts.commands import (
    COMMAND,
    CommandRow,
    asked,
    extensions_of,
    give_up_dead,
    line_is_up,
)
from crm_tui.usecases.parts.core import EMPLOYEE, LEG, core, fetch, must
from crm_tui.usecases.parts.dial_words import allowed_target
from crm_tui.usecases.parts.me import my_id

_RING = core(Ring)


@dataclass(frozen=True, slots=True)
class Dialler:
    """Who is reaching a client now: `since` when (UTC); `talking` once the client is on the line."""

    name: str
    since: datetime
    talking: bool


@requires(Permission.CALLS_CALL_CONTROL, writes=True)
def dial(
    unit: Unit,
    *,
    number: str,
    client_id: int | None = None,
    contact_id: int | None = None,
    task_id: int | None = None,
    talk_id: int | None = None,
    extension: str = "",
) -> CommandRow:
    """Asks the PBX to ring the person's phone (`extension`, else his first) and then `number`.

    The call that comes of it has this client, contact and dialler from its first event. Refused for a number
    outside the dial plan, without an extension or with the PBX away; TakenByAnother (with who) while the
    same client or number is being dialled or is on the line. Answers at once; the outcome comes with the
    topic `pbx.commands` and is told by `show_command`.
    """
    me = my_id(unit)
    target = allowed_target(unit, number)
    if target.e164 is None:
        raise Refused(_("{number} is a colleague: dial him on the phone itself").format(number=target.digits))
    phone = _my_phone(unit, me, extension)
    line_is_up(unit)
    give_up_dead(unit)
    whose = _client_of(unit, client_id, contact_id, target.e164)
    _refuse_when_taken(unit, me, target.e164, whose)
    uuid = uuid4()
    command = PbxCommand(
        uuid=uuid,
        kind=CommandKind.DIAL,
        channel_uid=channel_of(uuid),
        employee_id=me,
        extension=phone,
        digits=target.digits,
        e164=target.e164,
        client_id=client_id,
        contact_id=contact_id if client_id is not None else None,
        task_id=task_id,
        talk_id=talk_id,
        live_number=target.e164,
        live_client_id=whose,
        asked_at=unit.now,
    )
    try:
        # Two may pass the look above at once; the unique columns let one of them through.
        with unit.session.begin_nested():
            unit.session.add(command)
            unit.session.flush()
    except IntegrityError:
        _refuse_when_taken(unit, me, target.e164, whose)
        raise Refused(_("Somebody has just dialled this client; try again")) from None
    unit.log_insert(command)
    return asked(unit, command.id)


def _my_phone(unit: Unit, me: int, extension: str) -> str:
    mine = extensions_of(unit, me)
    if not mine:
        raise Refused(_("You have no extension: an administrator gives one by `users edit --extension`"))
    if extension and extension not in mine:
        raise Refused(_("{extension} is not your extension").format(extension=extension))
    return extension or mine[0]


def _client_of(unit: Unit, client_id: int | None, contact_id: int | None, e164: str) -> int | None:
    """Who is being reached: the client given, else the only one with the number."""
    if client_id is None:
        return resolve(unit, e164).client_id
    client = must(unit.session.get(Client, client_id), _("client"), client_id)
    if client.deleted_at is not None:
        raise Refused(_("This card is no more: open the one it was merged into"))
    if contact_id is not None:
        must(unit.session.get(Contact, contact_id), _("contact"), contact_id)
    return client_id


def _refuse_when_taken(unit: Unit, me: int, e164: str, client_id: int | None) -> None:
    mine = unit.session.exec(
        select_rows(PbxCommand).where(PbxCommand.employee_id == me, col(PbxCommand.live_number).is_not(None))
    ).first()
    if mine is not None and mine.e164 is not None:
        said = _("You are dialling {number} already")
        raise TakenByAnother(said.format(number=display_phone(mine.e164)), holder=unit.actor.full_name)
    other = _dialler(unit, e164, client_id)
    if other is not None:
        said = _("{name} is talking with this number now") if other.talking else _("{name} is dialling now")
        raise TakenByAnother(said.format(name=other.name or _("Somebody")), holder=other.name)


def _dialler(unit: Unit, e164: str | None, client_id: int | None) -> Dialler | None:
    same = [COMMAND.c.live_number == e164] if e164 else []
    same += [COMMAND.c.live_client_id == client_id] if client_id is not None else []
    if not same:
        return None
    dialling = (
        select(EMPLOYEE.c.full_name, COMMAND.c.asked_at)
        .select_from(COMMAND.outerjoin(EMPLOYEE, EMPLOYEE.c.id == COMMAND.c.employee_id))
        .where(or_(*same))
        .limit(1)
    )
    for row in fetch(unit, dialling):
        return Dialler(row.full_name or "", row.asked_at, talking=False)
    return _on_the_line(unit, e164) if e164 else None


def _on_the_line(unit: Unit, e164: str) -> Dialler | None:
    """A running call with the number, whoever made it: to dial it again would only find it busy."""
    person = func.coalesce(
        select(func.max(EMPLOYEE.c.full_name))
        .select_from(LEG.join(EMPLOYEE, EMPLOYEE.c.id == LEG.c.employee_id))
        .where(LEG.c.call_id == CALL.c.id, LEG.c.ended_at.is_(None))
        .scalar_subquery(),
        select(func.max(EMPLOYEE.c.full_name))
        .select_from(_RING.join(EMPLOYEE, EMPLOYEE.c.id == _RING.c.employee_id))
        .where(_RING.c.call_id == CALL.c.id, _RING.c.ended_at.is_(None))
        .scalar_subquery(),
    )
    running = select(person.label("name"), CALL.c.started_at).where(
        CALL.c.e164 == e164,
        CALL.c.ending == CallEnding.RUNNING,
        CALL.c.result.in_((CallResult.RINGING, CallResult.TALKING)),
        CALL.c.started_at > unit.now - timedelta(days=1),
    )
    for row in fetch(unit, running.limit(1)):
        return Dialler(row.name or "", row.started_at, talking=True)
    return None
