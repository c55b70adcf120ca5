"""Talks: what was said with a client, saved or still being typed."""

from dataclasses import dataclass
from datetime import datetime

from crm_tui.domain.kinds import Direction, TalkKind
from crm_tui.usecases.shapes import Named


@dataclass(frozen=True, slots=True)
class TalkRow:
    """A saved talk in a list. `hidden`: another's talk and no right to read it, so its words are empty.

    `needs_service` marks a support talk that still has none.
    """

    id: int
    kind: TalkKind
    direction: Direction
    client: Named | None
    contact: Named | None
    service: Named | None
    author: Named
    started_at: datetime
    talk_ms: int
    result: str
    text: str
    hidden: bool
    call_id: int | None
    version: int

    @property
    def needs_service(self) -> bool:
        return self.service is None


@dataclass(frozen=True, slots=True)
class TalkPage:
    """A page of talks, newest first; `older` asks for the next one (None: there is no more)."""

    rows: tuple[TalkRow, ...]
    older: tuple[datetime, int] | None


@dataclass(frozen=True, slots=True)
class TalkDraft:
    """A talk being typed, with all that is known of it; `services`: a choice by one key, last first."""

    id: int
    kind: TalkKind
    direction: Direction
    client: Named | None
    contact: Named | None
    service: Named | None
    call_id: int | None
    call_running: bool
    started_at: datetime
    talk_ms: int
    result: str
    text: str
    updated_at: datetime
    services: tuple[Named, ...]
