"""A listener that dies and comes back while calls run: what it may count is bounded by what it heard.

A made-up PBX tells a story with true moments; each life of the listener hears a part of it, reads late by
more or less, and begins with the list of channels as it stood when it was asked for.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass

from crm_tui.domain.call_facts import CallFacts, LegFacts
from crm_tui.pbx.packets import packet_of
from crm_tui.pbx.pretend import Switchboard
from crm_tui.pbx.recordings import Step
from crm_tui.pbx.tracker import Tracker
from tests.pbx.recorded import RULES

Stretch = tuple[float, float]
ROUNDING = 0.002
"""Seconds: the store keeps milliseconds, a stamp microseconds."""


@dataclass(frozen=True, slots=True)
class Life:
    """One connection of the listener: logged in, list asked for, dead; all by the true clock."""

    logged_in: float
    listed: float
    died: float


def told(steps: Iterable[Step]) -> list[Step]:
    """The story's events with their true time in them, as `timestampevents = yes` gives it."""
    return [
        Step(step.at, packet_of([*step.packet.fields, ("Timestamp", f"{step.at:.6f}")]))
        for step in steps
        if step.packet.event and not step.packet.get("actionid")
    ]


def truth(steps: list[Step]) -> dict[str, CallFacts]:
    """The calls as one sees them who never missed anything."""
    return calls_of(steps, [Life(steps[0].at - 2, steps[0].at - 1, steps[-1].at + 1)], lambda: 0.0)


def calls_of(steps: list[Step], lives: list[Life], lag) -> dict[str, CallFacts]:
    """The calls as these lives hear them; each packet is read `lag()` seconds late, in order."""
    tracker, board, calls = Tracker(RULES), Switchboard(), dict[str, CallFacts]()
    events = iter(steps)
    ahead: Step | None = next(events, None)

    def until(moment: float) -> Iterable[Step]:
        nonlocal ahead
        while ahead is not None and ahead.at < moment:
            board.follow(ahead.packet, ahead.at)
            yield ahead
            ahead = next(events, None)

    def look() -> None:
        calls.update({change.after.key: change.after for change in tracker.changes()})

    for life in lives:
        for _unheard in until(life.logged_in):
            pass
        tracker.connected(life.logged_in)
        read_at = life.logged_in

        def read(step: Step, died: float) -> None:
            nonlocal read_at
            read_at = max(read_at, step.at + lag())
            if read_at < died:
                tracker.feed(step.packet, read_at)
                look()

        for step in until(min(life.listed, life.died)):
            read(step, life.died)
        if life.listed < life.died:
            pong = packet_of({"Response": "Success", "Ping": "Pong", "Timestamp": f"{life.listed:.6f}"})
            read(Step(life.listed, pong), life.died)
            for packet in board.list_channels("1", life.listed):
                read(Step(life.listed, packet), life.died)
        for step in until(life.died):
            read(step, life.died)
        tracker.lost()
        look()
    return calls


def random_lives(rng: random.Random, begin: float, end: float) -> list[Life]:
    """Lives of all lengths, the last one long after the story's end."""
    lives, now = [], begin - rng.uniform(0, 3)
    while now < end:
        logged_in = now + rng.choice([0.0, 0.05, 0.5, 2.0]) * rng.random()
        listed = logged_in + rng.choice([0.001, 0.1, 0.7]) * rng.random()
        died = logged_in + rng.choice([0.05, 0.5, 2.0, 8.0]) * rng.random()
        lives.append(Life(logged_in, listed, died))
        now = died
    return [*lives, Life(end + 5, end + 6, end + 20)]


def stretches(leg: LegFacts) -> list[Stretch]:
    return [(begin, leg.ended_at if end is None else end) for begin, end in leg.talks]


def gaps(lives: list[Life]) -> list[Stretch]:
    """When nobody listened: from a death to the next list."""
    edges = [lives[0].logged_in, *(edge for life in lives for edge in (life.listed, life.died))]
    return [(-1e12, lives[0].listed)] + [(a, b) for a, b in zip(edges[2::2], edges[3::2], strict=False)]


def covered(stretch: Stretch, by: Iterable[Stretch]) -> float:
    """Seconds of a stretch that lie in none of these."""
    begin, left = stretch[0], 0.0
    for one in sorted(by):
        if one[0] > begin:
            left += max(0.0, min(one[0], stretch[1]) - begin)
        begin = max(begin, one[1])
        if begin >= stretch[1]:
            return left
    return left + max(0.0, stretch[1] - begin)
