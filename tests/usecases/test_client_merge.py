from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, SQLModel, select

from crm_tui.domain.errors import Forbidden, NotFound, Refused
from crm_tui.domain.kinds import CommandKind, Role
from crm_tui.store import tables as t
from crm_tui.usecases.client_merge import CHILDREN, list_merges, merge_clients, undo_merge
from crm_tui.usecases.duplicate_list import list_duplicates
from crm_tui.usecases.duplicates import SameBy
from crm_tui.usecases.office import Office
from tests import stores
from tests.factories import Make

STAYS = {"ClientFieldSource", "ImportRow"}
"""What tells of the card itself and is left with it."""


def snapshot(store, *, ignore=("version",)):
    """All rows of clients and their children, as they stand; versions only grow."""
    tables = (t.Client, t.Contact, t.ContactPhone, t.Phone, *CHILDREN.values())
    with Session(store.engine) as session:
        return {
            model.__name__: sorted(
                (row.model_dump(exclude=set(ignore)) for row in session.exec(select(model))), key=str
            )
            for model in tables
        }


def of_client(store, client_id):
    """What hangs on a card: how many rows of each table, minutes of talk among them."""
    with Session(store.engine) as session:
        rows = {
            name: session.exec(select(model).where(model.client_id == client_id)).all()
            for name, model in CHILDREN.items()
        }
        minutes = sum(row.talk_ms for name in ("Talk", "Call") for row in rows[name])
        return {name: len(found) for name, found in rows.items()} | {"minutes": minutes}


@pytest.fixture
def full(make):
    """A client with a row in every table that hangs on it."""

    def build(name="", *, with_requisites=False, **values):
        client = make.client(name, **values)
        contact = make.contact(clients=(client,))
        phone = make.phone(contact=contact)
        make.warning(client)
        make.client_service(client, valid_to=date(2026, 12, 31))
        make.talk(client, talk_ms=61_000)
        make.task(client)
        make.call(client_id=client.id, contact_id=contact.id, e164=phone.e164)
        make.save(t.CallerChoice(e164=phone.e164, client_id=client.id))
        make.save(t.PbxCommand(kind=CommandKind.DIAL, client_id=client.id))
        make.paper(client)
        make.payment(client=client)
        make.certificate(client)
        make.kep_set(client)
        make.attachment(client)
        make.save(t.KnownPayer(payer_key=f"payer-{client.id}", client_id=client.id))
        make.save(t.Mail(client_id=client.id, to_address="a@example.com", subject="", body=""))
        make.tagged(f"мітка-{client.id}", client)
        if with_requisites:
            make.save(t.ClientRequisites(client_id=client.id, contract=client.short_name))
        return client

    return build


def test_everything_moves_and_nothing_is_lost(office, store, full):
    kept, merged = full(), full(with_requisites=True)
    before = [of_client(store, kept.id), of_client(store, merged.id)]
    done = office.call(merge_clients, keep_id=kept.id, merge_id=merged.id)
    assert done.moved == dict.fromkeys(CHILDREN, 1)
    assert of_client(store, kept.id) == {name: sum(part[name] for part in before) for name in before[0]}
    assert set(of_client(store, merged.id).values()) == {0}


def test_a_card_keeps_its_own_requisites(office, store, full):
    kept, merged = full(with_requisites=True), full(with_requisites=True)
    done = office.call(merge_clients, keep_id=kept.id, merge_id=merged.id)
    assert "ClientRequisites" not in done.moved
    assert of_client(store, merged.id)["ClientRequisites"] == 1


def test_an_undo_gives_the_same_store(office, store, full, make):
    kept, merged = full(), full(email="buh@example.com", tax_code="99000011")
    make.save(t.ClientContact(client_id=kept.id, contact_id=make.contact(clients=(merged,)).id))
    before = snapshot(store)
    done = office.call(merge_clients, keep_id=kept.id, merge_id=merged.id)
    assert set(done.filled) == {"email", "tax_code"}
    assert snapshot(store) != before
    office.call(undo_merge, merge_id=done.id)
    assert snapshot(store) == before


def test_merges_of_merges_are_undone_in_reverse_order(office, store, full):
    first, second, third = full(), full(), full()
    states = [snapshot(store)]
    merges = []
    for keep, merge in ((second, third), (first, second)):
        merges.append(office.call(merge_clients, keep_id=keep.id, merge_id=merge.id))
        states.append(snapshot(store))
    with pytest.raises(Refused, match=str(merges[1].id)):
        office.call(undo_merge, merge_id=merges[0].id)
    for made, state in zip(reversed(merges), reversed(states[:-1]), strict=True):
        office.call(undo_merge, merge_id=made.id)
        assert snapshot(store) == state


