"""The journal of calls and the missed ones."""

from datetime import timedelta

import pytest

from crm_tui.domain.errors import NotFound
from crm_tui.domain.kinds import (
    CallResult,
    ClientCertainty,
    Direction,
    RingState,
    Role,
    TransferKind,
)
from crm_tui.domain.permissions import Actor
from crm_tui.store import tables as t
from crm_tui.usecases import callers, calls, missed_calls
from crm_tui.usecases.calls import CallFilter
from crm_tui.usecases.office import Office
from tests.conftest import Clock
from tests.factories import Make

NUMBER, OTHER = "+380500000101", "+380670000002"
MISSED = {"result": CallResult.MISSED, "answered_at": None, "talk_ms": 0}


# --- the journal


def test_the_journal_comes_page_by_page_newest_first(office: Office, make: Make, clock: Clock) -> None:
    made = [make.call(started_at=clock.tick(60)).id for _ in range(5)]
    made.append(make.call(started_at=clock()).id)
    seen: list[int] = []
    older = None
    while True:
        page = office.call(calls.list_calls, older=older, limit=2)
        seen += [row.id for row in page.rows]
        older = page.older
        if older is None:
            break
    assert seen == sorted(made, reverse=True)


def test_the_journal_is_filtered_by_day_person_direction_result_and_client(
    office: Office, make: Make, actors: dict[Role, Actor], clock: Clock
) -> None:
    olha, client = actors[Role.OPERATOR], make.client()
    talked = make.call(client_id=client.id)
    make.leg(talked, employee_id=olha.id)
    rang = make.call(**MISSED)
    make.ring(rang, olha, state=RingState.MISSED)
    out = make.call(direction=Direction.OUTGOING, result=CallResult.NOT_ANSWERED)
    old = make.call(started_at=clock() - timedelta(days=3))

    def found(**wanted: object) -> set[int | None]:
        return {row.id for row in office.call(calls.list_calls, wanted=CallFilter(**wanted)).rows}

    assert found(since=clock() - timedelta(days=1)) == {talked.id, rang.id, out.id}
    assert found(until=clock() - timedelta(days=1)) == {old.id}
    assert found(employee_id=olha.id) == {talked.id, rang.id}
    assert found(direction=Direction.OUTGOING) == {out.id}
    assert found(result=CallResult.MISSED) == {rang.id}
    assert found(client_id=client.id) == {talked.id}
    assert found(e164=OTHER) == set()


def test_an_opened_call_shows_legs_transfers_rings_talks_and_whose_number_it_is(
    office: Office, make: Make, actors: dict[Role, Actor], clock: Clock
) -> None:
    olha, petro = actors[Role.OPERATOR], actors[Role.SPECIALIST]
    make.save(t.EmployeeExtension(extension="202", employee_id=petro.id))
    client = make.known("Ромашка", NUMBER)
    call = make.call()
    make.leg(call, "201", employee_id=olha.id, talk_ms=10_000)
    make.leg(call, "202", employee_id=petro.id, talk_ms=50_000, hold_ms=1_000)
    make.leg(call, "203", talk_began_at=None, talk_ms=0)
    make.save(
        t.CallTransfer(
            call_id=call.id,
            position=1,
            kind=TransferKind.BLIND,
            by_extension="201",
            to_extension="202",
            by_employee_id=olha.id,
            to_employee_id=petro.id,
            at=clock(),
        )
    )
    make.ring(call, olha, state=RingState.ANSWERED_ELSEWHERE, answered_by="202")
    make.talk(client, petro, call_id=call.id, text="про звіт")

    card = office.call(calls.show_call, call_id=call.id)

    assert card.call.people == (olha.full_name, petro.full_name)
    assert [(one.extension, one.talk_ms, one.hold_ms) for one in card.legs] == [
        ("201", 10_000, 0),
        ("202", 50_000, 1_000),
        ("203", 0, 0),
    ]
    assert [(one.by_name, one.to_name) for one in card.transfers] == [(olha.full_name, petro.full_name)]
    assert [(one.state, one.answered_by) for one in card.rings] == [
        (RingState.ANSWERED_ELSEWHERE, petro.full_name)
    ]
    assert [one.text for one in card.talks] == ["про звіт"]
    assert [one.name for one in card.candidates] == ["Ромашка"]
    with pytest.raises(NotFound):
        office.call(calls.show_call, call_id=10**9)


