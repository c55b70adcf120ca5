import json
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.domain.clients import Severity
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import ClientKind, PhoneKind
from crm_tui.domain.text import clean
from crm_tui.exchange.client_columns import FIELDS, find_columns, read_mapping
from crm_tui.exchange.client_list import ListedContact, ListedPhone, read_clients
from crm_tui.exchange.sheet import open_sheet


@pytest.fixture
def clients(tmp_path):
    def read(text, mapping=None, **options):
        file = tmp_path / "list.csv"
        file.write_text(text, "utf-8")
        with open_sheet(file) as sheet:
            return list(read_clients(sheet, find_columns(sheet, mapping), **options))

    return read


def test_a_list_out_of_1c(clients):
    found = clients(
        "Контрагенти;;;;;\n"
        "на 23.11.2026;;;;;\n"
        "Код;Найменування;Код за ЄДРПОУ;Телефон;Контактна особа;E-mail\n"
        "000000017;ТОВ «Ґава»;32129;(050) 000 01 01, 044 123-45-67 дод. 5;Коваль Ольга;buh@example.com\n"
        "000000018;Петренко Іван ФОП;3121212343;;;\n",
        {},
    )
    gava, petrenko = found
    assert (gava.line, gava.external_id, gava.legal_form) == (4, "000000017", "ТОВ")
    assert (gava.draft.full_name, gava.draft.short_name) == ("ТОВ «Ґава»", "Ґава")
    assert gava.search_key == "гава"
    assert gava.contacts == (
        ListedContact(
            full_name="Коваль Ольга",
            main=True,
            phones=(
                ListedPhone("+380500000101", "(050) 000 01 01"),
                ListedPhone("+380441234567", "044 123-45-67 дод. 5", "5"),
            ),
        ),
    )
    assert [problem.code for problem in gava.problems] == ["tax_code_padded"]
    assert (petrenko.draft.kind, petrenko.contacts) == (ClientKind.SOLE_TRADER, ())


def test_a_mapping_overrides_what_is_known(clients):
    text = "Назва;Фірма;Дзвонити\nX;Ромашка;0500000101\n"
    (client,) = clients(text, {"Фірма": "full_name", "Назва": "-", "Дзвонити": "phones"})
    assert client.draft.full_name == "Ромашка"
    assert client.contacts[0].phones[0].e164 == "+380500000101"


def test_several_columns_of_phones_are_one(clients):
    (client,) = clients("Назва;Телефон;Моб. телефон\nРомашка;044 123-45-67;0500000101\n")
    assert [phone.e164 for phone in client.contacts[0].phones] == ["+380441234567", "+380500000101"]


@pytest.mark.parametrize(
    ("row", "code", "severity"),
    [
        (";14360570;", "name_missing", Severity.ERROR),
        ("Ромашка;00000000;", "tax_code_no_number", Severity.ERROR),
        ("Ромашка;14360571;", "tax_code_check_digit", Severity.WARNING),
        ("Ромашка;;12345", "phone_unreadable", Severity.WARNING),
    ],
)
def test_problems_are_told_by_line(clients, row, code, severity):
    (client,) = clients(f"Назва;ЄДРПОУ;Телефон\n{row}\n")
    assert [(problem.code, problem.severity) for problem in client.problems] == [(code, severity)]
    assert client.line == 2
    assert client.refused == (severity is Severity.ERROR)


def test_the_same_row_is_the_same_client_wherever_it_stands(clients):
    first = clients("Назва;ЄДРПОУ\nА;1\nБ;2\n")
    second = clients("Назва;ЄДРПОУ\nБ;2\nА;1\n")
    assert [one.external_id for one in first] == [one.external_id for one in reversed(second)]


def test_reading_goes_on_behind_a_line(clients):
    text = "Назва\n" + "".join(f"Клієнт {number}\n" for number in range(2500))
    assert [one.line for one in clients(text, after_line=2400)] == list(range(2401, 2502))


def test_our_own_contacts_come_back(clients):
    uuid = UUID("01234567-89ab-7def-8123-456789abcdef")
    phones = [{"e164": "+380500000101", "as_typed": "050", "extension": "5", "kind": "work"}]
    contacts = json.dumps([{"uuid": str(uuid), "full_name": "Коваль", "main": True, "phones": phones}])
    (client,) = clients('full_name;contacts\nРомашка;"' + contacts.replace('"', '""') + '"\n')
    assert client.contacts == (
        ListedContact(
            uuid, "Коваль", main=True, phones=(ListedPhone("+380500000101", "050", "5", PhoneKind.WORK),)
        ),
    )


@pytest.mark.parametrize("contacts", ["[1]", "{", '[{"name": 1}]', '[{"phones": [{"e164": 1}]}]', "[" * 9999])
def test_spoilt_contacts_are_a_problem_of_their_line(clients, contacts):
    (client,) = clients('full_name;contacts\nРомашка;"' + contacts.replace('"', '""') + '"\n')
    assert client.refused


def test_a_list_without_names_is_refused(clients):
    with pytest.raises(Refused, match="Телефон"):
        clients("Телефон;Щось\n1;2\n")
    with pytest.raises(Refused, match="nothing in it"):
        clients("")


def test_mappings_come_from_files_and_pairs(tmp_path):
    toml, as_json = tmp_path / "map.toml", tmp_path / "map.json"
    toml.write_text('"Фірма" = "full_name"\n', "utf-8")
    as_json.write_text('{"Фірма": "full_name"}', "utf-8")
    assert read_mapping(["A=B=phones"], toml) == read_mapping(["A=B = phones"], as_json)
    assert read_mapping(["A=B=phones"]) == {"A=B": "phones"}
    for pairs in (["full_name"], ["Фірма=nothing"]):
        with pytest.raises(Refused):
            read_mapping(pairs)
    toml.write_text("=", "utf-8")
    with pytest.raises(Refused, match=r"map\.toml"):
        read_mapping([], toml)


@settings(max_examples=50)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), min_size=1, max_size=20))
def test_hostile_cells_never_break_the_reading(tmp_path_factory, cells):
    file = tmp_path_factory.getbasetemp() / "hostile.json"
    records = [
        dict.fromkeys(FIELDS, "x") | {"full_name": cell, "phones": cell, "tax_code": cell} for cell in cells
    ]
    file.write_text(json.dumps(records), "utf-8")
    with open_sheet(file) as sheet:
        for client in read_clients(sheet, find_columns(sheet)):
            assert client.draft.full_name == clean(client.draft.full_name)
