"""A call as we keep it against the same call in the PBX's own record: what differs, and what is taken over.

Pure: moments are seconds since the epoch (UTC). What was heard whole is never overwritten; a call during
which nobody listened is completed from the record. A record that breaks off with its PBX bounds a call from
below, as what we heard does: of two such tellings the longer counts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from crm_tui.domain.call_facts import CallFacts, LegFacts, RingFacts
from crm_tui.domain.kinds import CallEnding, CallSource
from crm_tui.domain.kyiv import KYIV

TOLERANCE = 1.0
"""Seconds by which a talk may differ: the record has its own moments, perhaps whole seconds."""
END_TOLERANCE = 2.0
PATIENCE = 600.0
"""Seconds after which a call that is over by the record and runs by ours is one that nobody follows: a living
listener asks the PBX for its list twice in this time."""
SETTLED = 60.0
"""Seconds after its end in which a call that we do not know may still be on its way into the store."""


class Differs(StrEnum):
    """What differs."""

    MISSING_CALL = "missing_call"
    MISSING_LEG = "missing_leg"
    EXTRA_LEG = "extra_leg"
    TALK = "talk"
    ENDING = "ending"
    RESULT = "result"
    RING = "ring"
    TRANSFERS = "transfers"
    NOT_IN_RECORD = "not_in_record"


class Why(StrEnum):
    """Why it differs, as far as the listener's connections tell."""

    NOBODY_LISTENED = "nobody_listened"
    LISTENED_IN_PART = "listened_in_part"
    HEARD_WHOLE = "heard_whole"


class Done(StrEnum):
    """What was done about it."""

    ADDED = "added"
    FILLED = "filled"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: `part` is the extension, where there is one; `ours` and `theirs` as text."""

    differs: Differs
    part: str = ""
    ours: str = ""
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs and why; `taken` is the call as it is to be written (None: nothing is)."""

    differences: tuple[Difference, ...]
    why: Why
    done: Done
    taken: CallFacts | None


Heard = Callable[[float, float], bool]
"""Whether one connection to the PBX lasted from the first moment to the second."""


def compare(
    ours: CallFacts | None, theirs: CallFacts, *, source: CallSource, heard: Heard, now: float
) -> Comparison | None:
    """What is to be said of a call of the record; None: nothing (they agree, or it still runs).

    From CDR only a call that we do not have is taken: it knows neither who talked nor for how long.
    """
    if not theirs.seen_from_start or theirs.ended_at is None:
        return None
    age, whole = now - theirs.ended_at, heard(theirs.began_at, theirs.ended_at)
    if ours is None:
        missing = Difference(Differs.MISSING_CALL, theirs=theirs.result)
        why = Why.HEARD_WHOLE if whole else Why.NOBODY_LISTENED
        return Comparison((missing,), why, Done.ADDED, theirs) if age >= SETTLED else None
    broken_off = theirs.ending is CallEnding.UNKNOWN
    if source is CallSource.CDR or (ours.ending is CallEnding.RUNNING and (broken_off or age < PATIENCE)):
        return None
    theirs = _enlarged(ours, theirs) if broken_off else theirs
    differences = tuple(_differences(ours, theirs))
    if not differences:
        return None
    if ours.ending is CallEnding.ENDED and whole:
        return Comparison(differences, Why.HEARD_WHOLE, Done.REPORTED, None)
    taken = theirs if broken_off else _completed(ours, theirs, heard)
    done = Done.FILLED if any(_differences(ours, taken)) else Done.REPORTED
    return Comparison(differences, Why.LISTENED_IN_PART, done, taken if done is Done.FILLED else None)


def _differences(ours: CallFacts, theirs: CallFacts) -> Iterator[Difference]:
    yield from _legs_differ(ours, theirs)
    if ours.ending is not theirs.ending or _apart(ours.ended_at, theirs.ended_at):
        yield Difference(Differs.ENDING, "", _clock(ours.ended_at, ours.ending), _clock(theirs.ended_at))
    if ours.result is not theirs.result:
        yield Difference(Differs.RESULT, "", ours.result, theirs.result)
    for ring in _new_rings(ours, theirs):
        before = next((one.state for one in ours.rings if one.channel == ring.channel), "")
        yield Difference(Differs.RING, ring.extension, before, ring.state)
    if _handed(ours) != _handed(theirs):
        yield Difference(Differs.TRANSFERS, "", _handed(ours), _handed(theirs))


