"""The judge's second look: after `pbx reconcile` every call of the PBX's own record is in the store, once.

What the record tells is read here by its rows alone, so that a fault of our reader of it is a fault found.
"""

import csv
from collections import Counter
from datetime import timedelta
from functools import cached_property

from sqlmodel import Session, select

from crm_tui.domain.call_compare import Differs, Done
from crm_tui.domain.call_facts import CallFacts, LegFacts
from crm_tui.domain.kinds import CallEnding, CallSource
from crm_tui.pbx.reconcile import LONGEST_CALL, Report, reconcile
from crm_tui.pbx.rules import Party
from crm_tui.store import tables as t
from tests.pbx.cel_files import CEL_FIELDS
from tests.pbx.day import BEGIN, Day
from tests.pbx.day_judge import Judge
from tests.pbx.recorded import RULES

NEAR = 1000
"""Milliseconds by which a talk of the record may differ from what the wire told of it."""
TABLES = (t.Call, t.CallLeg, t.Ring, t.CallTransfer, t.Audit)


class RecordJudge:
    """Reconciles the day twice, the second time in vain; `see` raises AssertionError at what must not be."""

    def __init__(self, day: Day, heard: Judge) -> None:
        self.day, self.heard = day, heard
        record = (day.folder / "Master.csv").read_text("utf-8")
        self.rows = list(csv.DictReader(record.splitlines(), CEL_FIELDS))
        day.clock.wish(LONGEST_CALL + 3600)
        day.clock.jump()
        self.office = day.office()
        self.report = self._reconcile()
        self.judge = Judge(day)

    def see(self) -> None:
        self._once_is_enough()
        stored = Counter(call.key for call in self.judge.calls)
        assert set(stored.values()) == {1}
        assert sorted((set(self.clients) | self.heard.must_be_there) - set(stored)) == [], "lost"
        assert sorted(set(stored) - set(self.heard.truth) - set(self.clients)) == [], "nobody told of it"
        for call in self.judge.calls:
            facts = self.heard.truth.get(call.key)
            if facts is None:
                self._born_only(call)
                continue
            legs = {leg.channel_uid: leg for leg in self.judge.legs if leg.call_id == call.id}
            self._call(call, facts)
            if facts.key in self.whole and facts.ended_at is not None:
                self._whole(call, facts, legs)
            else:
                self._cut_short(call, facts, legs)

    @property
    def added(self) -> set[str]:
        """Calls that no listener heard anything of."""
        return {call.key for call in self.judge.calls} - {call.key for call in self.heard.calls}

    # --- what the record tells

    @cached_property
    def clients(self) -> dict[str, set[str]]:
        """The Uniqueids of the client's channels, by the call's key: the Linkedid of their birth."""
        found: dict[str, set[str]] = {}
        for row in self.rows:
            if row["eventname"] == "CHAN_START" and RULES.party(row["channel"])[0] is Party.CLIENT:
                found.setdefault(row["linkedid"], set()).add(row["uniqueid"])
        return found

    @cached_property
    def whole(self) -> set[str]:
        """Calls whose end stands in the record; the PBX died in the others."""
        over = {row["uniqueid"] for row in self.rows if row["eventname"] in ("HANGUP", "CHAN_END")}
        return {key for key, uids in self.clients.items() if uids <= over}

    # --- what must hold

    def _reconcile(self) -> Report:
        since, until = BEGIN - timedelta(hours=1), self.day.clock.now()
        return reconcile(self.office, since=since, until=until, cel=str(self.day.folder / "Master.csv"))

    def _once_is_enough(self) -> None:
        before = self._everything()
        again = self._reconcile()
        assert {one.done for one in again.findings} <= {Done.REPORTED}
        assert self._everything() == before
        # What we heard and the record lacks was told in the moment in which the PBX died.
        told = [one for one in again.findings if one.differs is not Differs.NOT_IN_RECORD]
        assert told == [], "the record and what was heard whole differ"
        assert {one.key for one in again.findings} <= set(self.heard.truth) - set(self.clients)

    def _everything(self) -> list:
        with Session(self.day.store.engine) as session:
            asked = (select(model).order_by(model.id) for model in TABLES)
            return [row.model_dump() for one in asked for row in session.exec(one)]

    def _call(self, call: t.Call, facts: CallFacts) -> None:
        assert (call.source is CallSource.CEL) or call.key not in self.added, "its source is not told"
        # A channel of which nothing but its birth was told: whom it was to reach nobody knows.
        if call.number or facts.key in self.whole:
            assert (call.number, call.direction) == (facts.number, facts.direction)
            assert call.client_id == self.day.clients[facts.number]
        assert call.talk_ms == sum(leg.talk_ms for leg in self.judge.legs if leg.call_id == call.id)

    def _whole(self, call: t.Call, facts: CallFacts, legs: dict[str, t.CallLeg]) -> None:
        assert (call.ending, call.result) == (CallEnding.ENDED, facts.result)
        assert set(legs) == {leg.channel for leg in facts.legs}
        for real in facts.legs:
            leg = legs[real.channel]
            assert self._person(leg, real)
            apart = abs(leg.talk_ms + leg.hold_ms - real.talk_ms - real.hold_ms)
            assert apart <= NEAR * len(real.talks), (facts.key, real.extension)
        rings = {(one.channel_uid, one.state) for one in self.judge.rings if one.call_id == call.id}
        assert rings == {(one.channel, one.state) for one in facts.rings if not one.own_dialling}

    def _born_only(self, call: t.Call) -> None:
        """The record tells of a channel's birth before the wire does, and the PBX died between the two."""
        assert (call.source, call.ending) == (CallSource.CEL, CallEnding.UNKNOWN)
        assert (call.talk_ms, [leg for leg in self.judge.legs if leg.call_id == call.id]) == (0, [])

    def _cut_short(self, call: t.Call, facts: CallFacts, legs: dict[str, t.CallLeg]) -> None:
        """Its end is marked as unknown, unless wire or record had it in the instant in which the PBX died."""
        told = facts.ended_at is not None or facts.key in self.whole
        assert call.ending is CallEnding.UNKNOWN or told
        real = {leg.channel: leg for leg in facts.legs}
        for uid, leg in legs.items():
            if uid not in real:
                # The record had it an instant before the wire, and the PBX died in between.
                assert leg.talk_ms + leg.hold_ms <= NEAR
                assert leg.extension == self._extension(uid)
                continue
            assert self._person(leg, real[uid])
            most = self.judge.end_of(real[uid].ended_at, real[uid].began_at) - real[uid].began_at
            assert leg.talk_ms + leg.hold_ms <= 1000 * most + NEAR

    def _extension(self, uid: str) -> str:
        return next(RULES.party(row["channel"])[1] for row in self.rows if row["uniqueid"] == uid)

    def _person(self, leg: t.CallLeg, real: LegFacts) -> bool:
        return (leg.extension, leg.employee_id) == (real.extension, self.day.people.get(real.extension))
