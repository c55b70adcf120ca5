"""A call that comes from a colleague brings what he wrote; nobody else reads it."""

from datetime import timedelta

from crm_tui.domain.kinds import RingState, Role, TalkState
from crm_tui.screens.ring_subject import subject_of
from crm_tui.screens.ring_view import ring_lines
from crm_tui.store import tables as t
from crm_tui.usecases.callers import who_calls
from crm_tui.usecases.rings import rings_for, show_rings


def rung(make, office, call, extension, employee_id, state=RingState.RINGING, after=0) -> t.Ring:
    return make.save(
        t.Ring(
            call_id=call.id, channel_uid=f"{make.number()}.9", extension=extension,
            employee_id=employee_id, began_at=office.clock() + timedelta(seconds=after), state=state,
        )
    )  # fmt: skip


def spoke(make, office, call, extension, employee_id, after=0) -> None:
    began_at = office.clock() + timedelta(seconds=after)
    make.leg(call, extension, employee_id=employee_id, began_at=began_at, ended_at=None)


def test_who_gets_the_call_reads_what_the_first_wrote(office, make):
    first = make.actor(Role.SPECIALIST, extensions=("201",), full_name="Олена Коваль")
    second = make.actor(Role.OPERATOR, extensions=("202",))
    client = make.known("Веселка", "+380671234567")
    call = make.call(client_id=client.id, result="talking", ending="running", ended_at=None)
    mine = rung(make, office, call, "201", first.id, RingState.ANSWERED)
    make.talk(
        client, call_id=call.id, author_id=first.id, state=TalkState.DRAFT, text="Не друкує звіт\nJ0500"
    )
    spoke(make, office, call, "201", first.id, after=2)
    ring = rung(make, office, call, "202", second.id, after=60)
    (row,) = office.as_actor(second).call(rings_for)
    assert (row.id, row.client_id) == (ring.id, client.id)
    assert (row.note_by, row.note) == ("Олена Коваль", "Не друкує звіт\nJ0500")
    subject = subject_of(row, office.as_actor(second).call(who_calls, number=row.number))
    told = [line.text for line in ring_lines(subject, office.clock(), 80, 20)]
    assert "Олена Коваль wrote: Не друкує звіт J0500" in told
    (own,) = office.as_actor(first).call(rings_for)
    assert (own.id, own.note) == (mine.id, "")
    third = office.as_actor(make.actor(Role.OPERATOR, extensions=("203",)))
    assert [one.note for one in third.call(show_rings, ring_ids=[ring.id, mine.id])] == ["", ""]


def test_a_call_that_went_elsewhere_tells_nothing(office, make):
    first, second = (
        make.actor(Role.OPERATOR, extensions=("201",)),
        make.actor(Role.OPERATOR, extensions=("202",)),
    )
    client = make.known("Веселка", "+380671234567")
    call = make.call(client_id=client.id, result="talking", ending="running", ended_at=None)
    make.talk(client, call_id=call.id, author_id=first.id, text="дуже приватне")
    spoke(make, office, call, "201", first.id)
    ring = rung(make, office, call, "202", second.id, RingState.ANSWERED_ELSEWHERE, after=60)
    (row,) = office.as_actor(second).call(show_rings, ring_ids=[ring.id])
    assert row.note == ""


def test_who_handed_the_call_over_does_not_read_what_is_written_after_him(office, make):
    first, second = (
        make.actor(Role.OPERATOR, extensions=("201",)),
        make.actor(Role.OPERATOR, extensions=("202",)),
    )
    client = make.known("Веселка", "+380671234567")
    call = make.call(client_id=client.id, result="talking", ending="running", ended_at=None)
    handed = rung(make, office, call, "201", first.id, RingState.ANSWERED)
    spoke(make, office, call, "201", first.id, after=2)
    rung(make, office, call, "202", second.id, RingState.ANSWERED, after=60)
    spoke(make, office, call, "202", second.id, after=65)
    make.talk(client, call_id=call.id, author_id=second.id, text="дуже приватне")
    (row,) = office.as_actor(first).call(rings_for)
    assert (row.id, row.note, row.note_by) == (handed.id, "", "")
