"""Colleagues and queues as the screens get them: who is free, who waits, what was lost today."""

from datetime import datetime, timedelta

import pytest

from crm_tui.domain.kinds import CallEnding, CallResult, Direction, PresenceState, RingState, Role
from crm_tui.domain.permissions import Actor
from crm_tui.domain.presence import NOTHING_KNOWN, PresenceFacts, QueueCaller
from crm_tui.usecases.calls import list_calls
from crm_tui.usecases.office import Office
from crm_tui.usecases.presence import Colleague, colleagues
from crm_tui.usecases.presence_record import forget_presence
from crm_tui.usecases.queues import QueueRow, queues
from tests.conftest import Clock
from tests.factories import Make
from tests.screens.pretended_pbx import PretendedPbx, member, phone

S = PresenceState


@pytest.fixture
def pbx(office: Office) -> PretendedPbx:
    return PretendedPbx(office)


@pytest.fixture
def olena(make: Make) -> Actor:
    return make.actor(Role.OPERATOR, extensions=("201", "211"), full_name="Олена Коваль")


def the_one(office: Office) -> Colleague:
    (row,) = office.call(colleagues).rows
    return row


def queue(office: Office, name: str | None) -> QueueRow:
    found = office.call(queues)
    return found.total if name is None else next(row for row in found.rows if row.queue == name)


def test_of_two_telephones_the_busier_says_how_a_person_is(
    office: Office, pbx: PretendedPbx, olena: Actor, clock: Clock
):
    pbx.tells(PresenceFacts(extensions=(phone("201", S.FREE, clock()), phone("211", S.AWAY, clock()))))
    assert (the_one(office).name, the_one(office).state, the_one(office).extensions) == (
        "Олена Коваль",
        S.FREE,
        ("201", "211"),
    )
    pbx.tells(
        PresenceFacts(extensions=(phone("201", S.FREE, clock()), phone("211", S.TALKING, clock.tick())))
    )
    assert (the_one(office).state, the_one(office).since) == (S.TALKING, clock())


def test_whom_a_colleague_talks_to_comes_from_the_call(
    office: Office, pbx: PretendedPbx, olena: Actor, make: Make, clock: Clock
):
    client = make.known("Ромашка", "+380671234567")
    call = make.call(client_id=client.id, number="+380671234567", e164="+380671234567", ended_at=None,
                     ending=CallEnding.RUNNING, result=CallResult.TALKING)  # fmt: skip
    make.leg(call, employee_id=olena.id, extension="201", talk_began_at=clock(), ended_at=None)
    pbx.tells(PresenceFacts(extensions=(phone("201", S.TALKING, clock() - timedelta(seconds=9)),)))
    row = the_one(office)
    assert row.call is not None
    assert row.call.client is not None
    assert (row.call.call_id, row.call.client.name, row.since) == (call.id, "Ромашка", clock())


def test_a_ringing_call_is_named_while_it_rings(
    office: Office, pbx: PretendedPbx, olena: Actor, make: Make, clock: Clock
):
    call = make.call(number="+380509998877", e164="+380509998877", ended_at=None, answered_at=None,
                     ending=CallEnding.RUNNING, result=CallResult.RINGING)  # fmt: skip
    make.ring(call, olena, extension="201", state=RingState.RINGING)
    pbx.tells(PresenceFacts(extensions=(phone("201", S.RINGING, clock()),)))
    row = the_one(office)
    assert row.call is not None
    assert (row.call.number, row.call.client, row.call.talk_began_at) == ("+380509998877", None, None)
    pbx.tells(PresenceFacts(extensions=(phone("201", S.FREE, clock()),)))
    assert the_one(office).call is None


def test_without_a_line_nobody_is_taken_for_free(
    office: Office, pbx: PretendedPbx, olena: Actor, clock: Clock
):
    pbx.tells(PresenceFacts(extensions=(phone("201", S.FREE, clock()),), queues=("support",)))
    clock.tick(60)
    pbx.line("down")
    found = office.call(colleagues)
    assert (found.line.known, found.line.since) == (False, clock())
    assert (found.rows[0].state, found.rows[0].since) == (S.UNKNOWN, clock())
    assert queue(office, None).free is None
    assert office.call(queues).rows == ()


def test_a_listener_that_died_leaves_nothing_known(
    office: Office, pbx: PretendedPbx, olena: Actor, clock: Clock
):
    pbx.tells(PresenceFacts(extensions=(phone("201", S.FREE, clock()),)))
    pbx.dies()
    found = office.call(colleagues)
    assert not found.line.known
    assert found.line.since is not None
    assert found.rows[0].state is S.UNKNOWN


def test_a_store_that_never_had_a_listener(office: Office, olena: Actor):
    found = office.call(colleagues)
    assert (found.line.known, found.line.since, found.rows[0].since) == (False, None, None)


