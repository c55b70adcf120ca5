"""Calls that ring at a person now; a screen claims one to open its pop-up."""

from dataclasses import dataclass
from datetime import datetime

from crm_tui.domain.kinds import CallEnding, CallResult, ClientCertainty, Direction, RingState


@dataclass(frozen=True, slots=True)
class RingRow:
    """A ring at one extension with the call behind it.

    `answered_by` names the person (else the extension) who took the call elsewhere; `screen` is the one
    that claimed the ring. `talk_began_at` is this person's own talk.
    """

    id: int
    call_id: int
    extension: str
    employee_id: int | None
    state: RingState
    began_at: datetime
    ended_at: datetime | None
    answered_by: str
    screen: str | None
    direction: Direction
    number: str
    e164: str | None
    caller_name: str
    did: str
    queue: str
    client_id: int | None
    contact_id: int | None
    certainty: ClientCertainty
    call_result: CallResult
    call_ending: CallEnding
    talk_began_at: datetime | None
