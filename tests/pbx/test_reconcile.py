"""Given a listener that was away, when its calls are compared with the PBX's record, then none is missing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from crm_tui.domain.call_compare import Differs, Done, Why
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import CallEnding, CallResult, CallSource, Role
from crm_tui.pbx.reconcile import LONGEST_CALL, Report, reconcile, record_of, summary
from crm_tui.pbx.recorder import Recorder
from crm_tui.pbx.recordings import Step
from crm_tui.store import tables as t
from crm_tui.usecases.office import Office
from tests.pbx.cel_files import cdr_file, cel_file
from tests.pbx.recorded import NAMES, instants, recording, replayed

LATER = timedelta(hours=1)
NOT_IN_CEL = {"i_click_to_dial_bad_channel"}
"""A phone that does not exist has no channel, so the PBX's record knows nothing."""
NO_WHOLE_CALL = {"n_killed", "p_connect_mid_call", "l_internal"}
WHOLE = [name for name in NAMES if name not in NOT_IN_CEL | NO_WHOLE_CALL]
MANY_PARTS = ["e_queue_answered", "g_blind_transfer_ami", "h_attended_transfer_refer", "k_pickup"]
AWAY = [name for name in WHOLE if not name.startswith(("b_", "c_", "d_", "m_"))]


class Place:
    """An office with a clock, whose listener can be away."""

    def __init__(self, store, make, clock, folder) -> None:
        self.people = [make.actor(Role.OPERATOR, extensions=(one,)) for one in ("201", "202", "203")]
        self.office = Office(store=store, settings=store.settings, actor=make.actor(Role.ADMIN), clock=clock)
        self.clock, self.folder = clock, folder

    def hear(self, steps: list[Step], *, recorder: Recorder | None = None) -> Recorder:
        """One connection that hears these steps and is then cut."""
        recorder = recorder or Recorder(self.office)
        if not steps:
            return recorder
        self._at(steps[0].at)
        recorder.opened("")
        for instant in instants(steps):
            self._at(instant[0].at)
            recorder.take([step.packet for step in instant], instant[0].at)
        recorder.closed("cut", steps[-1].at)
        return recorder

    def reconcile(self, name: str, *, at: datetime | None = None, **options) -> Report:
        """An hour after the recording's end, or at another moment."""
        file = cel_file(self.folder, name)
        self.clock.now = at or datetime.fromtimestamp(recording(name).closed_at, UTC) + LATER
        begin = datetime.fromtimestamp(recording(name).steps[0].at - 60, UTC)
        return reconcile(self.office, since=begin, until=self.clock(), cel=str(file), **options)

    def rows(self, model: type) -> list:
        with Session(self.office.store.engine) as session:
            return list(session.exec(select(model).order_by(model.id)))

    def told(self) -> list[tuple]:
        """All that is promised of calls, lengths apart."""
        return sorted(
            (
                call.key, call.direction, call.number, call.result, call.ending, call.picked_up_by,
                call.lost_after_transfer,
                sorted(one.extension for one in self.rows(t.CallLeg) if one.call_id == call.id),
                sorted((one.extension, one.state) for one in self.rows(t.Ring) if one.call_id == call.id),
                [(one.kind, one.by_extension, one.to_extension)
                 for one in self.rows(t.CallTransfer) if one.call_id == call.id],
            )
            for call in self.rows(t.Call)
        )  # fmt: skip

    def connected(self) -> dict[str, int]:
        """Talk with hold by channel: all that the record can tell."""
        return {leg.channel_uid: leg.talk_ms + leg.hold_ms for leg in self.rows(t.CallLeg)}

    def everything(self) -> list:
        tables = (t.Call, t.CallLeg, t.Ring, t.CallTransfer, t.Audit)
        return [row.model_dump() for model in tables for row in self.rows(model)]

    def _at(self, seconds: float) -> None:
        self.clock.now = datetime.fromtimestamp(seconds, UTC)


@pytest.fixture
def place(store, make, clock, tmp_path) -> Place:
    return Place(store, make, clock, tmp_path)


@pytest.fixture
def quick_place(sqlite_store, clock, tmp_path) -> Place:
    from tests.factories import Make

    return Place(sqlite_store, Make(sqlite_store, clock), clock, tmp_path)


def expected(name: str) -> list[tuple]:
    """What the tracker tells of the whole recording, in the form of `Place.told`."""
    return sorted(
        (
            call.key, call.direction, call.number, call.result, call.ending, call.picked_up_by,
            call.lost_after_transfer, sorted(leg.extension for leg in call.legs),
            sorted((ring.extension, ring.state) for ring in call.rings if not ring.own_dialling),
            [(one.kind, one.by, one.to) for one in call.transfers],
        )
        for call in replayed(name).calls
    )  # fmt: skip