def test_what_came_after_a_merge_stays_with_the_kept_card(office, store, full, make):
    kept, merged = full(), full()
    done = office.call(merge_clients, keep_id=kept.id, merge_id=merged.id)
    later = make.talk(kept)
    office.call(undo_merge, merge_id=done.id)
    with Session(store.engine) as session:
        assert session.get(t.Talk, later.id).client_id == kept.id


def test_a_field_typed_after_the_merge_is_not_emptied(office, store, make):
    kept, merged = make.client(), make.client(email="old@example.com")
    done = office.call(merge_clients, keep_id=kept.id, merge_id=merged.id)
    from dataclasses import replace

    from crm_tui.usecases.client_card import show_client
    from crm_tui.usecases.client_edit import edit_client

    card = office.call(show_client, client_id=kept.id)
    office.call(
        edit_client,
        client_id=kept.id,
        version=card.version,
        draft=replace(card.fields, email="new@example.com"),
    )
    office.call(undo_merge, merge_id=done.id)
    assert office.call(show_client, client_id=kept.id).fields.email == "new@example.com"


def test_what_cannot_be_merged_is_refused(office, make):
    kept, merged = make.client(), make.client()
    for keep_id, merge_id, error in ((kept.id, kept.id, Refused), (kept.id, 999, NotFound)):
        with pytest.raises(error):
            office.call(merge_clients, keep_id=keep_id, merge_id=merge_id)
    done = office.call(merge_clients, keep_id=kept.id, merge_id=merged.id)
    with pytest.raises(Refused):
        office.call(merge_clients, keep_id=merged.id, merge_id=kept.id)
    assert office.call(list_merges, client_id=kept.id) == (done,)
    office.call(undo_merge, merge_id=done.id)
    with pytest.raises(Refused):
        office.call(undo_merge, merge_id=done.id)
    assert office.call(list_merges, client_id=kept.id) == ()


def test_only_who_may_merges(office, actors, make):
    with pytest.raises(Forbidden):
        office.as_actor(actors[Role.OPERATOR]).call(
            merge_clients, keep_id=make.client().id, merge_id=make.client().id
        )


def test_no_table_of_a_client_is_forgotten():
    """Whatever has a `client_id` either moves or is named here as staying."""
    owning = {
        mapper.class_.__name__ for mapper in SQLModel._sa_registry.mappers if "client_id" in mapper.columns
    }
    assert owning == set(CHILDREN) | STAYS


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=6))
def test_any_merges_undone_backwards_give_the_same_store(sqlite_template, tmp_path_factory, clock, pairs):
    store = stores.sqlite_from(sqlite_template, tmp_path_factory.mktemp("merges") / "crm.db")
    make = Make(store, clock)
    office = Office(store=store, settings=store.settings, actor=make.actor(Role.ADMIN), clock=clock)
    clients = [make.client() for _ in range(4)]
    shared = make.contact(clients=tuple(clients))
    make.phone(contact=shared)
    for client in clients:
        make.talk(client)
    states, made = [snapshot(store)], []
    for keep, merge in pairs:
        try:
            made.append(office.call(merge_clients, keep_id=clients[keep].id, merge_id=clients[merge].id))
        except Refused:
            continue
        states.append(snapshot(store))
    for one, state in zip(reversed(made), reversed(states[:-1]), strict=True):
        office.call(undo_merge, merge_id=one.id)
        assert snapshot(store) == state
    office.close()


def test_duplicates_are_listed_by_code_number_and_name(office, make):
    first = make.client("Ромашка Плюс", tax_code="99000011")
    second = make.client("Волошка", tax_code="99000011")
    third = make.client("Ромашка Плюсс")
    make.client("Ромашка Плюс 2")
    make.client("Ромашка Плюст", tax_code="99001004")
    make.phone("+380500000101", contact=make.contact(clients=(second, third)))

    def found(by):
        return [
            (one.value, [client.id for client in one.clients]) for one in office.call(list_duplicates, by=by)
        ]

    assert found(SameBy.TAX_CODE) == [("99000011", [first.id, second.id])]
    assert found(SameBy.PHONE) == [("+380500000101", [second.id, third.id])]
    assert {tuple(ids) for _value, ids in found(SameBy.NAME)} == {
        (first.id, third.id),
        (third.id, third.id + 2),
    }


def test_a_merged_card_is_no_duplicate(office, make):
    first, second = make.client("Ромашка", tax_code="99000011"), make.client("Ромашка", tax_code="99000011")
    office.call(merge_clients, keep_id=first.id, merge_id=second.id)
    assert all(office.call(list_duplicates, by=by) == () for by in SameBy)
