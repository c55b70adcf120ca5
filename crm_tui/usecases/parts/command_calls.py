"""Calls and wishes: a dialled call gets its client at once, and a call ends the wish about it."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.call_facts import CallFacts
from crm_tui.domain.kinds import ClientCertainty, CommandKind, CommandOutcome, CommandState, Direction
from crm_tui.domain.pbx_command import PREFIX, SentCommand, is_ours, outcome_of
from crm_tui.store.scope import Unit
from crm_tui.store.tables import PbxCommand
from crm_tui.usecases.parts.commands import TOPIC, finish


def dialling_of(unit: Unit, key: str) -> PbxCommand | None:
    """The dialling from which the call of this key came; None for any other call."""
    if not is_ours(key):
        return None
    try:
        uuid = UUID(hex=key.removeprefix(PREFIX))
    except ValueError:
        return None
    return unit.session.exec(select_rows(PbxCommand).where(PbxCommand.uuid == uuid)).first()


def whose(command: PbxCommand) -> dict[str, Any]:
    """What the dialler settled beforehand, as columns of the call."""
    values: dict[str, Any] = {
        "number": command.digits,
        "e164": command.e164,
        "direction": Direction.OUTGOING,
        "dialled_by_id": command.employee_id,
    }
    if command.client_id is not None:
        values |= {"client_id": command.client_id, "contact_id": command.contact_id}
        values["certainty"] = ClientCertainty.DIALLED
    return values


def waiting_commands(unit: Unit) -> Sequence[PbxCommand]:
    """The wishes that were sent and wait for what their calls tell; a handful at most."""
    return unit.session.exec(
        select_rows(PbxCommand).where(
            PbxCommand.state == CommandState.SENT, col(PbxCommand.sent_at).is_not(None)
        )
    ).all()


def end_wishes(unit: Unit, call_id: int, facts: CallFacts, waiting: Iterable[PbxCommand]) -> None:
    """Ends the wishes about this call whose outcome it tells; one in doubt is set right."""
    dialling = dialling_of(unit, facts.key)
    mine = [one for one in waiting if one.call_id == call_id and one.kind is not CommandKind.DIAL]
    if dialling is not None:
        if dialling.call_id is None:
            unit.change(dialling, call_id=call_id)
            # Whoever dials can hang up only on a call that he knows.
            unit.notify(TOPIC, dialling.id)
        if dialling.outcome in (None, CommandOutcome.IN_DOUBT):
            mine.append(dialling)
    for command in mine:
        sent_at = command.sent_at.timestamp() if command.sent_at is not None else facts.began_at
        sent = SentCommand(command.kind, command.extension, command.digits, sent_at)
        outcome = outcome_of(sent, facts)
        if outcome is not None and outcome is not command.outcome:
            finish(unit, command, outcome)
