"""Clients: the list, the search, the card, making and changing it, what looks like a duplicate."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.errors import ChangedMeanwhile, NotFound, Refused
from crm_tui.domain.kinds import ClientCertainty, ClientKind, Role
from crm_tui.domain.kyiv import format_moment
from crm_tui.domain.names import card_keys
from crm_tui.domain.permissions import Actor
from crm_tui.domain.sort_key import sort_key
from crm_tui.store import client_list
from crm_tui.usecases import (
    calls,
    client_card,
    client_edit,
    clients,
    contacts,
    duplicates,
    lookup,
    talk_drafts,
    warnings,
)
from crm_tui.usecases.client_edit import ClientDraft, NewContact, NewPhone
from crm_tui.usecases.duplicates import SameBy
from crm_tui.usecases.office import Office
from tests.conftest import Clock
from tests.factories import Make

NUMBER = "+380500000101"
DRAFT = ClientDraft(full_name="ТОВ «Ромашка»", tax_code="99000011")


# --- the list


def test_the_list_runs_in_ukrainian_order_both_ways(office: Office, make: Make) -> None:
    names = ["Іваненко", "Яблуко", "Ґанок", "Гай", "Єдність", "Їжак", "Еталон", "Зоря"]
    for name in names:
        make.client(name)
    right = ["Гай", "Ґанок", "Еталон", "Єдність", "Зоря", "Іваненко", "Їжак", "Яблуко"]

    down = office.call(clients.list_clients, limit=5)
    assert [row.name for row in down.rows] == right[:5]
    assert down.more
    rest = office.call(clients.list_clients, after=down.rows[-1].cursor, limit=5)
    assert ([row.name for row in rest.rows], rest.more) == (right[5:], False)
    back = office.call(clients.list_clients, before=rest.rows[0].cursor, limit=2)
    assert ([row.name for row in back.rows], back.more) == (right[3:5], True)
    end = office.call(clients.list_clients, before=client_list.LAST, limit=2)
    assert [row.name for row in end.rows] == right[-2:]


def test_the_list_jumps_to_the_typed_letters(office: Office, make: Make) -> None:
    for name in ("Аґрус", "Береза", "Бузок", "Верба"):
        make.client(name)
    page = office.call(clients.list_clients, start_with="Бу")
    assert [row.name for row in page.rows] == ["Бузок", "Верба"]


def test_a_row_shows_the_first_phone_and_a_manager(office: Office, make: Make) -> None:
    client = make.client("Ромашка")
    make.phone("+380670000001", contact=make.contact("Другий", clients=(client,)))
    main = make.contact("Головний", clients=(client,))
    make.phone(NUMBER, contact=main)
    office.call(
        contacts.place_contact, client_id=client.id, contact_id=main.id, position="директор", main=True
    )
    manager = make.employee(Role.MANAGER, full_name="Менеджер")
    make.client_service(client, manager_id=manager.id)
    (row,) = office.call(clients.list_clients).rows
    assert (row.phone, row.manager) == ("050 000-01-01", "Менеджер")


def test_search_finds_by_name_code_phone_and_contact(office: Office, make: Make) -> None:
    client = make.client("Сонячна долина", tax_code="99000011")
    make.phone(NUMBER, contact=make.contact("Остап Вишня", clients=(client,)))
    make.client("Інша")
    for text in ("соняч", "99000011", "0500000101", "0101", "вишня", "cjyzx"):
        found = office.call(clients.search_clients, text=text)
        assert [row.name for row in found.rows] == ["Сонячна долина"], text
    assert office.call(clients.search_clients, text="нема такого").rows == ()


# --- making a client


def test_a_client_made_from_an_unknown_call_gets_the_call_and_the_earlier_ones(
    office: Office, make: Make, actors: dict[Role, Actor]
) -> None:
    desk = office.as_actor(actors[Role.OPERATOR])
    earlier = make.call(e164=NUMBER)
    call = make.ringing(e164=NUMBER, caller_name="OLGA")
    draft = desk.call(talk_drafts.start_talk, call_id=call.id)
    prefilled = desk.call(client_edit.prefill_from_call, call_id=call.id)
    assert prefilled.draft.phones == ("050 000-01-01",)

    saved = desk.call(
        client_edit.add_client,
        draft=replace(prefilled.draft, full_name="ТОВ «Ромашка»"),
        contacts=(prefilled.contact,),
        call_id=call.id,
    )

    card = desk.call(client_card.show_client, client_id=saved.id)
    assert (card.name, card.legal_form, card.fields.short_name) == ("Ромашка", "ТОВ", "Ромашка")
    assert [(one.full_name, one.phones[0].e164) for one in card.contacts] == [("OLGA", NUMBER)]
    assert {one.id: one.certainty for one in card.calls} == {
        call.id: ClientCertainty.CHOSEN,
        earlier.id: ClientCertainty.ONLY,
    }
    (talk,) = desk.call(talk_drafts.my_drafts)
    assert talk.id == draft.id
    assert talk.client is not None
    assert talk.client.id == saved.id


def test_a_number_alone_is_enough_for_a_contact(office: Office) -> None:
    saved = office.call(client_edit.add_client, draft=replace(DRAFT, phones=("(050) 000 01 01",)))
    (contact,) = office.call(client_card.show_client, client_id=saved.id).contacts
    assert (contact.full_name, contact.phones[0].e164, contact.phones[0].as_typed) == (
        "",
        NUMBER,
        "(050) 000 01 01",
    )


def test_a_wrong_check_digit_warns_and_saves(office: Office) -> None:
    saved = office.call(client_edit.add_client, draft=replace(DRAFT, tax_code="99000012"))
    assert [doubt.field for doubt in saved.doubts] == ["tax_code"]
    assert "99000012" in saved.doubts[0].text


def test_lost_zeros_come_back_and_the_card_is_found_by_the_short_code(office: Office) -> None:
    saved = office.call(client_edit.add_client, draft=replace(DRAFT, tax_code="32129"))
    assert office.call(client_card.show_client, client_id=saved.id).fields.tax_code == "00032129"
    assert office.call(lookup.client_by_code, code="32129").id == saved.id


@pytest.mark.parametrize(
    "draft",
    [ClientDraft(full_name="  "), replace(DRAFT, tax_code="00000000"), replace(DRAFT, phones=("абв 12",))],
)
def test_what_cannot_be_a_card_is_refused_and_nothing_is_written(office: Office, draft: ClientDraft) -> None:
    with pytest.raises(Refused):
        office.call(client_edit.add_client, draft=draft)
    assert office.call(clients.list_clients).rows == ()


def test_text_from_outside_is_made_harmless(office: Office) -> None:
    saved = office.call(client_edit.add_client, draft=replace(DRAFT, full_name="Рома\x1b[31mшка\x07"))
    assert office.call(client_card.show_client, client_id=saved.id).name == "Ромашка"


# --- two people, one card


def test_the_second_to_save_sees_each_field_and_loses_nothing(
    office: Office, actors: dict[Role, Actor]
) -> None:
    saved = office.call(client_edit.add_client, draft=DRAFT)
    first, second = office.as_actor(actors[Role.OPERATOR]), office.as_actor(actors[Role.MANAGER])
    first.call(
        client_edit.edit_client,
        client_id=saved.id,
        version=saved.version,
        draft=replace(DRAFT, email="a@example.com", head_name="Коваль О."),
    )
    typed = replace(DRAFT, email="b@example.com", site="example.com")
    with pytest.raises(ChangedMeanwhile) as stopped:
        second.call(client_edit.edit_client, client_id=saved.id, version=saved.version, draft=typed)

    seen = {change.field: (change.was, change.now, change.mine) for change in stopped.value.changes}
    assert seen == {
        "email": ("", "a@example.com", "b@example.com"),
        "head_name": ("", "Коваль О.", ""),
    }
    moment = format_moment(office.clock())
    assert stopped.value.by == f"{actors[Role.OPERATOR].login} ({moment})"
    card = second.call(client_card.show_client, client_id=saved.id)
    assert card.fields.email == "a@example.com", "nothing of the first is lost"
    settled = replace(typed, head_name="Коваль О.")
    second.call(client_edit.edit_client, client_id=saved.id, version=stopped.value.version, draft=settled)
    card = second.call(client_card.show_client, client_id=saved.id)
    assert (card.fields.email, card.fields.site, card.fields.head_name) == (
        "b@example.com",
        "example.com",
        "Коваль О.",
    )


def test_both_typed_the_same_so_there_is_no_difference(office: Office) -> None:
    saved = office.call(client_edit.add_client, draft=DRAFT)
    change = {"client_id": saved.id, "version": saved.version, "draft": replace(DRAFT, region="Львів")}
    office.call(client_edit.edit_client, **change)
    office.call(client_edit.edit_client, **change)
    assert office.call(client_card.show_client, client_id=saved.id).fields.region == "Львівська"


def test_saving_a_form_unchanged_changes_nothing(office: Office) -> None:
    saved = office.call(client_edit.add_client, draft=DRAFT)
    card = office.call(client_card.show_client, client_id=saved.id)
    again = office.call(client_edit.edit_client, client_id=saved.id, version=card.version, draft=card.fields)
    assert again.version == saved.version


# --- where a field came from


def test_a_typed_field_is_never_overwritten_without_a_yes(office: Office) -> None:
    saved = office.call(client_edit.add_client, draft=replace(DRAFT, region="Львів"))
    values = {"region": "Харківська", "head_name": "Коваль О."}
    filled = office.call(client_edit.fill_client, client_id=saved.id, values=values, source="certificate")
    assert filled.applied == ("head_name",)
    assert [(one.field, one.now, one.mine) for one in filled.kept] == [("region", "Львівська", "Харківська")]
    card = office.call(client_card.show_client, client_id=saved.id)
    assert (card.fields.region, card.sources) == ("Львівська", {"head_name": "certificate"})

    yes = office.call(
        client_edit.fill_client,
        client_id=saved.id,
        values=values,
        source="import",
        replace_typed=frozenset({"region"}),
    )
    assert yes.applied == ("region",)
    card = office.call(client_card.show_client, client_id=saved.id)
    office.call(
        client_edit.edit_client,
        client_id=saved.id,
        version=card.version,
        draft=replace(card.fields, head_name="Коваль Ольга"),
    )
    card = office.call(client_card.show_client, client_id=saved.id)
    assert card.sources == {"region": "import"}, "typed over: it is typed now"


# --- duplicates


def test_a_duplicate_is_shown_by_code_phone_or_near_name(office: Office, make: Make) -> None:
    by_code = make.client("Зовсім інша", tax_code="99000011")
    by_name = make.client("Ромашкка плюс")
    by_phone = make.known("Третя", NUMBER)
    make.client("Сторонній")
    found = office.call(
        duplicates.duplicates_of,
        draft=replace(DRAFT, full_name="ТОВ «Ромашка плюс»"),
        phones=("0500000101",),
    )
    assert {one.client.id: one.why for one in found} == {
        by_code.id: SameBy.TAX_CODE,
        by_phone.id: SameBy.PHONE,
        by_name.id: SameBy.NAME,
    }
    own = office.call(duplicates.duplicates_of, draft=DRAFT, except_id=by_code.id)
    assert by_code.id not in {one.client.id for one in own}


# --- the card


def test_the_card_holds_every_section(office: Office, make: Make, clock: Clock) -> None:
    client = make.known("Ромашка", NUMBER)
    make.client_service(client, valid_to=date(2026, 3, 1))
    make.client_service(client, ended_at=clock())
    make.talk(client, text="довгий " * 50)
    make.call(client_id=client.id)
    make.task(client)
    make.warning(client, pinned=False)
    card = office.call(client_card.show_client, client_id=client.id)
    sections = (card.contacts, card.services, card.talks, card.calls, card.tasks, card.warnings)
    assert all(sections)
    assert [one.days_left for one in card.services] == [-1, 304]
    assert len(card.talks[0].text) <= 160
    with pytest.raises(NotFound):
        office.call(client_card.show_client, client_id=10**9)


def test_a_warning_is_pinned_and_ended(office: Office, make: Make) -> None:
    client = make.client()
    (one,) = office.call(warnings.add_warning, client_id=client.id, text=" Борг ", pinned=False)
    (one,) = office.call(warnings.pin_warning, warning_id=one.id, pinned=True)
    assert (one.text, one.pinned, one.author) == ("Борг", True, office.actor.full_name)
    assert office.call(warnings.end_warning, warning_id=one.id) == ()
    with pytest.raises(Refused):
        office.call(warnings.add_warning, client_id=client.id, text="  ")


# --- contacts and numbers


def test_any_of_three_numbers_of_a_contact_finds_all_four_clients(office: Office, make: Make) -> None:
    four = [make.client(f"Клієнт {letter}") for letter in "абвг"]
    contact = office.call(
        contacts.add_contact,
        client_id=four[0].id,
        contact=NewContact("Бухгалтер", phones=(NewPhone("050 000 01 01, 067 000 00 02"),)),
    )
    office.call(contacts.add_phone, contact_id=contact.id, as_typed="(044) 555-00-01")
    for client in four[1:]:
        office.call(contacts.link_contact, client_id=client.id, contact_id=contact.id)
    for number in ("0500000101", "+38 067 000-00-02", "80445550001"):
        found = office.call(contacts.clients_with_phone, number=number)
        assert [one.id for one in found] == [client.id for client in four]


def test_calls_of_a_number_show_the_client_as_soon_as_he_alone_has_it(office: Office, make: Make) -> None:
    call = make.call(e164=NUMBER)
    one, other = make.client("Один"), make.client("Другий")
    shared = make.contact("Спільний", clients=(one, other))

    def client_of_call() -> str | None:
        client = office.call(calls.show_call, call_id=call.id).call.client
        return client.name if client else None

    office.call(contacts.add_phone, contact_id=shared.id, as_typed="0500000101")
    assert client_of_call() is None, "two have the number: a person must choose"
    office.call(contacts.unlink_contact, client_id=other.id, contact_id=shared.id)
    assert client_of_call() == "Один"
    office.call(contacts.link_contact, client_id=other.id, contact_id=shared.id)
    assert client_of_call() == "Один", "what was settled stays"


def test_the_same_number_is_put_on_a_contact_once(office: Office, make: Make) -> None:
    contact = make.contact(clients=(make.client(),))
    for form in ("0500000101", "+380 50 000 01 01", "8 (050) 000-01-01"):
        card = office.call(contacts.add_phone, contact_id=contact.id, as_typed=form)
    assert [phone.as_typed for phone in card.phones] == ["0500000101"]
    card = office.call(contacts.remove_phone, phone_use_id=card.phones[0].id)
    assert card.phones == ()
    with pytest.raises(Refused, match="abc"):
        office.call(contacts.add_phone, contact_id=contact.id, as_typed="abc")


def test_a_contact_is_edited_for_all_his_clients_and_with_a_version(office: Office, make: Make) -> None:
    contact = make.contact("Ольга", clients=(make.client(), make.client()))
    edit = {"contact_id": contact.id, "version": 1}
    office.call(contacts.edit_contact, **edit, full_name="Ольга Коваль")
    with pytest.raises(ChangedMeanwhile):
        office.call(contacts.edit_contact, **edit, full_name="Оля")


# --- rules


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_client_is_found_by_the_words_of_both_his_names(full_name: str, short_name: str) -> None:
    keys = card_keys(full_name, short_name)
    assert keys.sort_key == sort_key(keys.short_name)
    again = card_keys(full_name, keys.short_name) if keys.short_name else keys
    assert set(again.search_key.split()) <= set(keys.search_key.split())


def test_a_form_holds_the_kind_and_every_field(office: Office) -> None:
    draft = ClientDraft(
        kind=ClientKind.SOLE_TRADER,
        full_name="ФОП Коваль Ольга Петрівна",
        short_name="Коваль О. П.",
        tax_code="3121212343",
        vat_number="3121212343",
        region="Сумська",
        legal_address="Суми",
        mail_address="Суми, а/с 1",
        email="o@example.com",
        site="example.com",
        head_name="Коваль О. П.",
        head_position="власниця",
        note="рядок\nще рядок",
    )
    saved = office.call(client_edit.add_client, draft=draft)
    assert saved.doubts == ()
    assert office.call(client_card.show_client, client_id=saved.id).fields == draft