def test_an_unknown_call_attached_with_its_number_brings_the_others_along(office: Office, make: Make) -> None:
    client = make.client("Ромашка")
    earlier, call = make.call(e164=NUMBER), make.call(e164=NUMBER)
    office.call(calls.attach_call, call_id=call.id, client_id=client.id, add_number=True)
    rows = {row.id: row for row in office.call(calls.list_calls).rows}
    assert {row.client.name for row in rows.values() if row.client} == {"Ромашка"}
    assert rows[call.id or 0].certainty is ClientCertainty.CHOSEN
    assert rows[earlier.id or 0].certainty is ClientCertainty.ONLY
    seen = office.call(callers.who_calls, number=NUMBER)
    assert [one.client.id for one in seen.matches] == [client.id]


def test_a_number_belongs_to_its_only_client_and_to_nobody_when_several_have_it(
    office: Office, make: Make
) -> None:
    client = make.client()
    contact = make.contact(clients=(client,))
    phone = make.phone(NUMBER, contact=contact)
    found = office.call(calls.resolve_number, e164=NUMBER)
    assert (found.client_id, found.contact_id, found.certainty) == (
        client.id,
        contact.id,
        ClientCertainty.ONLY,
    )
    make.use(phone, make.contact(clients=(make.client(),)))
    assert office.call(calls.resolve_number, e164=NUMBER).client_id is None
    assert office.call(calls.resolve_number, e164=None).certainty is ClientCertainty.NONE


# --- missed calls


def test_missed_calls_of_one_caller_are_one_line_with_count_and_age(
    office: Office, make: Make, clock: Clock
) -> None:
    make.known("Ромашка", NUMBER)
    first = clock()
    for _ in range(5):
        last = make.call(e164=NUMBER, started_at=clock.tick(60), **MISSED)
    make.call(e164=OTHER, started_at=clock.tick(60), **MISSED)
    clock.tick(90)
    lines = office.call(missed_calls.missed)
    assert [(one.e164, one.count, one.clients, one.age_s) for one in lines] == [
        (OTHER, 1, 0, 90),
        (NUMBER, 5, 1, 150),
    ]
    assert lines[1].last_call_id == last.id
    assert lines[1].first_at == first + timedelta(seconds=60)


def test_a_call_answered_by_anybody_is_missed_for_nobody(
    office: Office, make: Make, actors: dict[Role, Actor]
) -> None:
    call = make.call(e164=NUMBER)
    make.ring(call, actors[Role.OPERATOR], state=RingState.ANSWERED_ELSEWHERE)
    assert office.call(missed_calls.missed) == ()


def test_callers_without_a_number_have_a_line_of_their_own(office: Office, make: Make) -> None:
    make.call(e164=None, number="anonymous", **MISSED)
    make.call(e164=None, number="anonymous", **MISSED)
    make.call(e164=NUMBER, **MISSED)
    lines = {one.number: one.count for one in office.call(missed_calls.missed)}
    assert lines == {"anonymous": 2, "0500000101": 1}


def test_missed_calls_are_marked_as_seen_one_caller_or_all(office: Office, make: Make) -> None:
    make.call(e164=NUMBER, **MISSED)
    make.call(e164=NUMBER, **MISSED)
    make.call(e164=OTHER, **MISSED)
    assert office.call(missed_calls.mark_handled, numbers=(NUMBER,)) == 2
    assert [one.e164 for one in office.call(missed_calls.missed)] == [OTHER]
    assert office.call(missed_calls.mark_handled) == 1
    assert office.call(missed_calls.missed) == ()


def test_the_list_goes_as_far_back_as_asked(office: Office, make: Make, clock: Clock) -> None:
    make.call(e164=NUMBER, started_at=clock() - timedelta(days=60), **MISSED)
    assert office.call(missed_calls.missed) == ()
    assert len(office.call(missed_calls.missed, since=clock() - timedelta(days=90))) == 1
