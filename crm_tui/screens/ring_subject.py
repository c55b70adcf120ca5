"""One ringing (or running, or just ended) call at one person, and what is known of who calls."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from crm_tui.domain.kinds import CallEnding, ClientCertainty, RingState
from crm_tui.usecases.callers import CallerMatch, CallerSummary, WhoCalls
from crm_tui.usecases.rings import RingRow


class RingStage(StrEnum):
    """Where the call stands for this person."""

    RINGING = "ringing"
    TALKING = "talking"
    ENDED = "ended"
    MISSED = "missed"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class RingSubject:
    """What the pop-up is about. `cursor` stands on one of the clients that share the number.

    `summary` belongs to `summary_of`; it is None while that of another client is still being read.
    `talk_saved`: this person has written the talk down.
    """

    ring: RingRow
    who: WhoCalls
    cursor: int = 0
    summary: CallerSummary | None = None
    talk_saved: bool = False

    @property
    def match(self) -> CallerMatch | None:
        """The client under the cursor."""
        matches = self.who.matches
        return matches[min(self.cursor, len(matches) - 1)] if matches else None

    @property
    def needs_choice(self) -> bool:
        """Whether a person must say which of the clients calls before anything is recorded."""
        return len(self.who.matches) > 1 and self.who.certainty is not ClientCertainty.CHOSEN

    @property
    def known_summary(self) -> CallerSummary | None:
        """The summary when it is that of the client under the cursor."""
        match, summary = self.match, self.summary
        return summary if match and summary and summary.client_id == match.client.id else None

    @property
    def stage(self) -> RingStage:
        ring = self.ring
        if ring.state is RingState.ANSWERED_ELSEWHERE:
            return RingStage.ELSEWHERE
        if ring.state is RingState.MISSED:
            return RingStage.MISSED
        if ring.call_ending is not CallEnding.RUNNING:
            return RingStage.ENDED if ring.state is RingState.ANSWERED else RingStage.MISSED
        if ring.state is not RingState.ANSWERED:
            return RingStage.RINGING
        # Handed over: the client talks on, with somebody else.
        handed_over = ring.talk_ended_at is not None and not ring.consulting
        return RingStage.ENDED if handed_over else RingStage.TALKING

    @property
    def runs(self) -> bool:
        """Whether its time still runs."""
        return self.stage in {RingStage.RINGING, RingStage.TALKING}

    def seconds(self, now: datetime) -> float:
        """How long it rings, or how long this person has talked; it stops when the call does."""
        if self.stage is RingStage.ENDED:
            return self.ring.talk_ms / 1000
        begin = self.ring.began_at
        if self.stage is RingStage.TALKING:
            begin = self.ring.talk_began_at or begin
        end = now if self.runs else self.ring.ended_at or now
        return max(0.0, (end - begin).total_seconds())


def subject_of(ring: RingRow, who: WhoCalls) -> RingSubject:
    """A call as it comes in."""
    return RingSubject(ring=ring, who=who, summary=who.summary)


def moved(subject: RingSubject, by: int) -> RingSubject:
    """The cursor on another of the clients."""
    last = len(subject.who.matches) - 1
    return replace(subject, cursor=max(0, min(subject.cursor + by, last)))


def chosen(subject: RingSubject, who: WhoCalls, client_id: int) -> RingSubject:
    """After a person said which client calls (or made or attached one)."""
    place = next((i for i, match in enumerate(who.matches) if match.client.id == client_id), 0)
    return replace(
        subject,
        who=replace(who, certainty=ClientCertainty.CHOSEN),
        cursor=place,
        summary=who.summary,
    )