def test_after_a_break_the_rows_are_told_anew(office: Office, pbx: PretendedPbx, olena: Actor, clock: Clock):
    pbx.tells(PresenceFacts(extensions=(phone("201", S.FREE, clock()),)))
    at = clock.tick(30)
    pbx.office.call(forget_presence, at=at)
    pbx.facts = NOTHING_KNOWN
    assert (the_one(office).state, the_one(office).since) == (S.UNKNOWN, at)
    pbx.tells(PresenceFacts(extensions=(phone("201", S.TALKING, at),)))
    assert the_one(office).state is S.TALKING


def test_who_waits_is_named_and_the_longest_is_found(
    office: Office, pbx: PretendedPbx, make: Make, clock: Clock
):
    client = make.known("Ромашка", "+380671234567")
    call = make.call(client_id=client.id, number="0671234567", e164="+380671234567", queue="support",
                     ending=CallEnding.RUNNING, result=CallResult.RINGING, ended_at=None)  # fmt: skip
    first = clock() - timedelta(seconds=90)
    waiting = (
        QueueCaller("support", "1.1", call.key, "0671234567", first.timestamp()),
        QueueCaller("support", "1.2", "9.9", "0501112233", clock().timestamp()),
    )
    pbx.tells(PresenceFacts(queues=("sales", "support"), callers=waiting))
    support = queue(office, "support")
    assert [(one.number, one.client and one.client.name, one.call_id) for one in support.waiting] == [
        ("0671234567", "Ромашка", call.id),
        ("0501112233", None, None),
    ]
    assert support.longest_since == first
    assert (queue(office, "sales").waiting, queue(office, "sales").longest_since) == ((), None)
    assert len(queue(office, None).waiting) == 2


def test_free_staff_are_those_who_can_take_a_call_now(
    office: Office, pbx: PretendedPbx, olena: Actor, clock: Clock
):
    pbx.tells(
        PresenceFacts(
            queues=("sales", "support"),
            members=(
                member("201", S.FREE, queue="sales"),
                member("201", S.FREE),
                member("202", S.TALKING),
                member("203", S.FREE, paused=True),
            ),
        )
    )
    assert [queue(office, name).free for name in ("support", "sales", None)] == [1, 1, 1]
    assert {one.name for one in queue(office, "support").members} == {
        "Олена Коваль",
        "Member 202",
        "Member 203",
    }


def test_an_office_without_queues_counts_its_telephones(office: Office, pbx: PretendedPbx, clock: Clock):
    pbx.tells(PresenceFacts(extensions=(phone("201", S.FREE, clock()), phone("202", S.TALKING, clock()))))
    assert queue(office, None).free == 1


def test_todays_figures_are_those_of_the_lists_they_open(
    office: Office, pbx: PretendedPbx, make: Make, clock: Clock
):
    missed = {"result": CallResult.MISSED, "answered_at": None}
    make.call(queue="support", wait_ms=10_000)
    make.call(queue="support", wait_ms=20_000)
    make.call(queue="support", **missed)
    make.call(queue="", **missed)
    make.call(queue="support", direction=Direction.OUTGOING)
    make.call(queue="support", started_at=clock() - timedelta(days=1), **missed)
    make.call(queue="support", result=CallResult.RINGING, ending=CallEnding.RUNNING)
    support, past, total = queue(office, "support"), queue(office, ""), queue(office, None)
    assert (support.answered, support.lost, support.lost_share, support.wait_average_ms) == (2, 1, 33, 15_000)
    assert (past.answered, past.lost, past.lost_share, past.wait_average_ms) == (0, 1, 100, None)
    assert (total.answered, total.lost, total.lost_share) == (2, 2, 50)
    for row in (support, past, total):
        for result, count in ((CallResult.ANSWERED, row.answered), (CallResult.MISSED, row.lost)):
            assert len(office.call(list_calls, wanted=row.calls(result)).rows) == count


def test_a_day_without_calls_has_no_share(office: Office, pbx: PretendedPbx):
    total = queue(office, None)
    assert (total.answered, total.lost, total.lost_share, total.wait_average_ms) == (0, 0, None, None)


@pytest.mark.parametrize("now", ["2026-03-28T21:59:00+00:00", "2026-03-28T22:01:00+00:00"])
def test_the_day_is_that_of_kyiv(office: Office, pbx: PretendedPbx, make: Make, clock: Clock, now: str):
    """On the eve of summer time midnight in Kyiv is 22:00 UTC."""
    clock.now = datetime.fromisoformat(now)
    make.call(started_at=datetime.fromisoformat("2026-03-28T21:58:00+00:00"))
    assert queue(office, None).answered == (1 if now < "2026-03-28T22" else 0)
