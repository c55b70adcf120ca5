"""Wishes to the PBX as rows: asked, given up, finished; shared by who asks and by the listener."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, false, or_, select
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import CallEnding, CommandKind, CommandOutcome, CommandState
from crm_tui.domain.pbx_command import GOOD
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import EmployeeExtension, PbxCommand
from crm_tui.usecases.parts.call_rows import CALL
from crm_tui.usecases.parts.core import CLIENT, EMPLOYEE, client_name, core, fetch, named
from crm_tui.usecases.parts.line_knowledge import knowledge
from crm_tui.usecases.shapes import Named

ASKED_TOPIC = "pbx.asked"
"""Wakes the listener."""
TOPIC = "pbx.commands"
"""Tells screens how a wish stands."""
STALE_AFTER = timedelta(seconds=10)
"""A wish that nobody took so long is refused: the person has gone on to something else."""
DOUBT_AFTER = timedelta(seconds=90)
"""A sent wish of which the PBX told nothing for so long, though no call of it runs."""
COMMAND = core(PbxCommand)
_TO = EMPLOYEE.alias("to_employee")


@dataclass(frozen=True, slots=True)
class CommandRow:
    """A wish to the PBX: who asks whom for what, and how it stands. `outcome` None: still open.

    `digits` is what the PBX dials, `call_id` the call once there is one; times are UTC.
    """

    id: int
    kind: CommandKind
    state: CommandState
    outcome: CommandOutcome | None
    detail: str
    employee: Named | None
    extension: str
    digits: str
    e164: str | None
    to_employee: Named | None
    call_id: int | None
    client: Named | None
    asked_at: datetime
    done_at: datetime | None

    @property
    def open(self) -> bool:
        return self.outcome is None

    @property
    def good(self) -> bool:
        """Whether it came to what was wished."""
        return self.outcome in GOOD


_NAMES = ("id", "kind", "state", "outcome", "detail", "employee_id", "extension", "digits", "e164")
SELECT_COMMANDS = select(
    *(COMMAND.c[name] for name in _NAMES),
    *(COMMAND.c[name] for name in ("to_employee_id", "call_id", "client_id", "asked_at", "done_at")),
    EMPLOYEE.c.full_name.label("employee_name"),
    _TO.c.full_name.label("to_name"),
    client_name().label("client_name"),
).select_from(
    COMMAND.outerjoin(EMPLOYEE, EMPLOYEE.c.id == COMMAND.c.employee_id)
    .outerjoin(_TO, _TO.c.id == COMMAND.c.to_employee_id)
    .outerjoin(CLIENT, CLIENT.c.id == COMMAND.c.client_id)
)


def command_of(unit: Unit, row: Row[Any]) -> CommandRow:
    """One row of SELECT_COMMANDS."""
    client = named(row.client_id, row.client_name)
    return command_row(unit, row, employee=row.employee_name, to=row.to_name, client=client)


def command_row(
    unit: Unit, row: Row[Any], *, employee: str | None, to: str | None, client: Named | None = None
) -> CommandRow:
    """The row of a wish with its names; one that no listener took in time is told as stale."""
    state, outcome = row.state, row.outcome
    if state is CommandState.ASKED and is_stale(unit, row.asked_at):
        state, outcome = CommandState.FAILED, CommandOutcome.STALE
    return CommandRow(
        id=row.id,
        kind=row.kind,
        state=state,
        outcome=outcome,
        detail=row.detail,
        employee=named(row.employee_id, employee),
        extension=row.extension,
        digits=row.digits,
        e164=row.e164,
        to_employee=named(row.to_employee_id, to),
        call_id=row.call_id,
        client=client,
        asked_at=row.asked_at,
        done_at=row.done_at,
    )


def command_by_id(unit: Unit, command_id: int | None) -> CommandRow:
    """The wish as it stands."""
    (row,) = fetch(unit, SELECT_COMMANDS.where(COMMAND.c.id == command_id))
    return command_of(unit, row)


def ask(unit: Unit, command: PbxCommand) -> CommandRow:
    """Writes the wish and wakes the listener; what is written here is sent at most once."""
    unit.add(command)
    return asked(unit, command.id)


def asked(unit: Unit, command_id: int | None) -> CommandRow:
    """Wakes the listener for a wish that is written, and tells how it stands."""
    wake_listener(unit, command_id)
    return command_by_id(unit, command_id)


def wake_listener(unit: Unit, command_id: int | None) -> None:
    """A wish is written: the listener and the screens look."""
    unit.notify(ASKED_TOPIC, command_id)
    unit.notify(TOPIC, command_id)


def finish(unit: Unit, command: PbxCommand, outcome: CommandOutcome, detail: str = "") -> None:
    """Writes how it ended and lets others dial again."""
    state = CommandState.DONE if outcome in GOOD else CommandState.FAILED
    values = {"state": state, "outcome": outcome, "detail": detail, "live_number": None}
    unit.change(command, done_at=unit.now, live_client_id=None, **values)
    unit.notify(TOPIC, command.id)


def is_stale(unit: Unit, asked_at: datetime) -> bool:
    """Whether a wish that nobody took was asked too long ago to be sent still."""
    return asked_at < unit.now - STALE_AFTER


def dead(unit: Unit, epoch: int | None = None) -> ColumnElement[bool]:
    """The open wishes that will tell nothing more; `epoch`: those sent by listeners before this one too."""
    asked_at = COMMAND.c.asked_at
    sent_before = COMMAND.c.epoch != epoch if epoch is not None else false()
    runs = (
        select(CALL.c.id)
        .where(CALL.c.id == COMMAND.c.call_id, CALL.c.ending == CallEnding.RUNNING)
        .correlate(COMMAND)
        .exists()
    )
    return or_(
        and_(COMMAND.c.state == CommandState.ASKED, asked_at < unit.now - STALE_AFTER),
        and_(
            COMMAND.c.state == CommandState.SENT,
            or_(sent_before, asked_at < unit.now - DOUBT_AFTER),
            ~runs,
        ),
    )


def give_up_dead(unit: Unit, epoch: int | None = None) -> None:
    """Ends what nobody will end: never taken, or sent by a listener that died; never sent again."""
    for command in unit.session.exec(select_rows(PbxCommand).where(dead(unit, epoch))).all():
        never_sent = command.state is CommandState.ASKED
        finish(unit, command, CommandOutcome.STALE if never_sent else CommandOutcome.IN_DOUBT)


def open_command(
    unit: Unit, kinds: Iterable[CommandKind], *, call_id: int | None, employee_id: int | None = None
) -> PbxCommand | None:
    """The wish of these kinds about this call that has not ended."""
    wanted = select_rows(PbxCommand).where(
        col(PbxCommand.kind).in_(list(kinds)),
        col(PbxCommand.state).in_((CommandState.ASKED, CommandState.SENT)),
        PbxCommand.call_id == call_id,
    )
    if employee_id is not None:
        wanted = wanted.where(PbxCommand.employee_id == employee_id)
    return unit.session.exec(wanted.order_by(col(PbxCommand.id).desc())).first()


def is_open(unit: Unit, kinds: Collection[CommandKind], *, call_id: int) -> bool:
    """Whether a wish of these kinds about this call has not ended."""
    wanted = select(COMMAND.c.id).where(
        COMMAND.c.kind.in_(kinds),
        COMMAND.c.state.in_((CommandState.ASKED, CommandState.SENT)),
        COMMAND.c.call_id == call_id,
    )
    return bool(fetch(unit, wanted.limit(1)))


def line_is_up(unit: Unit) -> None:
    """Refused where no listener lives or no PBX would hear the wish."""
    if not knowledge(unit).known:
        raise Refused(_("The PBX is not reached now: nothing can be dialled or transferred"))


def extensions_of(unit: Unit, employee_id: int) -> list[str]:
    """A person's extensions, in order."""
    wanted = select_rows(EmployeeExtension.extension).where(EmployeeExtension.employee_id == employee_id)
    return list(unit.session.exec(wanted.order_by(EmployeeExtension.extension)))


def locked_call(unit: Unit, call_id: int) -> int | None:
    """The call's id, held against other wishes about it until the transaction ends; None: there is none."""
    held = fetch(unit, select(CALL.c.id).where(CALL.c.id == call_id).with_for_update())
    return held[0].id if held else None