def expected_connected(name: str) -> dict:
    legs = (leg for call in replayed(name).calls for leg in call.legs)
    return {leg.channel: pytest.approx(leg.talk_ms + leg.hold_ms, abs=300) for leg in legs}


@pytest.mark.parametrize("name", AWAY)
def test_what_was_heard_whole_does_not_differ(quick_place, name):
    quick_place.hear(list(recording(name).steps))
    before = quick_place.everything()
    report = quick_place.reconcile(name)
    assert (report.calls, report.findings) == (len(replayed(name).calls), ())
    assert quick_place.everything() == before


@pytest.mark.parametrize("name", WHOLE)
def test_calls_that_nobody_heard_are_added_and_marked(quick_place, name):
    report = quick_place.reconcile(name)
    assert report.added == len(replayed(name).calls) == report.calls
    assert {one.why for one in report.findings} == {Why.NOBODY_LISTENED}
    assert {call.source for call in quick_place.rows(t.Call)} == {CallSource.CEL}
    assert quick_place.told() == expected(name)
    assert quick_place.connected() == expected_connected(name)
    after = quick_place.everything()
    again = quick_place.reconcile(name)
    assert again.findings == ()
    assert quick_place.everything() == after


@pytest.mark.parametrize("name", MANY_PARTS)
def test_a_listener_killed_in_the_middle_is_made_good(place, name):
    steps = list(recording(name).steps)
    place.hear(steps[: len(steps) // 2])
    report = place.reconcile(name)
    assert place.told() == expected(name)
    assert place.connected() == expected_connected(name)
    assert {one.done for one in report.findings} <= {Done.ADDED, Done.FILLED}
    after = place.everything()
    assert place.reconcile(name).findings == ()
    assert place.everything() == after


@pytest.mark.parametrize("name", AWAY)
def test_wherever_it_was_away_the_store_is_whole_again(quick_place, name):
    """The listener is away for the middle third and comes back without a list."""
    steps = list(recording(name).steps)
    third = len(steps) // 3
    recorder = quick_place.hear(steps[:third])
    quick_place.hear(steps[2 * third :], recorder=recorder)
    quick_place.reconcile(name)
    assert quick_place.told() == [
        # A dialling of which only the answer was heard has a key of ours.
        (told[0] if told[0].startswith("originate:") else call[0], *call[1:])
        for told, call in zip(quick_place.told(), expected(name), strict=True)
    ]
    assert quick_place.connected() == expected_connected(name)
    assert quick_place.reconcile(name).findings == ()


def test_what_was_told_of_the_hold_stays(place):
    """The call was heard but for its end: the hold is known to us alone, the end to the record."""
    steps = list(recording("k_hold").steps)
    cut = next(n for n, step in enumerate(steps) if step.packet.event == "bridgeleave")
    place.hear(steps[:cut])
    place.reconcile("k_hold")
    (leg,) = place.rows(t.CallLeg)
    assert (leg.talk_ms, leg.hold_ms) == (pytest.approx(2000, abs=300), pytest.approx(2000, abs=300))
    (call,) = place.rows(t.Call)
    assert (call.ending, call.source) == (CallEnding.ENDED, CallSource.CEL)
    assert call.talk_ms == leg.talk_ms


@pytest.mark.parametrize("heard", [True, False])
def test_a_number_that_rings_nobody_does_not_differ_for_it(place, make, heard):
    """Its phones rang at the PBX, for an instant or for long; with us they never do."""
    make.save(t.BlockedNumber(e164="+380671234567", blocked_at=place.clock()))
    if heard:
        place.hear(list(recording("c_no_answer").steps))
    report = place.reconcile("c_no_answer")
    assert [one.differs for one in report.findings] == ([] if heard else [Differs.MISSING_CALL])
    assert place.reconcile("c_no_answer").findings == ()
    assert place.rows(t.Ring) == []


def test_a_lost_end_is_known_again(place):
    name, steps = "a_inbound_answered", list(recording("a_inbound_answered").steps)
    cut = next(n for n, step in enumerate(steps) if step.packet.event == "bridgeleave")
    recorder = place.hear(steps[:cut])
    place.hear(list(recording("n_killed_after").steps[:0]), recorder=recorder)
    with_end_lost(place)
    report = place.reconcile(name)
    (ending,) = [one for one in report.findings if one.differs is Differs.ENDING]
    assert (ending.why, ending.done) == (Why.LISTENED_IN_PART, Done.FILLED)
    assert place.told() == expected(name)


def with_end_lost(place: Place) -> None:
    with Session(place.office.store.engine.execution_options(write=True)) as session:
        (call,) = session.exec(select(t.Call)).all()
        call.ending, call.ended_at, call.result = CallEnding.UNKNOWN, call.answered_at, CallResult.ANSWERED
        session.add(call)
        session.commit()


def test_what_was_heard_whole_is_told_and_never_overwritten(place):
    name = "a_inbound_answered"
    place.hear(list(recording(name).steps))
    with Session(place.office.store.engine.execution_options(write=True)) as session:
        (leg,) = session.exec(select(t.CallLeg)).all()
        leg.talk_ms = 9000
        session.add(leg)
        session.commit()
    before = place.everything()
    (finding,) = place.reconcile(name).findings
    assert (finding.differs, finding.part, finding.ours, finding.theirs) == (
        Differs.TALK,
        "201",
        "9.0",
        "3.0",
    )
    assert (finding.why, finding.done) == (Why.HEARD_WHOLE, Done.REPORTED)
    assert place.everything() == before


def test_a_call_that_died_with_its_pbx_is_added_when_surely_nothing_follows(place):
    """Its end is in no record: what was told of it bounds it, and the end is marked as unknown."""
    name = "n_killed"
    assert place.reconcile(name).findings == ()
    place.clock.tick(LONGEST_CALL)
    for added in (1, 0):
        assert place.reconcile(name, at=place.clock()).added == added
    (call,), (leg,) = place.rows(t.Call), place.rows(t.CallLeg)
    assert (call.ending, call.result, call.source) == (
        CallEnding.UNKNOWN,
        CallResult.ANSWERED,
        CallSource.CEL,
    )
    assert (leg.extension, leg.talk_ms, call.ended_at) == ("201", pytest.approx(0, abs=1), leg.ended_at)


@pytest.mark.parametrize("heard", ["all", "ringing"])
def test_of_a_call_that_died_with_its_pbx_the_longer_telling_counts(place, heard):
    """The listener heard it to the end, or was cut off before they talked: then the record knows more."""
    name, steps = "n_killed", list(recording("n_killed").steps)
    met = next(n for n, step in enumerate(steps) if step.packet.event == "dialend")
    recorder = place.hear(steps if heard == "all" else steps[:met])
    after = recording(f"{name}_after")
    place.hear(list(after.steps), recorder=recorder)
    before = place.everything()
    (call,) = (one for one in place.rows(t.Call) if one.number)
    place._at(after.closed_at + LONGEST_CALL + 60)
    report = place.reconcile(name, at=place.clock())
    if heard == "all":
        assert (report.findings, place.everything()) == ((), before)
        return
    assert {one.done for one in report.findings} == {Done.FILLED}
    filled = place.rows(t.Call)[0]
    assert (call.result, filled.result) == (CallResult.MISSED, CallResult.ANSWERED)
    assert (filled.ending, filled.talk_ms) == (CallEnding.UNKNOWN, pytest.approx(0, abs=1))
    assert [leg.extension for leg in place.rows(t.CallLeg)] == ["201"]
    assert place.reconcile(name, at=place.clock()).findings == ()


def test_a_long_call_is_not_taken_for_one_that_died(place):
    """It runs, by us and by the record, and nobody does anything for half a day."""
    steps = list(recording("n_killed").steps)
    place.hear(steps)
    before = place.everything()
    place._at(steps[-1].at + 2 * LONGEST_CALL)
    assert place.reconcile("n_killed", at=place.clock()).findings == ()
    assert place.everything() == before


def test_a_dry_run_writes_nothing(place):
    before = place.everything()
    report = place.reconcile("g_blind_transfer_ami", dry_run=True)
    assert (report.added, report.dry_run) == (1, True)
    assert place.everything() == before
    assert "dry run" in summary(report)


def test_a_call_that_still_runs_is_left_alone(place):
    name, steps = "a_inbound_answered", list(recording("a_inbound_answered").steps)
    cut = next(n for n, step in enumerate(steps) if step.packet.event == "bridgeleave")
    place.hear(steps[:cut])
    before = place.everything()
    file = cel_file(place.folder, name)
    place._at(recording(name).closed_at + 60)
    begin = datetime.fromtimestamp(steps[0].at - 60, UTC)
    report = reconcile(place.office, since=begin, until=place.clock(), cel=str(file))
    assert report.findings == ()
    assert place.everything() == before


def test_a_call_on_its_way_into_the_store_is_not_added_before_it(place):
    name = "b_caller_gives_up"
    file, story = cel_file(place.folder, name), recording(name)
    place._at(story.closed_at + 5)
    begin = datetime.fromtimestamp(story.steps[0].at - 60, UTC)
    assert reconcile(place.office, since=begin, until=place.clock(), cel=str(file)).findings == ()


def test_the_listener_that_comes_later_does_not_undo_it(place):
    """A new listener folds the journal of unfinished calls again; what the record completed stays."""
    name, steps = "g_blind_transfer_ami", list(recording("g_blind_transfer_ami").steps)
    place.hear(steps[: len(steps) // 2])
    place.reconcile(name)
    after = place.told()
    recorder = Recorder(place.office)
    recorder.rebuild()
    place.hear(steps[: len(steps) // 2], recorder=recorder)
    assert place.told() == after
    assert place.reconcile(name).findings == ()


def test_a_call_that_the_record_does_not_have_is_told(place):
    """CEL was switched off for one channel, or its file lost lines."""
    place.hear(list(recording("j_two_calls_interleaved").steps))
    file = cel_file(place.folder, "j_two_calls_interleaved")
    first, _second = sorted(replayed("j_two_calls_interleaved").calls, key=lambda one: one.began_at)
    kept = [line for line in file.read_text("utf-8").splitlines() if f'"{first.key}"' not in line]
    file.write_text("\n".join(kept), "utf-8")
    place.clock.tick(3600)
    begin = datetime.fromtimestamp(first.began_at - 60, UTC)
    report = reconcile(place.office, since=begin, until=place.clock(), cel=str(file))
    # The record begins with the second call here, so of the first one it cannot be said that it lacks it.
    assert report.findings == ()
    other = cel_file(place.folder, "a_inbound_answered").read_text("utf-8").splitlines()[0]
    earlier = other.replace(other.split(",")[1], f'"{first.began_at - 30:.6f}"')
    file.write_text("\n".join([earlier, *kept]), "utf-8")
    (finding,) = reconcile(place.office, since=begin, until=place.clock(), cel=str(file)).findings
    assert (finding.key, finding.differs, finding.done) == (first.key, Differs.NOT_IN_RECORD, Done.REPORTED)


def test_a_call_whose_key_was_lost_is_found_by_its_channels(place):
    """We came in the middle, when a transfer had already given the channels another Linkedid."""
    name = "g_blind_transfer_ami"
    place.hear(list(recording(name).steps))
    with Session(place.office.store.engine.execution_options(write=True)) as session:
        (call,) = session.exec(select(t.Call)).all()
        call.key = "1795454999.1"
        session.add(call)
        session.commit()
    assert place.reconcile(name).findings == ()
    assert len(place.rows(t.Call)) == 1


def test_the_client_of_an_added_call_is_known(place, make):
    client = make.known(e164="+380671234567")
    place.reconcile("b_caller_gives_up")
    (call,) = place.rows(t.Call)
    assert (call.client_id, call.e164) == (client.id, "+380671234567")


def test_time_of_an_added_talk_comes_to_its_person(place, make):
    place.reconcile("a_inbound_answered")
    (leg,) = place.rows(t.CallLeg)
    assert leg.employee_id == place.people[0].id


def test_without_cel_the_cdr_tells_that_a_call_was(place):
    name = "a_inbound_answered"
    file, story = cdr_file(place.folder, name), recording(name)
    office = replace(place.office, settings=with_utc(place.office.settings))
    place._at(story.closed_at + 3600)
    begin = datetime.fromtimestamp(story.steps[0].at - 60, UTC)
    report = reconcile(office, since=begin, until=place.clock(), cdr=str(file))
    assert (report.source, report.added) == (CallSource.CDR, 1)
    (call,) = place.rows(t.Call)
    assert (call.source, call.result, call.talk_ms) == (CallSource.CDR, CallResult.ANSWERED, 0)
    assert reconcile(office, since=begin, until=place.clock(), cdr=str(file)).findings == ()
    # When CEL is there later, it completes what CDR could not know.
    place.reconcile(name)
    assert place.told() == expected(name)
    assert {one.source for one in place.rows(t.Call)} == {CallSource.CEL}


def with_utc(settings):
    return replace(settings, pbx=replace(settings.pbx, record_timezone="UTC"))


def test_a_zone_that_does_not_exist_is_refused_before_anything(place):
    office = replace(
        place.office,
        settings=replace(
            place.office.settings, pbx=replace(place.office.settings.pbx, record_timezone="Kyiv/Podil")
        ),
    )
    now = place.clock()
    with pytest.raises(Refused, match="record_timezone"):
        reconcile(office, since=now - LATER, until=now, cel="nosuch.csv")


def test_what_is_asked_for_wins_over_the_settings(store):
    pbx = replace(store.settings.pbx, cel="/var/log/cel.csv", cdr="/var/log/cdr.csv")
    assert record_of(pbx) == ("/var/log/cel.csv", "")
    assert record_of(pbx, cdr="other.csv") == ("", "other.csv")
    assert record_of(store.settings.pbx) == ("", "")


def test_a_recording_that_holds_no_line_says_so(place, tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_text("", "utf-8")
    now = place.clock()
    report = reconcile(place.office, since=now - LATER, until=now, cel=str(empty))
    assert "nothing of this period" in summary(report)
