"""The journal of calls: who called, who talked, how it ended."""

from dataclasses import dataclass
from datetime import datetime

from crm_tui.domain.kinds import CallEnding, CallResult, ClientCertainty, Direction, RingState, TransferKind
from crm_tui.usecases.shapes import Named
from crm_tui.usecases.talks import TalkRow


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call in the journal; `people` are those who talked, times are UTC, lengths milliseconds."""

    id: int
    direction: Direction
    number: str
    e164: str | None
    caller_name: str
    started_at: datetime
    ended_at: datetime | None
    ending: CallEnding
    result: CallResult
    wait_ms: int
    talk_ms: int
    client: Named | None
    contact: Named | None
    certainty: ClientCertainty
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallPage:
    """A page of the journal, newest first; `older` asks for the next one (None: there is no more)."""

    rows: tuple[CallRow, ...]
    older: tuple[datetime, int] | None


@dataclass(frozen=True, slots=True)
class CallFilter:
    """What of the journal is wanted; times are UTC, `until` is not included."""

    since: datetime | None = None
    until: datetime | None = None
    employee_id: int | None = None
    direction: Direction | None = None
    result: CallResult | None = None
    client_id: int | None = None
    e164: str | None = None


@dataclass(frozen=True, slots=True)
class LegRow:
    """One person's part of a call."""

    extension: str
    employee: Named | None
    began_at: datetime
    talk_began_at: datetime | None
    ended_at: datetime | None
    talk_ms: int
    hold_ms: int


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A call handed over; the names are empty where the extension is nobody's."""

    kind: TransferKind
    by_extension: str
    by_name: str
    to_extension: str
    to_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CallRing:
    """An extension that rang, and what became of it."""

    extension: str
    employee: Named | None
    state: RingState
    began_at: datetime
    ended_at: datetime | None
    answered_by: str


@dataclass(frozen=True, slots=True)
class CallCard:
    """A call opened: its legs, transfers, rings and talks; `candidates`: clients with the number."""

    call: CallRow
    did: str
    trunk: str
    queue: str
    answered_at: datetime | None
    lost_after_transfer: bool
    picked_up_by: str
    note: str
    legs: tuple[LegRow, ...]
    transfers: tuple[TransferRow, ...]
    rings: tuple[CallRing, ...]
    talks: tuple[TalkRow, ...]
    candidates: tuple[Named, ...]
