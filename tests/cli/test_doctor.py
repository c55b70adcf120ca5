"""`crm-tui doctor`: each thing that is wrong is told with its mend; what is good is told too."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crm_tui.cli.checks import machine
from crm_tui.cli.checks.office import check_office
from crm_tui.config import Settings
from crm_tui.domain.permissions import Actor, system_actor
from crm_tui.store.engine import Store
from crm_tui.store.leases import acquire
from crm_tui.usecases.job_runs import note_job_run
from crm_tui.usecases.office import Office
from tests.cli.running import Outcome

Crm = Callable[..., Outcome]


def states(outcome: Outcome) -> dict[str, tuple[str, str]]:
    return {check["name"]: (check["state"], check["mend"]) for check in json.loads(outcome.out)}


def test_without_a_store_it_says_how_to_make_one(crm: Crm, home: Path) -> None:
    outcome = crm("doctor", "--json")
    assert outcome.code == 1
    assert states(outcome)["store"] == ("bad", "crm-tui db upgrade")
    assert not (home / ".local/share/crm-tui/crm.db").exists()


def test_a_sound_office_has_nothing_bad(crm: Crm, me: Actor) -> None:
    outcome = crm("doctor")
    assert outcome.code == 0, outcome
    assert "+ store" in outcome.out
    assert "-> crm-tui jobs once backup" in outcome.out


def test_secrets_others_can_read(crm: Crm, me: Actor, config_file: Path) -> None:
    config_file.write_text('[pbx]\nsecret = "s3cret-word"\n')
    config_file.chmod(0o644)
    outcome = crm("doctor", "--json")
    assert states(outcome)["settings"] == ("bad", f"chmod 600 {config_file}")
    assert "s3cret-word" not in outcome.out + outcome.err


def test_a_broken_file_of_settings(crm: Crm, config_file: Path) -> None:
    config_file.write_text("language = ")
    outcome = crm("doctor", "--json")
    assert states(outcome)["settings"][0] == "bad"


def test_a_slip_in_the_offices_texts_is_told_before_a_client_waits(
    crm: Crm, me: Actor, config_file: Path
) -> None:
    folder = config_file.parent / "texts"
    config_file.write_text(f'templates_dir = "{folder}"\n')
    assert states(crm("doctor", "--json"))["texts of papers"] == ("bad", "make it, or mend templates_dir")
    folder.mkdir()
    assert states(crm("doctor", "--json"))["texts of papers"][0] == "good"
    (folder / "mail_act.j2").write_text("Акт {{ numbr }}", "utf-8")
    assert "mail_act.j2, line 1: there is no field “numbr”" in crm("doctor").out


def test_a_failed_job_and_an_old_backup(empty_store: Store, me: Actor) -> None:
    now = datetime.now(UTC)
    office = Office(empty_store, empty_store.settings, system_actor("jobs"), clock=lambda: now)
    old = Office(
        empty_store, empty_store.settings, system_actor("jobs"), clock=lambda: now - timedelta(days=4)
    )
    old.call(note_job_run, name="backup", succeeded=True, outcome="done")
    office.call(note_job_run, name="journal", succeeded=False, outcome="failed: no room")
    found = {check.name: check for check in check_office(empty_store.settings)}
    assert found["job journal"].finding == "failed: no room"
    assert found["backup"].state == "bad"


def test_who_holds_the_place_of_the_scheduler(empty_store: Store, me: Actor) -> None:
    acquire(empty_store, "jobs", "night-host:1")
    found = {check.name: check for check in check_office(empty_store.settings)}
    assert (found["nightly work"].state, found["nightly work"].finding) == ("good", "night-host:1")


def test_postgres_tells_its_version_and_search(postgres_store: Store) -> None:
    found = {check.name: check for check in check_office(postgres_store.settings)}
    assert found["store"].state == "good"
    assert "pg_trgm" in found["Postgres"].finding
    assert found["clock"].state == "good"


def test_a_server_that_is_not_there_is_told_without_its_password() -> None:
    (store, _pbx) = check_office(Settings(database_url="postgresql://crm:pw9@127.0.0.1:1/crm"))
    assert store.state == "bad"
    assert "pw9" not in store.finding


def test_an_old_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    assert machine.check_python().state == "bad"


@pytest.mark.parametrize(
    ("term", "state"), [("dumb", "warning"), ("", "warning"), ("xterm-256color", "good")]
)
def test_terminals(monkeypatch: pytest.MonkeyPatch, term: str, state: str) -> None:
    monkeypatch.setenv("TERM", term)
    assert machine.check_terminal().state == state


def test_trying_a_terminal_needs_one(crm: Crm) -> None:
    assert "terminal" in crm("doctor", "--terminal").refused()