def _legs_differ(ours: CallFacts, theirs: CallFacts) -> Iterator[Difference]:
    known = {leg.channel: leg for leg in ours.legs}
    for leg in theirs.legs:
        own = known.pop(leg.channel, None)
        if own is None:
            yield Difference(Differs.MISSING_LEG, leg.extension, "", _seconds(_connected(leg)))
        elif abs(_connected(own) - _connected(leg)) > TOLERANCE * 1000 * max(1, len(leg.talks)):
            yield Difference(
                Differs.TALK, leg.extension, _seconds(_connected(own)), _seconds(_connected(leg))
            )
    for own in known.values():
        if _connected(own) > TOLERANCE * 1000:
            yield Difference(Differs.EXTRA_LEG, own.extension, _seconds(_connected(own)), "")


def _completed(ours: CallFacts, theirs: CallFacts, heard: Heard) -> CallFacts:
    """Their call, with what we heard whole of it kept, and the holds that only we know."""
    legs = {leg.channel: leg for leg in ours.legs}
    return replace(
        theirs,
        key=ours.key,
        name=ours.name or theirs.name,
        queue=ours.queue or theirs.queue,
        legs=tuple(_leg(legs.pop(leg.channel, None), leg, heard) for leg in theirs.legs)
        + tuple(leg for leg in legs.values() if leg.ended_at is not None),
        rings=_new_rings(ours, theirs),
    )


def _enlarged(ours: CallFacts, theirs: CallFacts) -> CallFacts:
    """Ours with what only a record that broke off knows of it."""
    legs = {leg.channel: leg for leg in ours.legs}
    for leg in theirs.legs:
        own = legs.get(leg.channel)
        if own is None or _connected(leg) > _connected(own) + TOLERANCE * 1000:
            legs[leg.channel] = _leg(own, leg, lambda _since, _until: False)
    handed_over = max(ours, theirs, key=lambda one: len(one.transfers))
    ends = [one.ended_at for one in (ours, theirs) if one.ended_at is not None]
    rung = {ring.channel for ring in ours.rings}
    return replace(
        theirs,
        key=ours.key,
        number=ours.number or theirs.number,
        name=ours.name or theirs.name,
        queue=ours.queue or theirs.queue,
        answered_at=ours.answered_at or theirs.answered_at,
        ended_at=max(ends) if ours.ending is CallEnding.UNKNOWN else ours.ended_at,
        ending=ours.ending,
        result=theirs.result if theirs.legs and not ours.legs else ours.result,
        wait_ms=ours.wait_ms if ours.answered_at or theirs.answered_at is None else theirs.wait_ms,
        legs=tuple(legs.values()),
        rings=tuple(ring for ring in _new_rings(ours, theirs) if ring.channel not in rung),
        transfers=handed_over.transfers,
        lost_after_transfer=handed_over.lost_after_transfer,
        picked_up_by=ours.picked_up_by or theirs.picked_up_by,
    )


def _new_rings(ours: CallFacts, theirs: CallFacts) -> tuple[RingFacts, ...]:
    """Their rings that we do not have, or have with another outcome."""
    known = {ring.channel: ring.state for ring in ours.rings}
    return tuple(
        ring for ring in theirs.rings if known.get(ring.channel) is not ring.state and not ring.own_dialling
    )


def _leg(own: LegFacts | None, theirs: LegFacts, heard: Heard) -> LegFacts:
    if own is None:
        return theirs
    if own.ended_at is not None and theirs.ended_at is not None and heard(theirs.began_at, theirs.ended_at):
        return own
    return replace(theirs, talk_ms=max(0, theirs.talk_ms - own.hold_ms), hold_ms=own.hold_ms)


def _connected(leg: LegFacts) -> int:
    """Talk with hold, in milliseconds: all that the record knows."""
    return leg.talk_ms + leg.hold_ms


def _apart(ours: float | None, theirs: float | None) -> bool:
    return ours is None or theirs is None or abs(ours - theirs) > END_TOLERANCE


def _handed(call: CallFacts) -> str:
    return ", ".join(f"{one.by} -> {one.to}" for one in call.transfers)


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.1f}"


def _clock(at: float | None, ending: CallEnding = CallEnding.ENDED) -> str:
    if at is None or ending is CallEnding.RUNNING:
        return ""
    shown = f"{datetime.fromtimestamp(at, UTC).astimezone(KYIV):%H:%M:%S}"
    return shown if ending is CallEnding.ENDED else f"{shown}?"
