"""Work without a call: entered by hand with start and length (S41)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.errors import ChangedMeanwhile, Refused
from crm_tui.domain.kinds import Role, TalkKind, WorkKind
from crm_tui.domain.kyiv import KYIV, format_length, format_moment, parse_length, parse_moment
from crm_tui.domain.permissions import Actor
from crm_tui.usecases import talk_calls, talks, work
from crm_tui.usecases.office import Office
from crm_tui.usecases.talks import TalkFields
from crm_tui.usecases.work import WorkTime
from tests.conftest import Clock
from tests.factories import Make

HOUR = timedelta(hours=1)


@pytest.fixture
def olha(make: Make) -> Actor:
    return make.actor(Role.SPECIALIST)


@pytest.fixture
def desk(office: Office, olha: Actor) -> Office:
    return office.as_actor(olha)


def test_a_visit_is_a_talk_with_its_own_time(desk: Office, make: Make, clock: Clock) -> None:
    client, service = make.client(), make.service()
    time = WorkTime(WorkKind.VISIT, clock() - 3 * HOUR, timedelta(minutes=80))
    fields = TalkFields(TalkKind.SUPPORT, client_id=client.id, service_id=service.id, text="Оновили програму")
    saved = desk.call(work.add_work, fields=fields, time=time)
    assert saved.overlaps == ()
    (row,) = desk.call(talks.list_talks).rows
    assert row == saved.talk
    assert (row.work, row.started_at, row.talk_ms) == (WorkKind.VISIT, time.started_at, 80 * 60_000)
    assert row.call_id is None
    assert desk.call(talk_calls.show_talk_time, talk_id=row.id).calls == ()


@pytest.mark.parametrize(
    ("back", "length"),
    [(-HOUR, HOUR), (HOUR, 2 * HOUR), (48 * HOUR, 25 * HOUR), (HOUR, timedelta(0)), (HOUR, -HOUR)],
    ids=["in the future", "ends in the future", "over a day", "no length", "less than none"],
)
def test_a_time_that_cannot_be_is_refused(
    desk: Office, make: Make, clock: Clock, back: timedelta, length: timedelta
) -> None:
    time = WorkTime(WorkKind.REMOTE, clock() - back, length)
    fields = TalkFields(TalkKind.SUPPORT, client_id=make.client().id)
    with pytest.raises(Refused):
        desk.call(work.add_work, fields=fields, time=time)
    assert desk.call(talks.list_talks).rows == ()


def test_the_same_time_on_another_own_talk_is_told(
    office: Office, desk: Office, make: Make, olha: Actor, clock: Clock
) -> None:
    client, now = make.client(), clock()
    inside = make.talk(client, olha, started_at=now - 2 * HOUR, talk_ms=60_000)
    before = make.talk(client, olha, started_at=now - 5 * HOUR, talk_ms=2 * 3_600_000)
    make.talk(client, olha, started_at=now - 5 * HOUR, talk_ms=3_600_000)
    make.talk(client, make.actor(Role.SPECIALIST), started_at=now - 2 * HOUR, talk_ms=60_000)
    fields = TalkFields(TalkKind.SUPPORT, client_id=client.id)
    exact = WorkTime(WorkKind.VISIT, now - 3 * HOUR, 2 * HOUR)
    saved = desk.call(work.add_work, fields=fields, time=exact)
    assert [one.id for one in saved.overlaps] == [inside.id], "one that ended as it began is no overlap"
    longer = WorkTime(WorkKind.VISIT, now - 4 * HOUR, 3 * HOUR)
    edited = desk.call(
        work.edit_work, talk_id=saved.talk.id, version=saved.talk.version, fields=fields, time=longer
    )
    assert {one.id for one in edited.overlaps} >= {before.id, inside.id}
    assert saved.talk.id not in {one.id for one in edited.overlaps}


def test_its_author_puts_the_time_right_and_nobody_else(
    office: Office, desk: Office, make: Make, olha: Actor, clock: Clock
) -> None:
    client = make.client()
    fields = TalkFields(TalkKind.SUPPORT, client_id=client.id)
    time = WorkTime(WorkKind.VISIT, clock() - 3 * HOUR, HOUR)
    saved = desk.call(work.add_work, fields=fields, time=time).talk
    better = WorkTime(WorkKind.REMOTE, clock() - 2 * HOUR, HOUR / 2)
    change = {"talk_id": saved.id, "version": saved.version, "fields": fields, "time": better}
    with pytest.raises(Refused):
        office.as_actor(make.actor(Role.HEAD)).call(work.edit_work, **change)
    now = desk.call(work.edit_work, **change).talk
    assert (now.work, now.started_at, now.talk_ms) == (WorkKind.REMOTE, better.started_at, 30 * 60_000)
    with pytest.raises(ChangedMeanwhile):
        desk.call(work.edit_work, **change | {"time": time})
    call = make.talk(client, olha, call_id=make.call().id)
    with pytest.raises(Refused):
        desk.call(work.edit_work, **change | {"talk_id": call.id, "version": 1})


NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("24.11 10:30", datetime(2026, 11, 24, 8, 30, tzinfo=UTC)),
        ("24.11.2025 10.30", datetime(2025, 11, 24, 8, 30, tzinfo=UTC)),
        ("2026-07-01 9:05", datetime(2026, 7, 1, 6, 5, tzinfo=UTC)),
        (" 0:00 ", datetime(2026, 11, 23, 22, 0, tzinfo=UTC)),
        ("25.10 03:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("29.03 03:30", None),
        ("24.11", None),
        ("31.11 10:30", None),
        ("10:60", None),
        ("24:00", None),
        ("учора", None),
        ("", None),
    ],
)
def test_a_moment_of_kyiv_is_read(typed: str, moment: datetime | None) -> None:
    assert parse_moment(typed, now=NOW) == moment


@given(st.integers(946_684_800, 4_102_444_800))
def test_what_is_written_is_read_back(second: int) -> None:
    minute = datetime.fromtimestamp(second, UTC).replace(second=0)
    read = parse_moment(format_moment(minute), now=NOW)
    assert read in {minute, minute - HOUR}, "the hour that comes twice means its first"
    if read != minute:
        assert minute.astimezone(KYIV).fold == 1


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("1:20", 80),
        ("80", 80),
        ("0:05", 5),
        (" 24:00 ", 1440),
        ("1:60", None),
        ("1.5", None),
        ("-5", None),
        ("", None),
    ],
)
def test_a_length_is_read(typed: str, minutes: int | None) -> None:
    assert parse_length(typed) == (None if minutes is None else timedelta(minutes=minutes))
    if minutes is not None:
        assert parse_length(format_length(timedelta(minutes=minutes))) == timedelta(minutes=minutes)
