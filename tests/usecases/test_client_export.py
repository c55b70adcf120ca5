import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_tui.config import Settings
from crm_tui.domain.clients import ClientDraft
from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.kinds import ClientKind, Role
from crm_tui.domain.permissions import system_actor
from crm_tui.exchange.client_file import FORMS, open_client_file
from crm_tui.store.engine import Store
from crm_tui.usecases.client_edit import NewContact, NewPhone, add_client
from crm_tui.usecases.client_export import export_clients
from crm_tui.usecases.client_tags import tag_clients
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.import_run import import_clients
from tests import stores

HOSTILE = [
    "=1+1",
    "+380",
    "'=x",
    'ТОВ «Ґ;\t"а»',
    "a\nb",
    "",
    "Лікарня № 5",
    "000123",
    "ТОВ ТОВ Ромашка",
    "1e5",
    "ДП",
]


def write(office, path, form):
    with open_client_file(path, form) as write_card:
        return office.call(export_clients, write=write_card)


def dump(office, path):
    write(office, path, "json")
    return json.loads(path.read_text("utf-8"))


@pytest.fixture
def filled(office):
    """Clients with everything that could go wrong on the way, one contact shared by two."""
    for number, text in enumerate(HOSTILE):
        draft = ClientDraft(
            kind=list(ClientKind)[number % 4],
            full_name=text if any(map(str.isalnum, text)) else f"Клієнт {number}",
            short_name=HOSTILE[-number],
            tax_code=["00032129", "3121212343", "АБ123456", ""][number % 4],
            vat_number="143605704021" if number % 2 else "",
            region="м.Київ" if number % 2 else "Атлантида",
            **dict.fromkeys(
                ("legal_address", "mail_address", "email", "site", "head_name", "head_position"), text
            ),
            note=f"{text}\nдругий рядок",
        )
        contact = NewContact(
            full_name=f"Особа {text}",
            position=text,
            note=f"{text}\nще",
            phones=(NewPhone(f"050 000 01 {number:02} дод. 5"), NewPhone("+380441234567")),
            main=number % 2 == 0,
        )
        office.call(
            add_client, draft=draft, contacts=(contact, NewContact(full_name="Без номера"))[: number % 3]
        )
    office.call(tag_clients, client_ids=(1, 2), add=("+борг", "@ВІП"))
    return office


@pytest.fixture
def empty_office(sqlite_template, tmp_path):
    """Another store, empty."""
    store: Store = stores.sqlite_from(sqlite_template, tmp_path / "other.db")
    yield Office(store=store, settings=Settings(), actor=system_actor("setup"))
    store.close()


@pytest.mark.parametrize("form", FORMS)
def test_an_export_comes_back_without_a_difference(filled, empty_office, tmp_path, form):
    file = tmp_path / f"clients.{form}"
    assert write(filled, file, form) == len(HOSTILE)
    done = import_clients(empty_office, file, keep_duplicates=True, make_tags=True)
    assert (done.counts.added, done.counts.refused) == (len(HOSTILE), 0)
    assert dump(empty_office, tmp_path / "b.json") == dump(filled, tmp_path / "a.json")


@pytest.mark.parametrize("form", FORMS)
def test_an_export_into_its_own_store_changes_nothing(filled, tmp_path, form):
    before = dump(filled, tmp_path / "a.json")
    file = tmp_path / f"clients.{form}"
    write(filled, file, form)
    assert import_clients(filled, file).counts.already == len(HOSTILE)
    assert dump(filled, tmp_path / "b.json") == before


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=3), st.sampled_from(FORMS))
def test_any_names_and_notes_come_back(sqlite_template, tmp_path_factory, cards, form):
    folder = tmp_path_factory.mktemp("any")
    offices = []
    for name in ("a", "b"):
        store = stores.sqlite_from(sqlite_template, folder / f"{name}.db")
        offices.append(Office(store=store, settings=Settings(), actor=system_actor("setup")))
    for name, short, note in cards:
        draft = ClientDraft(full_name=f"А{name}", short_name=short, note=note)
        offices[0].call(add_client, draft=draft, contacts=(NewContact(full_name=f"Б{note}"),))
    file = folder / f"clients.{form}"
    write(offices[0], file, form)
    import_clients(offices[1], file, keep_duplicates=True)
    assert dump(offices[1], folder / "b.json") == dump(offices[0], folder / "a.json")
    for office in offices:
        office.close()


def test_a_tag_is_no_formula_in_the_sheet(filled, tmp_path):
    write(filled, tmp_path / "clients.csv", "csv")
    assert ";'+борг; @ВІП;" in (tmp_path / "clients.csv").read_text("utf-8-sig").replace('"', "")


def test_a_shared_contact_stays_one(office, make, empty_office, tmp_path):
    clients = (make.client("Ґава"), make.client("Їжак"))
    make.phone("+380500000101", contact=make.contact("Коваль", clients=clients))
    file = tmp_path / "clients.csv"
    write(office, file, "csv")
    import_clients(empty_office, file)
    contacts = [card["contacts"][0]["uuid"] for card in dump(empty_office, tmp_path / "b.json")]
    assert contacts[0] == contacts[1]


def test_a_broken_export_leaves_the_old_file(office, make, tmp_path):
    make.client(note="x" * 40_000)
    file = tmp_path / "clients.xlsx"
    file.write_text("стара", "utf-8")
    with pytest.raises(Refused):
        write(office, file, "xlsx")
    assert [path.name for path in tmp_path.iterdir() if "clients" in path.name] == ["clients.xlsx"]
    assert file.read_text("utf-8") == "стара"


def test_a_folder_that_is_not_there_is_told(office, tmp_path):
    with pytest.raises(Refused, match="nowhere"):
        write(office, tmp_path / "nowhere" / "clients.csv", "csv")


def test_only_who_may_exports(office, actors, tmp_path):
    with pytest.raises(Forbidden):
        write(office.as_actor(actors[Role.OPERATOR]), tmp_path / "clients.csv", "csv")
    assert list(tmp_path.glob("*clients*")) == []
