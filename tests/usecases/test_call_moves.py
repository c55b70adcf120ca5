"""A call moved to another client or service: its talks and their time go too, and why stays known (S41)."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.kinds import Role, TalkKind
from crm_tui.domain.permissions import Actor
from crm_tui.store import tables as t
from crm_tui.store.engine import Store
from crm_tui.usecases import call_moves, calls, client_card, talk_calls, talk_drafts, talks
from crm_tui.usecases.office import Office
from crm_tui.usecases.talks import TalkFields
from tests import stores
from tests.conftest import Clock
from tests.factories import Make
from tests.usecases.test_talk_time import written

NUMBER = "+380500000101"


@pytest.fixture
def olha(make: Make) -> Actor:
    return make.actor(Role.SPECIALIST, full_name="Ольга Коваль")


@pytest.fixture
def desk(office: Office, olha: Actor) -> Office:
    return office.as_actor(olha)


def told(desk: Office, call: t.Call, olha: Actor, client: t.Client, **values: Any) -> int:
    """Olha spoke for ten seconds and wrote a talk; its id."""
    make_call = {"call_id": call.id, "client_id": client.id} | values
    draft = desk.call(talk_drafts.start_talk, **{k: v for k, v in make_call.items() if k != "kind"})
    kind = values.get("kind", TalkKind.SUPPORT)
    fields = TalkFields(kind, client_id=client.id, service_id=values.get("service_id"))
    return desk.call(talk_drafts.save_talk, talk_id=draft.id, fields=fields).id


def test_the_call_and_its_talk_move_and_both_clients_know_why(desk: Office, make: Make, olha: Actor) -> None:
    medoc, kep = make.service("M.E.Doc"), make.service("КЕП")
    wrong, right = make.client("Ромашка"), make.known("Зоря", NUMBER)
    call = make.call(client_id=wrong.id)
    make.hung_up(call.id, olha.id, 10_000)
    talk = told(desk, call, olha, wrong, service_id=medoc.id)
    card = desk.call(
        call_moves.move_call, call_id=call.id, client_id=right.id, service_id=kep.id, reason=" не той клієнт "
    )
    assert card.call.client is not None
    assert card.call.client.id == right.id
    assert card.call.contact is not None, "the client's contact with the number"
    moved = desk.call(talks.show_talk, talk_id=talk)
    assert moved.client is not None
    assert moved.service is not None
    assert (moved.client.id, moved.service.id, moved.talk_ms) == (right.id, kep.id, 10_000)
    (move,) = card.moves
    assert move.by is not None
    assert (move.from_client, move.to_client) == (wrong_named(wrong), wrong_named(right))
    assert (move.from_service.name, move.to_service.name) == ("M.E.Doc", "КЕП")  # type: ignore[union-attr]
    assert (move.reason, move.by.name) == ("не той клієнт", "Ольга Коваль")
    for client in (wrong, right):
        assert desk.call(client_card.show_client, client_id=client.id).moves == (move,)


def wrong_named(client: t.Client) -> Any:
    from crm_tui.usecases.shapes import Named

    return Named(client.id or 0, client.short_name or client.full_name)


def test_moving_back_undoes_it_and_both_moves_stay_known(desk: Office, make: Make, olha: Actor) -> None:
    medoc, kep = make.service("M.E.Doc"), make.service("КЕП")
    one, other = make.client(), make.client()
    call = make.call(client_id=one.id)
    talk = told(desk, call, olha, one, service_id=medoc.id)
    before = desk.call(talks.show_talk, talk_id=talk)
    for client, service in ((other, kep), (one, medoc)):
        card = desk.call(
            call_moves.move_call,
            call_id=call.id,
            client_id=client.id,
            service_id=service.id,
            reason="помилка",
        )
    after = desk.call(talks.show_talk, talk_id=talk)
    assert (after.client, after.service) == (before.client, before.service)
    assert len(card.moves) == 2


def test_what_would_change_nothing_or_has_no_reason_is_refused(desk: Office, make: Make, olha: Actor) -> None:
    medoc = make.service("M.E.Doc")
    client, other = make.client(), make.client()
    call = make.call(client_id=client.id)
    told(desk, call, olha, client, service_id=medoc.id)
    for to, service, reason in (
        (client.id, None, "так"),
        (client.id, medoc.id, "так"),
        (other.id, None, " \u200b "),
        (other.id, 99_999, "так"),
        (99_999, None, "так"),
    ):
        with pytest.raises(Refused):
            desk.call(call_moves.move_call, call_id=call.id, client_id=to, service_id=service, reason=reason)
    assert desk.call(calls.show_call, call_id=call.id).moves == ()
    with pytest.raises(Refused):
        desk.call(calls.attach_call, call_id=call.id, client_id=other.id)


def test_a_sale_keeps_its_service_and_a_talk_with_another_client_stays_with_him(
    desk: Office, make: Make, olha: Actor
) -> None:
    medoc, kep = make.service("M.E.Doc"), make.service("КЕП")
    first, second, third = (make.client() for _ in range(3))
    call = make.call(client_id=first.id)
    sale = told(desk, call, olha, first, service_id=medoc.id, kind=TalkKind.SALE)
    beside = told(desk, call, olha, second, service_id=medoc.id, another=True)
    desk.call(call_moves.move_call, call_id=call.id, client_id=third.id, service_id=kep.id, reason="помилка")
    now = {one: desk.call(talks.show_talk, talk_id=one) for one in (sale, beside)}
    assert {one: (row.client.id, row.service.id) for one, row in now.items()} == {  # type: ignore[union-attr]
        sale: (third.id, medoc.id),
        beside: (second.id, medoc.id),
    }


def test_ones_own_calls_are_moved_by_oneself_and_others_by_a_head(
    office: Office, desk: Office, make: Make, olha: Actor
) -> None:
    client, other = make.client(), make.client()
    head = office.as_actor(make.actor(Role.HEAD))
    stranger = office.as_actor(make.actor(Role.SPECIALIST))
    call = make.call(client_id=client.id)
    make.hung_up(call.id, olha.id, 10_000)
    move = {"call_id": call.id, "reason": "помилка"}
    with pytest.raises(Forbidden):
        stranger.call(call_moves.move_call, client_id=other.id, **move)
    desk.call(call_moves.move_call, client_id=other.id, **move)
    make.talk(other, stranger.actor, call_id=call.id)
    with pytest.raises(Forbidden):
        desk.call(call_moves.move_call, client_id=client.id, **move)
    head.call(call_moves.move_call, client_id=client.id, **move)
    nobodys = make.call(client_id=client.id)
    stranger.call(call_moves.move_call, call_id=nobodys.id, client_id=other.id, reason="помилка")


def test_a_talk_of_several_calls_is_taken_apart_before_one_of_them_goes_to_another_client(
    desk: Office, make: Make, olha: Actor
) -> None:
    client, other = make.client(), make.client()
    first, back = (make.call(client_id=client.id) for _ in range(2))
    for call in (first, back):
        make.hung_up(call.id, olha.id, 10_000)
    talk = written(desk, client, call_id=first.id)
    desk.call(talk_calls.add_call_to_talk, talk_id=talk, call_id=back.id)
    for call in (first, back):
        with pytest.raises(Refused, match=str(talk)):
            desk.call(call_moves.move_call, call_id=call.id, client_id=other.id, reason="помилка")
    desk.call(talk_calls.take_call_off_talk, talk_id=talk, call_id=back.id)
    desk.call(call_moves.move_call, call_id=back.id, client_id=other.id, reason="помилка")
    assert desk.call(talks.show_talk, talk_id=talk).client == wrong_named(client)


def test_the_author_changes_no_client_of_a_talk_about_a_call_past_the_reason(
    desk: Office, make: Make, olha: Actor
) -> None:
    client, other = make.client(), make.client()
    call = make.call(client_id=client.id)
    talk = desk.call(talks.show_talk, talk_id=told(desk, call, olha, client))
    fields = TalkFields(TalkKind.SUPPORT, client_id=other.id)
    with pytest.raises(Refused):
        desk.call(talks.edit_talk, talk_id=talk.id, version=talk.version, fields=fields)


def test_a_half_typed_talk_goes_with_its_call(desk: Office, make: Make) -> None:
    client, other = make.client(), make.client()
    call = make.call(client_id=client.id)
    draft = desk.call(talk_drafts.start_talk, call_id=call.id)
    desk.call(call_moves.move_call, call_id=call.id, client_id=other.id, reason="помилка")
    assert desk.call(talk_drafts.open_draft, talk_id=draft.id).client == wrong_named(other)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["talks", "begins", "saves", "drops", "joins", "parts", "moves", "hears more"]),
        *(st.integers(0, 2) for _ in range(3)),
    ),
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_whatever_is_done_each_second_stands_on_one_talk_or_on_the_list(
    sqlite_template: Any, tmp_path_factory: Any, clock: Clock, acts: list[tuple[str, int, int, int]]
) -> None:
    store = stores.sqlite_from(sqlite_template, tmp_path_factory.mktemp("times") / "crm.db")
    try:
        _play(store, clock, acts)
    finally:
        store.close()


def _play(store: Store, clock: Clock, acts: list[tuple[str, int, int, int]]) -> None:
    make = Make(store, clock)
    people = [make.actor(Role.SPECIALIST) for _ in range(2)] + [make.actor(Role.HEAD)]
    office = Office(store=store, settings=store.settings, clock=clock)
    clients, services = [make.client() for _ in range(3)], [make.service(f"S{n}") for n in range(3)]
    made = [make.call(client_id=clients[n % 2].id) for n in range(3)]
    for act, who, which, what in acts:
        desk, call = office.as_actor(people[who]), made[which]
        try:
            if act in {"talks", "hears more"}:
                make.hung_up(call.id, people[who].id, 1_000 * (1 + what), began_at=clock())
            elif act == "begins":
                desk.call(talk_drafts.start_talk, call_id=call.id, another=what == 2)
            elif act in {"saves", "drops"}:
                draft = desk.call(talk_drafts.my_drafts)[0]
                client = draft.client.id if draft.client else clients[what].id
                fields = TalkFields(TalkKind.SUPPORT, client_id=client, service_id=services[what].id)
                if act == "saves":
                    desk.call(talk_drafts.save_talk, talk_id=draft.id, fields=fields)
                else:
                    desk.call(talk_drafts.discard_draft, talk_id=draft.id)
            elif act == "moves":
                target = {"client_id": clients[what].id, "service_id": services[who].id}
                desk.call(call_moves.move_call, call_id=call.id, reason="помилка", **target)
            else:
                verb = talk_calls.add_call_to_talk if act == "joins" else talk_calls.take_call_off_talk
                mine = desk.call(talks.list_talks, wanted=talks.TalkFilter(author_id=people[who].id)).rows
                desk.call(verb, talk_id=mine[what % len(mine)].id, call_id=call.id)
        except (Refused, IndexError, ZeroDivisionError):
            pass
        _sums_are_true(store, office.as_actor(people[2]))


def _sums_are_true(store: Store, office: Office) -> None:
    with Session(store.engine) as session:
        legs = session.exec(select(t.CallLeg)).all()
        stored = {talk.id: talk for talk in session.exec(select(t.Talk)).all()}
        call_clients = {call.id: call.client_id for call in session.exec(select(t.Call)).all()}
    for talk in stored.values():
        mine = [leg for leg in legs if leg.talk_id == talk.id]
        assert talk.talk_ms == sum(leg.talk_ms for leg in mine)
        assert {leg.employee_id for leg in mine} <= {talk.author_id}
        assert {call_clients[leg.call_id] for leg in mine} <= {talk.client_id}, "the right client is told"
    saved = sum(talk.talk_ms for talk in stored.values() if talk.state == "saved")
    untold = sum(row.talk_ms for row in office.call(talk_calls.list_untold).rows)
    assert saved + untold == sum(leg.talk_ms for leg in legs)
