"""What the tracker knows of one customer call, as plain data: moments are seconds since the epoch (UTC)."""

from dataclasses import dataclass

from crm_tui.domain.kinds import CallEnding, CallResult, Direction, RingState, TransferKind


@dataclass(frozen=True, slots=True)
class RingFacts:
    """One call ringing at one extension; `channel` is the Uniqueid of the phone's channel."""

    channel: str
    extension: str
    began_at: float
    ended_at: float | None
    state: RingState
    by: str = ""
    """Who took the call instead, when somebody did."""
    status: str = ""
    """Why it was not taken, as the PBX says: BUSY, NOANSWER, CANCEL ...; REFUSED when its person declined."""
    own_dialling: bool = False
    """The phone rang because its own person dials from the screen; no client waits."""
    picked_up: bool = False
    """Never rang: taken from a colleague's phone, or handed over by one."""


@dataclass(frozen=True, slots=True)
class LegFacts:
    """One extension's channel that talked with the client: when, how long, and how long it held him."""

    channel: str
    extension: str
    channel_name: str
    began_at: float
    ended_at: float | None
    talks: tuple[tuple[float, float | None], ...]
    talk_ms: int
    """Of the talks that are over."""
    hold_ms: int
    start_known: bool = True
    """False when the talk was on already when we came."""


@dataclass(frozen=True, slots=True)
class TransferFacts:
    """The call handed over; `to` is whoever talked next, else the extension that was asked for."""

    kind: TransferKind
    by: str
    to: str
    at: float


@dataclass(frozen=True, slots=True)
class CallFacts:
    """One customer call. `key` never changes: the Linkedid with which the client's channel was born."""

    key: str
    direction: Direction
    number: str
    """As the PBX gave it; empty when it gave none."""
    name: str
    did: str
    trunk: str
    channel_name: str
    queue: str
    began_at: float
    answered_at: float | None
    ended_at: float | None
    ending: CallEnding
    result: CallResult
    wait_ms: int
    lost_after_transfer: bool
    picked_up_by: str
    seen_from_start: bool
    """False when the call was on already when we connected."""
    rings: tuple[RingFacts, ...]
    legs: tuple[LegFacts, ...]
    transfers: tuple[TransferFacts, ...]
    refusal: str = ""
    """Why the client's phone did not answer a call of ours, as the PBX says: BUSY, NOANSWER, CANCEL,
    CONGESTION, CHANUNAVAIL; REFUSED when he declined. Empty: it was never rung, or it answered."""
    dialled_by: str = ""
    """The extension that dialled the client, from a screen or by hand; empty for a call that came in."""
