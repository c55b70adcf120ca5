"""The ring subscription: what rings at the person who sits here, read and claimed in the listening thread.

The bus says only "look again"; here the rows are read, the caller is looked up and the ring is claimed, so
that one message with all the pop-up needs reaches the event loop.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from crm_tui.domain.kinds import CallEnding, RingState
from crm_tui.domain.permissions import Permission
from crm_tui.usecases.callers import WhoCalls, client_summary, who_calls
from crm_tui.usecases.office import Office
from crm_tui.usecases.rings import RingRow, claim_ring, rings_for, show_rings

TOPICS = frozenset({"calls", "clients", "pbx", "pbx.commands", "presence", "talks", "tasks"})
"""What screens that show these look again at; `*` (look at everything) always comes."""


class Note(Protocol):
    """A note of the bus, as far as it matters here."""

    @property
    def topic(self) -> str: ...


@dataclass(frozen=True, slots=True)
class RingNews:
    """What a look brought: rings this screen has just claimed, and its earlier ones as they stand now."""

    came: tuple[tuple[RingRow, WhoCalls], ...] = ()
    changed: tuple[RingRow, ...] = ()


class RingWatch:
    """Looks whenever the bus speaks of this person; of his several screens one claims a ring (S35).

    `tell` gets the news and `failed` what went wrong, both in the listening thread. Every look is told, even
    an empty one: a talk of this person may have got its time. `changed` gets the topics of all other notes.
    """

    def __init__(
        self,
        office: Office,
        screen: str,
        tell: Callable[[RingNews], None],
        failed: Callable[[Exception], None],
        changed: Callable[[frozenset[str]], None],
    ) -> None:
        self._office, self._screen, self._tell, self._failed = office, screen, tell, failed
        self._changed, self._own_topic = changed, f"op.{office.actor.id}"
        self._mine: dict[int, RingRow] = {}
        self._turn = threading.Lock()
        self._subscription = office.subscribe({self._own_topic, *TOPICS}, self._heard)

    def close(self) -> None:
        """Ends the listening."""
        self._subscription.close()

    def _heard(self, notes: Iterable[Note]) -> None:
        topics = frozenset(note.topic for note in notes)
        if topics - TOPICS:
            self.look()
        if others := topics - {self._own_topic}:
            self._changed(others)

    def follow(self, row: RingRow) -> None:
        """Tells of this ring too, though another screen has claimed it."""
        with self._turn:
            self._mine[row.id] = row

    def look(self) -> None:
        """Reads how things stand and tells what is new; called once after the start, then by the bus."""
        try:
            with self._turn:
                news = self._news()
        except Exception as error:  # the thread must live; the screen says what is wrong
            self._failed(error)
        else:
            self._tell(news)

    def _news(self) -> RingNews:
        office = self._office
        if not may_be_rung(office):
            return RingNews()
        rows = {row.id: row for row in office.call(rings_for)}
        gone = [ring_id for ring_id in self._mine if ring_id not in rows]
        if gone:
            rows |= {row.id: row for row in office.call(show_rings, ring_ids=gone)}
        changed = tuple(row for row in rows.values() if self._mine.get(row.id, row) != row)
        came = tuple(self._claimed(row) for row in rows.values() if self._is_new(row))
        self._mine |= {row.id: row for row in changed}
        self._mine = {ring_id: row for ring_id, row in self._mine.items() if ring_id in rows and _runs(row)}
        return RingNews(tuple(one for one in came if one is not None), changed)

    def _is_new(self, row: RingRow) -> bool:
        return row.id not in self._mine and row.screen is None

    def _claimed(self, row: RingRow) -> tuple[RingRow, WhoCalls] | None:
        who = self._office.call(who_calls, number=row.number)
        if not self._office.call(claim_ring, ring_id=row.id, screen=self._screen):
            return None
        ours = replace(row, screen=self._screen)
        self._mine[row.id] = ours
        return ours, who


def _runs(row: RingRow) -> bool:
    return row.call_ending is CallEnding.RUNNING and row.state in {RingState.RINGING, RingState.ANSWERED}


def warm(office: Office, screen: str) -> None:
    """Does what a ring will do, of nobody: the first statement of a kind costs ten times the later ones."""
    office.call(who_calls, number="+380500000000")
    office.call(client_summary, client_id=0)
    office.call(claim_ring, ring_id=0, screen=screen)


def may_be_rung(office: Office) -> bool:
    """Whether calls are shown to this person at all."""
    return office.actor.id is not None and office.can(Permission.CALLS_RING_CLAIM)
