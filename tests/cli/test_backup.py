"""Backup, restore and check by the command line, and the nightly jobs that care for the store."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from crm_tui.cli.session import os_account
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor, system_actor
from crm_tui.jobs import work
from crm_tui.store.engine import Store
from crm_tui.usecases.office import Office
from tests.cli.running import Outcome
from tests.factories import Make

Crm = Callable[..., Outcome]


def test_what_was_saved_comes_back(crm: Crm, me: Actor, made: Make, home: Path) -> None:
    made.client("Ромашка", tax_code="99000011")
    copy = home / "copy.db"
    assert crm("db", "backup", str(copy)).code == 0
    assert crm("db", "restore", str(copy), "--verify").code == 0
    crm("clients", "edit", "99000011", "--set", "note=після копії")
    assert crm("db", "restore", str(copy)).code == 0
    assert "після копії" not in crm("clients", "show", "99000011").out
    assert crm("db", "check").code == 0
    assert crm("audit", "verify").code == 0


def test_a_lost_store_comes_back_from_its_copy(
    crm: Crm, me: Actor, made: Make, home: Path, empty_store: Store
) -> None:
    made.client("Ромашка", tax_code="99000011")
    crm("db", "backup", str(home / "copy.db"))
    empty_store.close()
    for file in home.glob("office.db*"):
        file.unlink()
    assert "db upgrade" in crm("clients", "find").refused()
    assert crm("db", "restore", str(home / "copy.db")).code == 0
    assert "Ромашка" in crm("clients", "find").out


def test_a_copy_is_never_written_over_and_a_bad_one_never_put_in_place(
    crm: Crm, me: Actor, home: Path, store_digest: Callable[[], str]
) -> None:
    copy = home / "copy.db"
    crm("db", "backup", str(copy))
    assert "copy.db" in crm("db", "backup", str(copy)).refused()
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("UPDATE employee SET full_name = 'Хтось інший'")
    before = store_digest()
    crm("db", "restore", str(copy), "--verify").refused()
    crm("db", "restore", str(copy)).refused()
    crm("db", "restore", str(home / "nosuch.db")).refused()
    assert store_digest() == before


def test_only_an_administrator_puts_a_store_away(crm: Crm, made: Make, home: Path) -> None:
    made.actor(Role.OPERATOR, login="petro", os_login=os_account())
    for words in (["backup"], ["restore"]):
        crm("db", *words, str(home / "copy.db")).refused()
    assert not (home / "copy.db").exists()


@pytest.fixture
def night(empty_store: Store) -> Office:
    return Office(empty_store, empty_store.settings, system_actor("jobs"))


def test_the_nightly_copy_keeps_the_last_fortnight(night: Office, home: Path) -> None:
    first = date(2026, 3, 1)
    for day in range(16):
        work.backup(night, first + timedelta(days=day))
    copies = sorted(path.name for path in (home / "backup").glob("*.copy"))
    assert len(copies) == 14
    assert copies[-1] == "nightly-2026-03-16.copy"
    assert len(list((home / "backup").iterdir())) == 28


def test_old_calls_get_the_client_that_came_later(night: Office, made: Make) -> None:
    made.call(number="0501112233", e164="+380501112233")
    client = made.known("Ромашка", "+380501112233")
    assert work.resolve_callers(night, date(2026, 3, 2)) == "1 call got its client"
    assert work.resolve_callers(night, date(2026, 3, 3)) == "0 calls got their client"
    from crm_tui.usecases.calls import list_calls

    (call,) = night.call(list_calls).rows
    assert call.client is not None
    assert call.client.id == client.id
