"""The judge of a day: the PBX's own record of all it told, beside what the store holds."""

import json
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from sqlmodel import Session, select

from crm_tui.domain.call_facts import CallFacts
from crm_tui.domain.kinds import CallEnding, CallResult, Direction
from crm_tui.pbx.packets import Packet
from crm_tui.pbx.rules import Party
from crm_tui.pbx.tracker import Tracker
from crm_tui.store import tables as t
from tests.pbx.day import Day
from tests.pbx.gaps import ROUNDING, Stretch, covered
from tests.pbx.recorded import RULES

FOREVER = 1e11


class Judge:
    """Looks once at the end of a day; `see` raises AssertionError at what must not be."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.lives = [
            [json.loads(line) for line in file.read_text("utf-8").splitlines()]
            for file in sorted(day.folder.glob("told-*"))
        ]
        self.told = [text for life in self.lives for text in life]
        with Session(day.store.engine) as session:
            self.calls = list(session.exec(select(t.Call)))
            self.legs = list(session.exec(select(t.CallLeg)))
            self.rings = list(session.exec(select(t.Ring)))
            self.journal = list(session.exec(select(t.Journal).order_by(t.Journal.id)))
            self.drafts = list(session.exec(select(t.Draft)))
        self.by_id = {call.id: call for call in self.calls}

    def see(self) -> None:
        self._journal_has_no_hole()
        stored = {call.key for call in self.calls}
        assert sorted(self.must_be_there - stored) == [], "lost"
        assert sorted(stored - set(self.truth)) == [], "of which the PBX told nothing"
        assert len({call.key for call in self.calls}) == len(self.calls)
        for call in self.calls:
            self._call(call, self.truth[call.key])
        for leg in self.legs:
            self._leg(leg, self.truth[self.by_id[leg.call_id].key])
        for ring in self.rings:
            facts = self.truth[self.by_id[ring.call_id].key]
            rang = {one.extension for one in facts.rings if one.channel == ring.channel_uid}
            assert ring.extension in rang or facts.key not in self.must_be_there
            assert ring.employee_id == self.day.people[ring.extension]
        self._screens()

    # --- the truth

    @cached_property
    def truth(self) -> dict[str, CallFacts]:
        """The calls as one sees them who never missed a packet; of a PBX that died, as far as it came."""
        calls: dict[str, CallFacts] = {}
        for life in self.lives:
            tracker = Tracker(RULES)
            tracker.connected(0.0)
            for text in life:
                tracker.feed(Packet(text), 0.0)
                calls |= {change.after.key: change.after for change in tracker.changes()}
        return calls

    @cached_property
    def must_be_there(self) -> set[str]:
        """Calls that were on the wire while somebody listened: the client's channel told of by birth or list.

        A call that lived and died unheard is known to the PBX's own record only; `pbx reconcile` adds it.
        """
        heard = (Packet(row.packet) for row in self.journal)
        named = (one for one in heard if one.event in ("newchannel", "coreshowchannel"))
        told = {one.get("linkedid") for one in named if RULES.party(one.get("channel"))[0] is Party.CLIENT}
        return {key for key in self.truth if key in told}

    @cached_property
    def held(self) -> set[str]:
        """Channels that put the client on hold at any time."""
        packets = map(Packet, self.told)
        return {packet.get("uniqueid") for packet in packets if packet.event == "hold"}

    @cached_property
    def gaps(self) -> list[Stretch]:
        """When nobody listened: from the last packet of a connection to the list of the next that has one."""
        place = {text: number for number, text in enumerate(self.told)}
        found: list[Stretch] = []
        since, connection, pong, open_since = -FOREVER, 0, 0.0, None
        for row in self.journal:
            packet = Packet(row.packet)
            stamp = float(packet.get("timestamp") or 0.0)
            if row.connection_id != connection:
                connection, open_since = row.connection_id, since if open_since is None else open_since
            if not packet.event and "ping" in packet.index:
                pong = stamp
            if packet.event == "coreshowchannelscomplete" and open_since is not None:
                found.append((open_since, pong))
                open_since = None
            if stamp and (row.packet in place or "ping" in packet.index):
                since = stamp
        return [*found, (since, FOREVER)]

    @property
    def heard_whole(self) -> int:
        """Calls of which nothing fell into a gap: these are judged to the millisecond."""
        return sum(not self._was_unheard(facts) for facts in self.truth.values())

    # --- what must hold

    def _journal_has_no_hole(self) -> None:
        """What a connection brought is there in its order, each packet once."""
        place = {text: number for number, text in enumerate(self.told)}
        last: dict[int, int] = {}
        for row in self.journal:
            if row.packet in place:
                at = place[row.packet]
                assert at == last.get(row.connection_id, at - 1) + 1, "a hole in the journal, or a repetition"
                last[row.connection_id] = at

    def _call(self, call: t.Call, facts: CallFacts) -> None:
        # Of one that was known by a change of state alone nobody can tell who called whom.
        assert call.direction is facts.direction or call.key not in self.must_be_there
        if call.number or facts.direction is Direction.INCOMING:
            assert call.number == facts.number
            assert call.client_id == self.day.clients[call.number]
        else:
            # Only the birth of the channel was heard; whom it was to reach is told a moment later.
            assert (call.client_id, call.ending) == (None, CallEnding.UNKNOWN)
        assert call.ending in (CallEnding.ENDED, CallEnding.UNKNOWN)
        assert call.result is not CallResult.ANSWERED or facts.legs
        if not self._was_unheard(facts):
            assert (call.ending, call.result) == (facts.ending, facts.result)
            assert abs(call.talk_ms - sum(leg.talk_ms for leg in facts.legs)) <= 1000 * ROUNDING * 3
        elif facts.ended_at is None:
            assert call.ending is CallEnding.UNKNOWN, "its PBX died, so nobody knows its end"

    def _was_unheard(self, facts: CallFacts) -> bool:
        """Whether a part of the call fell into a gap, or its PBX died in it."""
        if facts.ended_at is None:
            return True
        return any(a <= facts.ended_at and b >= facts.began_at for a, b in self.gaps)

    def _leg(self, leg: t.CallLeg, facts: CallFacts) -> None:
        """Not longer than the truth and the time when nobody listened, to the millisecond."""
        (real,) = (one for one in facts.legs if one.channel == leg.channel_uid)
        assert (leg.extension, leg.employee_id) == (real.extension, self.day.people.get(real.extension))
        begin, end = real.began_at, self.end_of(real.ended_at, real.began_at)
        talks = [(a, end if b is None else b) for a, b in real.talks]
        unheard = [(max(a, begin), min(b, end)) for a, b in self.gaps if min(b, end) > max(a, begin)]
        # No list tells who is on hold; a hold that its PBX did not outlive has no length here.
        held = [(begin, end)] if leg.channel_uid in self.held or not talks else []
        allowed = end - begin - covered((begin, end), [*talks, *unheard, *held])
        assert leg.began_at.timestamp() >= begin - ROUNDING
        assert leg.ended_at.timestamp() <= end + ROUNDING
        near = [(a, b) for a, b in self.gaps if b >= begin - 5 and a <= end + 5]
        told = (facts.key, leg.channel_uid, leg.talk_ms, allowed, leg.talk_began_at, real, near)
        assert leg.talk_ms <= 1000 * (allowed + 2 * ROUNDING), told

    def end_of(self, told: float | None, began: float) -> float:
        """A talk that had no end was ended by the death of its PBX."""
        if told is not None:
            return told
        return self.day.deaths[bisect_left(self.day.deaths, began)]

    def _screens(self) -> None:
        """What a screen said to be kept is kept, whoever died afterwards; each under its own call."""
        stored = {(one.employee_id, int(one.subject)): one.body for one in self.drafts}
        for employee_id, ring_id, typed in self._kept():
            assert stored[employee_id, ring_id] == typed
        rings = {ring.id: ring for ring in self.rings}
        for (employee_id, ring_id), typed in stored.items():
            call = self.by_id[rings[ring_id].call_id]
            assert typed == f"{call.id} {call.number}"
            assert rings[ring_id].employee_id == employee_id

    def _kept(self) -> Iterator[tuple[int, int, str]]:
        for employee_id in self.day.people.values():
            file = self.day.folder / f"kept-{employee_id}"
            for line in file.read_text("utf-8").splitlines() if file.exists() else []:
                ring_id, _, typed = line.partition(" ")
                yield employee_id, int(ring_id), typed
