"""`crm-tui pbx config --write`: the files, their rights, what stays; what doctor says of the record."""

import stat
from datetime import UTC, datetime

import pytest

from crm_tui.cli.checks import State
from crm_tui.cli.checks.record import check_record
from crm_tui.config import PbxSettings
from crm_tui.domain.kinds import Role
from crm_tui.pbx.office_config import CEL, TO_SET, kept_passwords
from tests.pbx.asterisk_syntax import check_plan, parse
from tests.pbx.cel_files import cel_file


@pytest.fixture
def people(made, me):
    made.employee(Role.OPERATOR, extensions=("201", "211"), full_name="Олена Коваль")
    made.employee(Role.SPECIALIST, extensions=("202",), full_name="Іван Петренко")


def test_the_office_is_in_the_files(crm, people, home):
    folder = home / "asterisk"
    done = crm(
        "pbx", "config", "--write", str(folder), "--trunk-host", "sip.provider.ua", "--trunk-user", "3804455"
    )
    assert done.code == 0, done
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
        parse(file.read_text("utf-8"))
    plan = check_plan((folder / "extensions.conf").read_text("utf-8"))
    assert list(plan["internal"]) == ["201", "211", "202"]
    assert '"Олена Коваль" <211>' in (folder / "pjsip.conf").read_text("utf-8")
    assert "sip:3804455@sip.provider.ua" in (folder / "pjsip_trunk.conf").read_text("utf-8")
    assert crm("pbx", "config", "--write", str(folder), "--force").code == 0
    assert "sip:3804455@sip.provider.ua" in (folder / "pjsip_trunk.conf").read_text("utf-8")
    passwords = kept_passwords((folder / "pjsip_auth.conf").read_text("utf-8"))
    assert not any(password in done.out for password in passwords.values())
    for told in (TO_SET, "pjsip_auth.conf", "systemctl restart asterisk", CEL):
        assert told in done.out, told


def test_nothing_is_overwritten_unless_it_is_said(crm, people, home):
    folder = home / "asterisk"
    folder.mkdir()
    (folder / "queues.conf").write_text("mine")
    refused = crm("pbx", "config", "--write", str(folder)).refused()
    assert "queues.conf" in refused
    assert [file.name for file in folder.iterdir()] == ["queues.conf"]
    assert crm("pbx", "config", "--write", str(folder), "--force").code == 0
    assert "[office]" in (folder / "queues.conf").read_text()
    before = (folder / "pjsip_auth.conf").read_text()
    edited = before.replace(f"password = {TO_SET}", "password = the-providers-own")
    (folder / "pjsip_auth.conf").write_text(edited)
    assert crm("pbx", "config", "--write", str(folder), "--force").code == 0
    assert (folder / "pjsip_auth.conf").read_text().count("the-providers-own") == 1
    assert kept_passwords(before).items() <= kept_passwords(edited).items() | {("provider-auth", TO_SET)}


def test_an_office_without_extensions_is_told_what_to_do(crm, me, home):
    assert "--extension 201" in crm("pbx", "config", "--write", str(home / "asterisk")).refused()
    assert not (home / "asterisk").exists()


def test_settings_that_the_files_cannot_hold(crm, people, home, monkeypatch):
    monkeypatch.setenv("CRM_TUI_PBX__TRUNKS", "a b")
    assert "pbx.trunks" in crm("pbx", "config", "--write", str(home / "asterisk")).refused()
    monkeypatch.setenv("CRM_TUI_PBX__TRUNKS", "provider")
    monkeypatch.setenv("CRM_TUI_PBX__DIAL_OUTSIDE", "9")
    assert "dial_outside" in crm("pbx", "config", "--write", str(home / "asterisk")).refused()


def test_a_folder_that_cannot_be_written(crm, people, home):
    (home / "file").write_text("")
    assert "cannot be written" in crm("pbx", "config", "--write", str(home / "file" / "etc")).refused()


def test_doctor_says_whether_the_record_is_written(home):
    now = datetime(2026, 11, 24, tzinfo=UTC)
    assert check_record(PbxSettings(), now) == []
    file = cel_file(home, "a_inbound_answered")
    (fresh,) = check_record(PbxSettings(cel=str(file)), now)
    assert (fresh.state, "23.11.2026 20:05" in fresh.finding) == (State.GOOD, True)
    (old,) = check_record(PbxSettings(cel=str(file)), datetime(2026, 12, 24, tzinfo=UTC))
    (gone,) = check_record(PbxSettings(cel=str(home / "nosuch.csv")), now)
    (odd,) = check_record(PbxSettings(cel=__file__), now)
    (secret,) = check_record(PbxSettings(cel="oracle7://reader:word@db/asterisk"), now)
    assert {one.state for one in (old, gone, odd, secret)} == {State.WARNING}
    assert "word" not in secret.finding
    (home / "empty.csv").write_text("")
    (empty,) = check_record(PbxSettings(cel=str(home / "empty.csv")), now)
    assert "nothing in it" in empty.finding
