import json
from collections import Counter

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.kinds import ClientCertainty, ClientKind, ImportState, Role
from crm_tui.store import tables as t
from crm_tui.usecases.client_import import ImportCounts, Outcome, take_chunk
from crm_tui.usecases.clients import list_clients
from crm_tui.usecases.parts import import_run
from crm_tui.usecases.parts.import_run import import_clients
from crm_tui.usecases.tags import list_tags

LIST = """Код;Найменування;Код за ЄДРПОУ;Телефон;Контактна особа;Область
1;ТОВ «Ґава»;99000011;(050) 000 01 01, 044 123-45-67 дод. 5;Коваль Ольга;м.Київ
2;ФОП Петренко Іван;3121212343;050 000 01 01;Коваль Ольга;Харківська обл.
3;;99001004;;;
4;ТОВ «Інша»;99001005;;;Атлантида
5;Ґава;;;;
6;ТОВ «Новий»;99000011;;;
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "clients.csv"
    path.write_text(LIST, "utf-8")
    return path


@pytest.fixture
def heard():
    return []


@pytest.fixture
def take(office, file, heard):
    def run(path=file, **options):
        heard.clear()
        return import_clients(office, path, told=lambda taken: heard.extend(taken.notes), **options)

    return run


def rows(store, *columns, order=None):
    with Session(store.engine) as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by(order or columns[0]))]


def counted(store):
    """How many rows each table holds, the import's own books and the log apart."""
    books = {"audit_log", "audit_head", "import_run", "import_row"}
    with Session(store.engine) as session:
        return {
            table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in t.metadata.sorted_tables
            if table.name not in books
        }


def test_a_list_becomes_cards_with_contacts_and_numbers(take, store, heard):
    done = take()
    assert done.counts == ImportCounts(lines=6, added=3, already=0, duplicates=2, refused=1, warnings=2)
    assert rows(
        store, t.Client.id, t.Client.full_name, t.Client.tax_code, t.Client.kind, t.Client.region
    ) == [
        (1, "ТОВ «Ґава»", "99000011", ClientKind.LEGAL_ENTITY, "м. Київ"),
        (2, "ФОП Петренко Іван", "3121212343", ClientKind.SOLE_TRADER, "Харківська"),
        (3, "ТОВ «Інша»", "99001005", ClientKind.LEGAL_ENTITY, "Атлантида"),
    ]
    assert rows(store, t.Phone.e164) == [("+380441234567",), ("+380500000101",)]
    # one accountant of two firms is one contact
    assert rows(store, t.Contact.full_name) == [("Коваль Ольга",)]
    assert rows(store, t.ClientContact.client_id, t.ClientContact.contact_id) == [(1, 1), (2, 1)]
    assert [(note.line, note.outcome) for note in heard] == [
        (3, Outcome.WARNING),  # the accountant's number is of the first client too
        (4, Outcome.REFUSED),
        (5, Outcome.WARNING),
        (5, Outcome.WARNING),
        (6, Outcome.DUPLICATE),
        (7, Outcome.DUPLICATE),
    ]


def test_the_second_run_changes_nothing(take, store, file, tmp_path, heard):
    take()
    before = counted(store)
    assert take().finished_before
    assert counted(store) == before
    again = tmp_path / "renamed.csv"
    again.write_text(LIST.replace("Код;Най", " Код;Най"), "utf-8")  # the same rows in another file
    assert take(again, source="clients").counts.already == 3
    assert counted(store) == before


def test_a_dry_run_tells_the_same_and_changes_nothing(take, store, heard, monkeypatch):
    before = counted(store)
    monkeypatch.setattr(import_run, "AT_ONCE", 2)  # doubles lie in different chunks
    tried = take(dry_run=True)
    told = list(heard)
    assert counted(store) == before
    done = take()
    assert (tried.counts, [note.line for note in told]) == (done.counts, [note.line for note in heard])
    assert tried.run_id is None


