"""`crm-tui users` and `services`: who works here, what he may, who answers for a client's service."""

import io
import json
from collections.abc import Callable

import pytest

from crm_tui.cli.session import os_account
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.store.engine import Store
from tests.cli.running import Outcome
from tests.factories import Make

Crm = Callable[..., Outcome]


def type_in(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_the_first_user_of_an_empty_store(crm: Crm, empty_store: Store) -> None:
    account = os_account()
    crm("users", "add", "petro", "--name", "Петро", "--role", "operator").refused()
    assert crm("users", "add", "boss", "--name", "Оксана", "--role", "admin", "--os-login", account).code == 0
    (user,) = json.loads(crm("users", "list", "--json").out)
    assert (user["login"], user["roles"], user["os_login"]) == ("boss", ["admin"], account)


def test_a_person_is_changed_field_by_field(crm: Crm, me: Actor) -> None:
    added = crm("users", "add", "petro", "--name", "Петро", "--role", "operator", "--extension", "201")
    assert added.code == 0
    assert crm("users", "edit", "petro", "--role", "operator", "--role", "head").code == 0
    users = {user["login"]: user for user in json.loads(crm("users", "list", "--json").out)}
    assert users["petro"]["roles"] == ["head", "operator"]
    assert (users["petro"]["extensions"], users["petro"]["full_name"]) == (["201"], "Петро")
    crm("users", "edit", "petro", "--extension", "-")
    crm("users", "disable", "petro")
    assert [user["login"] for user in json.loads(crm("users", "list", "--json").out)] == ["boss"]
    (petro,) = (u for u in json.loads(crm("users", "list", "--all", "--json").out) if u["login"] == "petro")
    assert (petro["active"], petro["extensions"]) == (False, [])


def test_a_password_comes_by_a_pipe_and_is_nowhere_to_be_seen(
    crm: Crm, me: Actor, monkeypatch: pytest.MonkeyPatch, store_digest: Callable[[], str]
) -> None:
    crm("users", "add", "petro", "--name", "Петро", "--role", "operator")
    type_in(monkeypatch, "вишня-і-чай-7\n")
    outcome = crm("users", "passwd", "petro")
    assert outcome.code == 0
    shown = outcome.out + outcome.err + crm("users", "list").out + crm("audit", "list", "--json").out
    assert "вишня" not in shown
    assert "argon2" not in shown
    type_in(monkeypatch, "\n")
    crm("users", "passwd", "petro").refused()


def test_the_change_log_is_read_and_verified(crm: Crm, me: Actor, empty_store: Store) -> None:
    crm("tasks", "add", "Передзвонити", "--due", "2026-03-31")
    (row,) = json.loads(crm("audit", "list", "--act", "tasks.add_task", "--person", "boss", "--json").out)
    assert ["title", None, "Передзвонити"] in row["changes"]
    assert crm("audit", "verify").code == 0
    with empty_store.engine.execution_options(write=True).begin() as connection:
        connection.exec_driver_sql("UPDATE audit_log SET act = 'nothing' WHERE act = 'tasks.add_task'")
    assert "problem" in crm("audit", "verify").refused()
    crm("jobs", "once", "audit").refused()


def test_a_service_is_claimed_once(crm: Crm, me: Actor, made: Make) -> None:
    made.actor(Role.MANAGER, login="anna", full_name="Анна Шевчук")
    made.client("Ромашка", tax_code="99000011")
    crm("services", "define", "MEDOC", "M.E.Doc", "--group", "medoc")
    assert crm("services", "claim", "99000011", "MEDOC", "--as", "anna").code == 0
    assert "Анна Шевчук" in crm("services", "claim", "99000011", "MEDOC").refused()
    (row,) = json.loads(crm("services", "list", "--client", "99000011", "--json").out)
    assert row["manager"]["name"] == "Анна Шевчук"
    assert crm("services", "reassign", str(row["id"]), "-").code == 0
    assert crm("services", "claim", "99000011", "MEDOC").code == 0
    assert len(json.loads(crm("services", "list", "--json").out)) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["users", "add", "boss", "--name", "Другий", "--role", "admin"],
        ["users", "add", "two words", "--name", "X"],
        ["users", "add", "petro"],
        ["users", "edit", "nosuch", "--name", "X"],
        ["users", "edit", "boss", "--role", "operator"],
        ["users", "disable", "boss"],
        ["users", "disable", "nosuch"],
        ["users", "passwd", "nosuch"],
        ["services", "add", "99000011", "nosuch"],
        ["services", "add", "00000000", "MEDOC"],
        ["services", "add", "99000011", "MEDOC", "--from", "2026-03-31", "--to", "2026-03-01"],
        ["services", "claim", "99000011", "nosuch"],
        ["services", "end", "999"],
        ["services", "reassign", "999", "boss"],
        ["services", "define", "MEDOC", "again"],
        ["audit", "list", "--since", "x"],
        ["db", "demo", "--clients", "5"],
        ["setup"],
    ],
)
def test_bad_input_is_one_line_and_changes_nothing(
    crm: Crm, me: Actor, made: Make, words: list[str], store_digest: Callable[[], str]
) -> None:
    made.client("Ромашка", tax_code="99000011")
    made.service("M.E.Doc", code="MEDOC")
    before = store_digest()
    crm(*words).refused()
    assert store_digest() == before


def test_who_is_away_and_who_stands_in(crm: Crm, me: Actor, made: Make) -> None:
    made.actor(Role.MANAGER, login="anna", full_name="Анна")
    made.actor(Role.MANAGER, login="taras", full_name="Тарас")
    add = ("users", "absence-add", "anna", "--from", "2099-03-02", "--to", "2099-03-13")
    assert "Тарас" in crm(*add, "--deputy", "taras", "--note", "відпустка").out
    assert "already" in crm(*add).refused()
    assert "nobody-here" in crm("users", "absence-add", "nobody-here", *add[3:]).refused()
    (row,) = json.loads(crm("users", "absences", "--person", "anna", "--json").out)
    assert (row["first_day"], row["deputy"]["name"], row["note"]) == ("2099-03-02", "Тарас", "відпустка")
    edit = ("users", "absence-edit", str(row["id"]))
    assert "16.03.2099" in crm(*edit, "--to", "16.03.2099").out
    assert "absence 999" in crm("users", "absence-edit", "999", "--note", "x").refused()
    assert crm(*edit, "--to", "2099-03-01").refused()
    (after,) = json.loads(crm(*edit, "--deputy", "-", "--note", "довша", "--json").out)
    assert (after["first_day"], after["last_day"]) == ("2099-03-02", "2099-03-16")
    assert (after["deputy"], after["note"]) == (None, "довша")
    assert crm("users", "absence-remove", str(row["id"])).code == 0
    assert json.loads(crm("users", "absences", "--all", "--json").out) == []
