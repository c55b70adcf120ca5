"""A missed call is settled by the fact of a later call with its number, by whom and by which call."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_tui.domain.call_facts import CallFacts, LegFacts
from crm_tui.domain.kinds import CallEnding, CallResult, Direction, Role
from crm_tui.domain.permissions import Actor, system_actor
from crm_tui.store.scope import write_scope
from crm_tui.usecases.blocked_numbers import block_number
from crm_tui.usecases.call_record import record_calls
from crm_tui.usecases.calls import list_calls, show_call
from crm_tui.usecases.missed_calls import count_missed, mark_handled, missed
from crm_tui.usecases.office import Office
from crm_tui.usecases.queues import queues
from tests.conftest import Clock
from tests.factories import Make
from tests.with_settings import with_pbx

NUMBER, OTHER = "0500000101", "0670000002"
IN, OUT = Direction.INCOMING, Direction.OUTGOING


def told(
    key: str, at: float, number: str = NUMBER, result: CallResult = CallResult.MISSED, *,
    direction: Direction = IN, by: str = "", queue: str = "", wait_ms: int = 20_000,
) -> CallFacts:  # fmt: skip
    """A call that the PBX told to its end; `by` talked, or dialled."""
    talked = result is CallResult.ANSWERED
    leg = LegFacts(f"{key}-leg", by, f"PJSIP/{by}-1", at + 5, at + 65, ((at + 5, at + 65),), 60_000, 0)
    return CallFacts(
        key=key, direction=direction, number=number, name="", did="", trunk="provider",
        channel_name="PJSIP/provider-1", queue=queue, began_at=at, answered_at=at + 5 if talked else None,
        ended_at=at + 65, ending=CallEnding.ENDED, result=result, wait_ms=wait_ms, lost_after_transfer=False,
        picked_up_by="", seen_from_start=True, rings=(), legs=(leg,) if talked else (), transfers=(),
        dialled_by=by if direction is OUT else "",
    )  # fmt: skip


def tell(office: Office, *calls: CallFacts) -> list[int]:
    """As the listener does: one by one, as they came."""
    pbx = office.as_actor(system_actor("pbx"))
    return [pbx.call(record_calls, changes=[(None, one)])[0] for one in calls]


@pytest.fixture
def olha(make: Make) -> Actor:
    return make.actor(Role.OPERATOR, extensions=("201",), full_name="Ольга Мельник")


def test_one_line_tells_how_often_since_when_and_how_long_he_waited_in_the_queue(
    office: Office, clock: Clock
) -> None:
    at = clock().timestamp()
    tell(
        office,
        told("1.1", at, queue="support", wait_ms=45_000),
        told("1.2", at + 100, wait_ms=8_000),
        told("1.3", at + 150, OTHER),
    )
    clock.tick(200)
    other, line = office.call(missed)
    assert (other.count, other.queue) == (1, "")
    assert (line.count, line.queue, line.wait_ms, line.age_s) == (2, "support", 45_000, 100)
    assert (line.last_at - line.first_at).total_seconds() == 100


def test_a_desk_phone_that_dialled_settles_him_with_who_and_which_call(
    office: Office, clock: Clock, olha: Actor
) -> None:
    at = clock().timestamp()
    lost, back = tell(
        office,
        told("1.1", at),
        told("1.2", at + 60, result=CallResult.NOT_ANSWERED, direction=OUT, by="201"),
    )
    assert office.call(missed) == ()
    card = office.call(show_call, call_id=lost)
    assert card.settled is not None
    assert card.settled.by is not None
    assert (card.settled.by.name, card.settled.call_id) == ("Ольга Мельник", back)
    assert office.call(show_call, call_id=back).dialled_by == "Ольга Мельник"


def test_where_the_office_wants_an_answer_a_try_is_not_enough(
    office: Office, clock: Clock, olha: Actor
) -> None:
    office, at = with_pbx(office, missed_handled="answered"), clock().timestamp()
    tell(
        office,
        told("1.1", at),
        told("1.2", at + 60, result=CallResult.NOT_ANSWERED, direction=OUT, by="201"),
    )
    assert [one.count for one in office.call(missed)] == [1]
    tell(office, told("1.3", at + 120, result=CallResult.ANSWERED, direction=OUT, by="201"))
    assert office.call(missed) == ()


@pytest.mark.parametrize("result", [CallResult.OPERATOR_DID_NOT_PICK_UP, CallResult.ORIGINATE_FAILED])
def test_a_dialling_that_never_reached_him_is_no_try(
    office: Office, clock: Clock, result: CallResult
) -> None:
    at = clock().timestamp()
    tell(office, told("1.1", at), told("1.2", at + 60, result=result, direction=OUT, by="201"))
    assert len(office.call(missed)) == 1


def test_he_comes_back_when_he_calls_again_in_vain(office: Office, clock: Clock, olha: Actor) -> None:
    at = clock().timestamp()
    first, talk, _again = tell(
        office,
        told("1.1", at),
        told("1.2", at + 60, result=CallResult.ANSWERED, by="201"),
        told("1.3", at + 120),
    )
    (line,) = office.call(missed)
    assert line.count == 1, "the first try was settled by the talk"
    settled = office.call(show_call, call_id=first).settled
    assert settled is not None
    assert (settled.call_id, settled.by and settled.by.name) == (talk, "Ольга Мельник")


def test_a_missed_call_told_late_finds_the_talk_that_settled_it(
    office: Office, clock: Clock, olha: Actor
) -> None:
    at = clock().timestamp()
    tell(
        office,
        told("1.2", at + 60, result=CallResult.ANSWERED, direction=OUT, by="201"),
        told("1.1", at),
    )
    assert office.call(missed) == ()


def test_a_call_that_still_rang_when_the_talk_began_is_settled_when_it_ends(
    office: Office, clock: Clock
) -> None:
    at = clock().timestamp()
    rings = replace(told("1.1", at, result=CallResult.RINGING), ended_at=None, ending=CallEnding.RUNNING)
    tell(office, rings, told("1.2", at + 5, result=CallResult.ANSWERED, by="201"), told("1.1", at))
    assert office.call(missed) == ()


def test_marks_by_hand_stay_with_the_one_who_made_them(office: Office, clock: Clock, olha: Actor) -> None:
    at = clock().timestamp()
    lost, *_ = tell(office, told("1.1", at))
    assert office.as_actor(olha).call(mark_handled, numbers=("+380500000101",)) == 1
    tell(office, told("1.2", at + 60, result=CallResult.ANSWERED, by="202"))
    settled = office.call(show_call, call_id=lost).settled
    assert settled is not None
    assert (settled.by and settled.by.name, settled.call_id) == ("Ольга Мельник", None)


DAY = st.lists(
    st.tuples(
        st.sampled_from([NUMBER, OTHER, "anonymous"]),
        st.sampled_from([CallResult.MISSED, CallResult.ANSWERED, CallResult.NOT_ANSWERED]),
    ),
    max_size=10,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(day=DAY, late=st.booleans())
def test_missed_is_what_a_plain_reading_of_the_day_says(
    office: Office, clock: Clock, day: list[tuple[str, CallResult]], late: bool
) -> None:
    """Against a slow reading: per caller, the misses after the last call with him; told in time or late."""
    expected: dict[str, int] = {}
    for number, result in day:
        if result is CallResult.MISSED:
            expected[number] = expected.get(number, 0) + 1
        elif number != "anonymous":
            expected.pop(number, None)
    clock.tick(100_000)
    at = clock().timestamp()
    out = {CallResult.NOT_ANSWERED: OUT}
    calls = [
        told(f"{at}.{place}", at + place, number, result, direction=out.get(result, IN))
        for place, (number, result) in enumerate(day)
    ]
    began = clock()
    tell(office, *(reversed(calls) if late else calls))
    assert {one.number: one.count for one in office.call(missed, since=began)} == expected
    assert office.call(count_missed) == len(expected)
    office.call(mark_handled)


def test_the_screen_of_who_talked_hears_that_the_call_is_over(
    office: Office, clock: Clock, olha: Actor
) -> None:
    over = told("1.1", clock().timestamp(), result=CallResult.ANSWERED, by="201")
    (leg,) = over.legs
    runs = replace(
        over, ended_at=None, ending=CallEnding.RUNNING, result=CallResult.TALKING,
        legs=(replace(leg, ended_at=None, talks=((leg.began_at, None),), talk_ms=0),),
    )  # fmt: skip
    for before, after in ((None, runs), (runs, over)):
        with write_scope(office.store, system_actor("pbx"), act="test", now=clock()) as unit:
            record_calls(unit, changes=[(before, after)])
            assert f"op.{olha.id}" in {note.topic for note in unit.notes}


def test_who_called_after_the_list_was_read_is_not_settled_unseen(office: Office, clock: Clock) -> None:
    at = clock().timestamp()
    tell(office, told("1.1", at))
    (line,) = office.call(missed)
    tell(office, told("1.2", at + 30))
    assert office.call(mark_handled, numbers=("+380500000101",), seen_until=line.last_at) == 1
    assert [one.count for one in office.call(missed)] == [1]


def test_callers_who_disturb_nobody_are_no_loss_in_the_figures_nor_behind_them(
    office: Office, clock: Clock
) -> None:
    office = with_pbx(office, ignored_numbers=("0670000002",))
    office.call(block_number, number="+380500000103")
    at = clock().timestamp()
    tell(office, told("1.1", at), told("1.2", at + 10, OTHER), told("1.3", at + 20, "0500000103"))
    total = office.call(queues).total
    assert (total.lost, total.answered) == (1, 0)
    rows = office.call(list_calls, wanted=total.calls(CallResult.MISSED)).rows
    assert [row.number for row in rows] == [NUMBER]
    assert len(office.call(list_calls).rows) == 3, "the journal keeps them all"
