"""The time of calls on talks: each second once, on one talk; what nobody wrote down is listed (S41)."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import CommandKind, Role, TalkKind
from crm_tui.domain.permissions import Actor
from crm_tui.store import tables as t
from crm_tui.store.engine import Store
from crm_tui.usecases import talk_calls, talk_drafts, talks
from crm_tui.usecases.office import Office
from crm_tui.usecases.talk_calls import UntoldFilter
from crm_tui.usecases.talks import TalkFields
from tests.conftest import Clock
from tests.factories import Make


@pytest.fixture
def olha(make: Make) -> Actor:
    return make.actor(Role.SPECIALIST, full_name="Ольга Коваль")


@pytest.fixture
def petro(make: Make) -> Actor:
    return make.actor(Role.SPECIALIST, full_name="Петро Мельник")


def written(desk: Office, client: t.Client, **about: int | None) -> int:
    """A talk begun and saved; its id."""
    draft = desk.call(talk_drafts.start_talk, client_id=client.id, **about)
    fields = TalkFields(TalkKind.SUPPORT, client_id=client.id)
    return desk.call(talk_drafts.save_talk, talk_id=draft.id, fields=fields).id


def times(store: Store) -> dict[int | None, int]:
    with Session(store.engine) as session:
        return {talk.id: talk.talk_ms for talk in session.exec(select(t.Talk))}


def untold(office: Office, **wanted: object) -> list[tuple[str, int, bool]]:
    page = office.call(talk_calls.list_untold, wanted=UntoldFilter(**wanted))  # type: ignore[arg-type]
    return [(row.employee.name, row.talk_ms, row.draft) for row in page.rows]


def test_two_specialists_of_one_call_have_a_talk_and_their_own_seconds_each(
    office: Office, store: Store, make: Make, olha: Actor, petro: Actor
) -> None:
    client, call = make.client(), make.call()
    make.hung_up(call.id, olha.id, 25_000)
    make.hung_up(call.id, petro.id, 35_000, extension="202")
    first, second = (written(office.as_actor(one), client, call_id=call.id) for one in (olha, petro))
    assert times(store) == {first: 25_000, second: 35_000}
    assert untold(office) == []


def test_a_call_back_in_the_same_matter_goes_on_the_first_talk_and_off_again(
    office: Office, store: Store, make: Make, olha: Actor
) -> None:
    desk, client = office.as_actor(olha), make.client()
    first, back = (make.call(client_id=client.id) for _ in range(2))
    for call, length in ((first, 60_000), (back, 20_000)):
        make.hung_up(call.id, olha.id, length)
    talk = written(desk, client, call_id=first.id)
    assert [row.id for row in desk.call(talk_calls.my_talks_for_call, call_id=back.id)] == [talk]
    both = desk.call(talk_calls.add_call_to_talk, talk_id=talk, call_id=back.id)
    assert (both.talk.talk_ms, [one.talk_ms for one in both.calls]) == (80_000, [60_000, 20_000])
    assert untold(office) == []
    one = desk.call(talk_calls.take_call_off_talk, talk_id=talk, call_id=back.id)
    assert (one.talk.talk_ms, [call.call_id for call in one.calls]) == (60_000, [first.id])
    assert untold(office) == [("Ольга Коваль", 20_000, False)]


def test_a_call_dialled_from_a_talk_that_is_being_written_adds_its_time_to_it(
    store: Store, office: Office, make: Make, olha: Actor, clock: Clock
) -> None:
    desk, client, call = office.as_actor(olha), make.client(), make.call()
    make.hung_up(call.id, olha.id, 60_000)
    draft = desk.call(talk_drafts.start_talk, client_id=client.id, call_id=call.id)
    back = make.ringing()
    wish = t.PbxCommand(kind=CommandKind.DIAL, employee_id=olha.id, talk_id=draft.id, call_id=back.id)
    wish.asked_at = clock()
    make.save(wish)
    fields = TalkFields(TalkKind.SUPPORT, client_id=client.id)
    clock.tick(5)
    desk.call(talk_drafts.save_talk, talk_id=draft.id, fields=fields)
    make.hung_up(back.id, olha.id, 30_000)
    assert times(store) == {draft.id: 90_000}
    long_after = make.ringing()
    wish = t.PbxCommand(kind=CommandKind.DIAL, employee_id=olha.id, talk_id=draft.id, call_id=long_after.id)
    wish.asked_at = clock() + timedelta(days=90)
    make.save(wish)
    make.hung_up(long_after.id, olha.id, 10_000)
    assert times(store) == {draft.id: 90_000}


def test_time_that_no_talk_carries_is_listed_until_it_is_written_down(
    office: Office, make: Make, olha: Actor, petro: Actor, clock: Clock
) -> None:
    desk, client = office.as_actor(olha), make.client()
    mine, his = make.call(client_id=client.id), make.call()
    make.hung_up(mine.id, olha.id, 10_000)
    make.hung_up(mine.id, None, 5_000, extension="299")
    make.hung_up(his.id, petro.id, 20_000, began_at=clock() - timedelta(days=2))
    assert untold(office) == [("Ольга Коваль", 10_000, False), ("Петро Мельник", 20_000, False)]
    assert untold(office, employee_id=petro.id) == [("Петро Мельник", 20_000, False)]
    assert untold(office, client_id=client.id) == [("Ольга Коваль", 10_000, False)]
    assert untold(office, since=clock() - timedelta(days=1)) == [("Ольга Коваль", 10_000, False)]
    page = office.call(talk_calls.list_untold, limit=1)
    rest = office.call(talk_calls.list_untold, limit=1, older=page.older)
    assert [row.talk_ms for row in (*page.rows, *rest.rows)] == [10_000, 20_000]
    assert rest.older is None
    draft = desk.call(talk_drafts.start_talk, client_id=client.id, call_id=mine.id)
    assert untold(office, employee_id=olha.id) == [("Ольга Коваль", 10_000, True)]
    fields = TalkFields(TalkKind.SUPPORT, client_id=client.id)
    desk.call(talk_drafts.save_talk, talk_id=draft.id, fields=fields)
    assert untold(office, employee_id=olha.id) == []


def test_a_draft_thrown_away_gives_its_time_to_the_other_talk_about_the_call(
    office: Office, store: Store, make: Make, olha: Actor
) -> None:
    desk, client, call = office.as_actor(olha), make.client(), make.call()
    make.hung_up(call.id, olha.id, 10_000)
    draft = desk.call(talk_drafts.start_talk, call_id=call.id)
    second = desk.call(talk_drafts.start_talk, call_id=call.id, client_id=client.id, another=True)
    make.save(t.PbxCommand(kind=CommandKind.DIAL, employee_id=olha.id, talk_id=draft.id))
    desk.call(talk_drafts.discard_draft, talk_id=draft.id)
    assert times(store) == {second.id: 10_000}
    desk.call(talk_drafts.discard_draft, talk_id=second.id)
    assert untold(office) == [("Ольга Коваль", 10_000, False)]


def test_what_does_not_belong_together_is_refused(
    office: Office, make: Make, olha: Actor, petro: Actor
) -> None:
    desk, client, call = office.as_actor(olha), make.client(), make.call()
    strange = make.call(client_id=make.client().id)
    silent = make.call(client_id=client.id)
    for one in (call, strange):
        make.hung_up(one.id, olha.id, 10_000)
    talk = written(desk, client, call_id=call.id)
    add, off = talk_calls.add_call_to_talk, talk_calls.take_call_off_talk
    his = office.as_actor(petro)
    for who, act, about in (
        (his, add, strange), (desk, add, strange), (desk, add, silent), (desk, add, call), (desk, off, call),
        (desk, off, silent),
    ):  # fmt: skip
        with pytest.raises(Refused):
            who.call(act, talk_id=talk, call_id=about.id)
    assert desk.call(talks.show_talk, talk_id=talk).talk_ms == 10_000
