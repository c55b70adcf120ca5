"""Who is free and who waits, as the PBX tells it: plain data; moments are seconds since the epoch (UTC)."""

from dataclasses import dataclass

from crm_tui.domain.kinds import PresenceState


@dataclass(frozen=True, slots=True)
class ExtensionPresence:
    """One extension; `since` is when this state was first told of."""

    extension: str
    state: PresenceState
    since: float


@dataclass(frozen=True, slots=True)
class QueueMemberPresence:
    """Who takes calls of a queue; `extension` is empty for an interface that is nobody's telephone."""

    queue: str
    interface: str
    extension: str
    name: str
    state: PresenceState
    paused: bool
    pause_reason: str


@dataclass(frozen=True, slots=True)
class QueueCaller:
    """Who waits in a queue. `channel` is his Uniqueid, `call_key` the Linkedid his channel was born with."""

    queue: str
    channel: str
    call_key: str
    number: str
    """As the PBX gave it; empty when it gave none."""
    entered_at: float


@dataclass(frozen=True, slots=True)
class PresenceFacts:
    """Everything that is known at one moment; what is not named here is not known."""

    extensions: tuple[ExtensionPresence, ...] = ()
    queues: tuple[str, ...] = ()
    members: tuple[QueueMemberPresence, ...] = ()
    callers: tuple[QueueCaller, ...] = ()


NOTHING_KNOWN = PresenceFacts()

BUSIEST_FIRST = (
    PresenceState.TALKING,
    PresenceState.ON_HOLD,
    PresenceState.RINGING,
    PresenceState.DO_NOT_DISTURB,
    PresenceState.PAUSED,
    PresenceState.FREE,
    PresenceState.AWAY,
    PresenceState.UNKNOWN,
)
"""Of a person's several telephones the first of these says how he is."""
