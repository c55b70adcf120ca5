import pytest

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import ClientCertainty
from crm_tui.store import tables as t
from crm_tui.usecases import client_import_undo
from crm_tui.usecases.parts.import_run import import_clients, undo_import
from tests.usecases.test_client_import import LIST, counted, rows


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "clients.csv"
    path.write_text(LIST, "utf-8")
    return path


@pytest.fixture(params=[500, 2])
def run_id(request, office, make, file, monkeypatch):
    """An import into a store that knows the accountant; undone at once and in small parts."""
    monkeypatch.setattr(client_import_undo, "_LEFT", client_import_undo._LEFT.limit(request.param))
    monkeypatch.setattr(client_import_undo, "AT_ONCE", request.param)
    known = make.client("Давній")
    make.phone("+380500000101", contact=make.contact("Коваль Ольга", clients=(known,)))
    return known


def test_taken_back_the_store_is_as_before(office, store, file, run_id):
    before = counted(store)
    done = import_clients(office, file)
    assert counted(store) != before
    assert undo_import(office, done.run_id).removed == 3
    assert counted(store) == before
    assert rows(store, t.ImportRow.id) == []


def test_after_an_undo_the_file_can_be_taken_again(office, store, file, run_id):
    first = import_clients(office, file)
    undo_import(office, first.run_id)
    again = import_clients(office, file)
    assert (again.counts.added, again.run_id == first.run_id) == (3, False)
    with pytest.raises(Refused):
        undo_import(office, first.run_id)


def test_with_a_card_in_use_nothing_goes_and_it_is_told(office, store, make, file, run_id):
    done = import_clients(office, file)
    (used,) = [row for row in rows(store, t.Client.full_name, t.Client.id) if row[0].startswith("ФОП")]
    from sqlmodel import Session

    with Session(store.engine) as session:
        make.talk(session.get(t.Client, used[1]))
    imported = counted(store)
    refused = undo_import(office, done.run_id)
    assert (refused.removed, [one.client.id for one in refused.kept]) == (0, [used[1]])
    assert counted(store) == imported
    left = undo_import(office, done.run_id, leave_used=True)
    assert (left.removed, len(left.kept)) == (2, 1)
    assert counted(store)["client"] == 2


def test_calls_found_by_the_import_are_nobodys_again(office, store, make, tmp_path):
    make.call(e164="+380670000202")
    file = tmp_path / "one.csv"
    file.write_text("Назва;Телефон\nРомашка;0670000202\n", "utf-8")
    done = import_clients(office, file)
    assert rows(store, t.Call.client_id, t.Call.certainty) == [(1, ClientCertainty.ONLY)]
    undo_import(office, done.run_id)
    assert rows(store, t.Call.client_id, t.Call.certainty) == [(None, ClientCertainty.NONE)]


def test_what_was_removed_is_in_the_log(office, store, file, run_id):
    done = import_clients(office, file)
    undo_import(office, done.run_id)
    deleted = [row for row in rows(store, t.Audit.table_name, t.Audit.change) if row[1] == "delete"]
    assert ("client", "delete") in deleted
    assert deleted.count(("client_contact", "delete")) == 2
