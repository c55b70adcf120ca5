"""What a listener would write of presence, for tests of those who read it."""

from datetime import datetime

from crm_tui.domain.kinds import PresenceState
from crm_tui.domain.permissions import system_actor
from crm_tui.domain.presence import (
    NOTHING_KNOWN,
    ExtensionPresence,
    PresenceFacts,
    QueueCaller,
    QueueMemberPresence,
)
from crm_tui.store.leases import acquire, release
from crm_tui.usecases.journal import note_pbx_state
from crm_tui.usecases.office import Office
from crm_tui.usecases.presence_record import record_presence


class PretendedPbx:
    """Holds the listener's lease and says that the line is up."""

    def __init__(self, office: Office) -> None:
        self.office = office.as_actor(system_actor("pbx"))
        self.facts = NOTHING_KNOWN
        self.held = acquire(office.store, "pbx", "the listener", seconds=600)
        self.line("up")

    def line(self, state: str) -> None:
        self.office.call(note_pbx_state, state=state, detail="")

    def tells(self, facts: PresenceFacts) -> None:
        self.office.call(record_presence, before=self.facts, after=facts)
        self.facts = facts

    def dies(self) -> None:
        assert self.held is not None
        release(self.office.store, self.held)


def phone(extension: str, state: PresenceState, at: datetime) -> ExtensionPresence:
    return ExtensionPresence(extension, state, at.timestamp())


def member(
    extension: str, state: PresenceState, *, queue: str = "support", paused: bool = False
) -> QueueMemberPresence:
    name = f"Member {extension}"
    return QueueMemberPresence(queue, f"PJSIP/{extension}", extension, name, state, paused, "")


def waiting(number: str, since: datetime, *, queue: str = "support", call_key: str = "") -> QueueCaller:
    return QueueCaller(queue, f"1.{number}", call_key, number, since.timestamp())
