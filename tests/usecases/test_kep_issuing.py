"""A set before it is issued, its papers straight into a new box, and the sets of a client on his card."""

from datetime import date

import pytest

from crm_tui.domain.errors import Refused
from crm_tui.domain.kep_sets import DocumentsPlace, HolderKind, Payee
from crm_tui.domain.kinds import ClientKind, Role
from crm_tui.domain.permissions import Actor
from crm_tui.store import tables as t
from crm_tui.usecases import kep_boxes, kep_facts, kep_sets
from crm_tui.usecases.client_card import show_client
from crm_tui.usecases.kep_box_filling import complete_in_new_box
from crm_tui.usecases.kep_offers import offer_set
from crm_tui.usecases.office import Office
from tests.factories import Make

DAY = date(2026, 3, 2)


@pytest.fixture
def manager(office: Office, actors: dict[Role, Actor]) -> Office:
    return office.as_actor(actors[Role.MANAGER])


def head(make: Make, **values: object) -> t.Client:
    given = {"head_name": "Іваненко Іван Іванович", "head_position": "директор"} | values
    return make.client("Ромашка", **given)


# What a set would be.


def test_a_set_is_offered_with_the_prices_of_the_day_and_the_holders_of_the_card(
    manager: Office, make: Make
) -> None:
    client, kind = head(make), make.kep_kind("Керівник і печатка", holders="head,seal")
    found = manager.call(offer_set, client_id=client.id, kind_id=kind.id)
    assert found.ca is not None
    assert [(one.payee, one.price and one.price.price_kop) for one in (found.own, found.ca)] == [
        (Payee.OWN, 69_600),
        (Payee.CA, 30_000),
    ]
    assert [(one.kind, one.name, one.position) for one in found.holders] == [
        (HolderKind.HEAD, "Іваненко Іван Іванович", "директор"),
        (HolderKind.SEAL, "Ромашка", ""),
    ]
    assert (found.renewable, found.renews_id) == ((), None)


def test_without_a_kind_the_clients_last_one_is_offered_else_one_for_his_kind(
    manager: Office, make: Make
) -> None:
    with pytest.raises(Refused, match="kep fill"):
        manager.call(offer_set, client_id=head(make).id)
    first = make.kep_kind("Керівник")
    trader = make.kep_kind("ФОП", holders="sole_trader")
    firm, person = head(make), make.client("ФОП Іваненко", kind=ClientKind.SOLE_TRADER, tax_code="3658412356")
    assert manager.call(offer_set, client_id=firm.id).kind.id == first.id
    offered = manager.call(offer_set, client_id=person.id)
    assert (offered.kind.id, offered.holders[0].rnokpp) == (trader.id, "3658412356")
    make.kep_set(firm, kind_id=first.id, issued_on=date(2025, 3, 1))
    make.kep_set(firm, kind_id=trader.id, issued_on=date(2025, 9, 1))
    assert manager.call(offer_set, client_id=firm.id).kind.id == trader.id


def test_the_one_term_that_ends_soon_is_what_a_set_renews(manager: Office, make: Make) -> None:
    client, service = head(make), make.service("Комплект КЕП")
    kind = make.kep_kind(service_id=service.id)
    far = make.client_service(client, service, valid_to=date(2027, 1, 1))
    offered = manager.call(offer_set, client_id=client.id, kind_id=kind.id)
    assert ([one.id for one in offered.renewable], offered.renews_id) == ([far.id], None)
    soon = make.client_service(client, service, valid_to=date(2026, 4, 1))
    assert manager.call(offer_set, client_id=client.id, kind_id=kind.id).renews_id == soon.id
    make.client_service(client, service, valid_to=date(2026, 4, 2))
    two = manager.call(offer_set, client_id=client.id, kind_id=kind.id)
    assert two.renews_id is None, "of two a person tells"


def test_a_price_that_no_list_has_is_missing_and_says_why(manager: Office, make: Make) -> None:
    service = make.service("Без ціни", period_months=12)
    kind = make.kep_kind(service_id=service.id)
    offered = manager.call(offer_set, client_id=head(make).id, kind_id=kind.id)
    assert offered.own.price is None
    assert "Без ціни" in offered.own.missing


# Papers into a new box.


def test_papers_go_into_a_box_opened_for_them(manager: Office, make: Make) -> None:
    found = manager.call(kep_sets.issue_set, client_id=head(make).id, kind_id=make.kep_kind().id)
    with pytest.raises(Refused, match="Not received yet"):
        manager.call(complete_in_new_box, set_id=found.row.id)
    assert manager.call(kep_boxes.list_boxes) == (), "refused, no box is left open"
    done = manager.call(complete_in_new_box, set_id=found.row.id, all_received=True)
    (box,) = manager.call(kep_boxes.list_boxes)
    assert (done.row.documents_on, done.row.documents_place, done.row.box and done.row.box.id, box.sets) == (
        DAY,
        DocumentsPlace.BOX,
        box.id,
        1,
    )
    with pytest.raises(Refused, match="marked as present"):
        manager.call(complete_in_new_box, set_id=found.row.id, all_received=True)
    assert len(manager.call(kep_boxes.list_boxes)) == 1


# The sets of a client.


def test_the_card_tells_all_sets_the_newest_first_with_holders_and_papers(
    manager: Office, make: Make
) -> None:
    client, other = head(make), head(make)
    kind = make.kep_kind(holders="head,seal")
    assert manager.call(show_client, client_id=client.id).kep_sets == ()
    old = make.kep_set(client, kind_id=kind.id, issued_on=date(2025, 1, 10), cancelled_on=date(2025, 1, 11))
    make.kep_set(other, kind_id=kind.id)
    new = manager.call(kep_sets.issue_set, client_id=client.id, kind_id=kind.id)
    manager.call(kep_facts.receive_document, set_id=new.row.id, place=1)
    first, second = manager.call(show_client, client_id=client.id).kep_sets
    assert (first.row.id, second.row.id) == (new.row.id, old.id)
    assert first.holders == ("Іваненко Іван Іванович", "Ромашка")
    assert (first.received, first.wanted, first.today) == (1, 2, DAY)
    assert (second.holders, second.received, second.wanted) == ((), 0, 0)
    assert second.row.cancelled_on == date(2025, 1, 11)