@pytest.mark.parametrize("kept", [0, 1, 2, 3])
def test_a_stopped_import_goes_on_where_it_ended(office, take, store, file, monkeypatch, kept):
    monkeypatch.setattr(import_run, "AT_ONCE", 2)
    chunks = []

    def stop(taken):
        chunks.append(taken)
        if len(chunks) > kept:
            raise KeyboardInterrupt

    if kept < 3:
        with pytest.raises(KeyboardInterrupt):
            import_clients(office, file, told=stop)
    assert take().counts.added == 3
    assert rows(store, t.ImportRun.state, t.ImportRun.lines_done) == [(ImportState.DONE, 7)]
    assert counted(store)["client"] == 3


def test_cards_of_the_store_are_known(take, make, store, heard):
    make.client("Ґава", tax_code="99000011")
    make.client("Інша", tax_code="99001016")
    done = take()
    # «Інша» has another tax code here, so it is another client
    assert (done.counts.added, done.counts.duplicates) == (2, 3)
    assert "Ґава" in next(note.text for note in heard if note.line == 2)


def test_doubles_can_be_kept(take, store):
    assert take(keep_duplicates=True).counts.added == 5
    assert take(keep_duplicates=True).finished_before


def test_a_number_known_by_name_too_is_the_same_person(take, make, store):
    known = make.known("Давній", "+380500000101")
    contact = make.contact("Коваль Ольга", clients=(known,))
    with Session(store.engine) as session:
        phone = session.execute(select(t.Phone)).scalar_one()
    make.use(phone, contact)
    take()
    assert (contact.id, 3) in rows(store, t.ClientContact.contact_id, t.ClientContact.client_id)
    assert counted(store)["phone"] == 2


def test_calls_nobody_knew_find_their_client(take, make, store):
    call = make.call(e164="+380441234567")
    take()
    client_id, certainty = rows(store, t.Call.client_id, t.Call.certainty)[0]
    # two firms share the contact, so nobody is guessed
    assert (client_id, certainty) == (None, ClientCertainty.NONE)
    assert call.id is not None


def test_every_made_record_is_in_the_log(take, store):
    take()
    names = (t.Audit.table_name, t.Audit.change)
    logged = Counter(table for table, change in rows(store, *names) if change == "insert")
    made = {"client": 3, "contact": 1, "client_contact": 2, "phone": 2, "contact_phone": 2, "import_run": 1}
    assert {table: logged[table] for table in made} == made


def test_a_file_cut_in_its_middle_changes_nothing(take, store, tmp_path):
    before = counted(store)
    cut = tmp_path / "cut.json"
    cut.write_text("[\n" + "".join(json.dumps({"full_name": f"К {n}"}) + ",\n" for n in range(3000)), "utf-8")
    with pytest.raises(Refused, match=r"cut\.json"):
        take(cut)
    assert counted(store) == before
    assert rows(store, t.ImportRun.id) == []


def test_only_who_may_imports(office, actors, file, store):
    with pytest.raises(Forbidden):
        import_clients(office.as_actor(actors[Role.OPERATOR]), file)
    assert counted(store)["client"] == 0


def test_a_run_that_is_over_takes_no_more(office, take):
    done = take()
    with pytest.raises(Refused):
        office.call(take_chunk, run_id=done.run_id, clients=())


TAGGED = """Найменування;Код за ЄДРПОУ;Мітки
ТОВ «Перша»;99000011;борг; VIP
ТОВ «Друга»;99001005;"борг; "";12"
"""


def test_tags_of_a_list_are_made_only_when_asked_and_go_with_the_import(office, tmp_path):
    """Given tags that nobody uses, when a list names them, nothing is taken in without a word."""
    path = tmp_path / "tagged.csv"
    path.write_text(TAGGED.replace(";борг; VIP", ';"борг; VIP, vip"'), "utf-8")
    with pytest.raises(Refused, match="борг"):
        import_clients(office, path)
    assert office.call(list_clients).rows == ()
    heard = []
    done = import_clients(office, path, make_tags=True, told=lambda taken: heard.extend(taken.notes))
    tags = {row.name: [tag.name for tag in row.tags] for row in office.call(list_clients).rows}
    assert tags == {"Друга": ["борг"], "Перша": ["VIP", "борг"]}
    assert [note.line for note in heard if "12" in note.text] == [3], "a number is no tag"
    import_run.undo_import(office, done.run_id)
    assert [(tag.name, tag.clients) for tag in office.call(list_tags)] == [("VIP", 0), ("борг", 0)]
    assert import_clients(office, path).counts.added == 2, "now they are in use"
