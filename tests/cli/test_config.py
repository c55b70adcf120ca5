"""`config show` and `config check`: every setting is told, no secret is, and mistakes have names."""

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from crm_tui.cli.config_model import MailModel, Model, PbxModel
from crm_tui.config import TABLES, MailSettings, PbxSettings, Settings, load
from crm_tui.domain.permissions import Actor
from tests.cli.running import Outcome, run

Crm = Callable[..., Outcome]
SECRET = "s3cret-of-the-pbx"
PASSWORD = "p4ss-of-the-store"
MAIL = "w0rd-of-the-mail"


def test_the_strict_model_has_the_shape_of_the_settings() -> None:
    assert set(PbxModel.model_fields) == {f.name for f in fields(PbxSettings)}
    assert set(MailModel.model_fields) == {f.name for f in fields(MailSettings)}
    assert set(Model.model_fields) == {f.name for f in fields(Settings)} - {"path"}
    model = Model()
    plain = load({})
    for name in set(Model.model_fields) - {*TABLES, "database_url", "language"}:
        assert getattr(model, name) == getattr(plain, name)
    for name in set(PbxModel.model_fields) - {"secret"}:
        assert getattr(model.pbx, name) == getattr(plain.pbx, name)
    for name in set(MailModel.model_fields) - {"password"}:
        assert getattr(model.mail, name) == getattr(plain.mail, name)


def test_show_tells_each_setting_and_its_source_and_hides_secrets(
    capsys: pytest.CaptureFixture[str], config_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config_file.write_text(
        f'lock_minutes = 30\n[pbx]\nhost = "pbx.office"\nsecret = "{SECRET}"\n[mail]\npassword = "{MAIL}"\n'
    )
    monkeypatch.setenv("CRM_TUI_DATABASE_URL", f"postgresql://crm:{PASSWORD}@db/crm")
    outcome = run(capsys, "config", "show", "--json")
    rows = {row["name"]: (row["value"], row["source"]) for row in json.loads(outcome.out)}
    assert rows["lock_minutes"] == ("30", "file")
    assert rows["pbx.host"] == ("pbx.office", "file")
    assert rows["journal_days"] == ("90", "default")
    assert rows["database_url"] == ("postgresql://crm:***@db/crm", "variable")
    assert rows["pbx.secret"] == ("(hidden)", "file")
    table = run(capsys, "config", "show")
    assert rows["mail.password"] == ("(hidden)", "file")
    assert MAIL not in outcome.out + table.out
    assert SECRET not in outcome.out + table.out
    assert PASSWORD not in outcome.out + table.out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("language = ", "config.toml"),
        ("lock_minutes = 'soon'", "lock_minutes"),
        ("colour = 'red'", "colour"),
        ("pbx = 5", "[pbx]"),
        ("[mail]\nserver = 'x'", "mail.server"),
        ("[mail]\nsecurity = 'some'", "mail.security"),
        ("print_command = 'lp -d office'", "print_command"),
        ("language = 'fr'", "language"),
        ("cert_in_folders = ['КЕП=in/kep']", "КЕП=in/kep"),
        ("database_url = 'mysql://x/y'", "database_url"),
        ("[pbx]\nport = 70000", "pbx.port"),
        ("[pbx]\nextensions = ['20a']", "20a"),
        ("[pbx]\ndial_allowed = ['0']", "dial_allowed"),
        ("[pbx]\ndial_forbidden = ['+380-900']", "+380-900"),
        ("[pbx]\ndial_form = 'sip'", "national"),
        ("[pbx]\ndial_channel = 'PJSIP/201'", "{extension}"),
        ("[pbx]\ndial_context = 'a b'", "dial_context"),
        ("[pbx]\ndial_outside = 'w9'", "dial_outside"),
        (f"[pbx]\nport = 0\nusername = '{SECRET}'", "port"),
    ],
)
def test_check_names_the_mistake_in_one_line(
    capsys: pytest.CaptureFixture[str],
    config_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    said: str,
) -> None:
    monkeypatch.delenv("CRM_TUI_LANGUAGE")
    config_file.write_text(text)
    line = run(capsys, "config", "check").refused()
    assert said in line
    assert SECRET not in line


def test_check_of_good_settings(capsys: pytest.CaptureFixture[str], config_file: Path) -> None:
    config_file.write_text('language = "uk"\n[pbx]\nhost = "10.0.0.5"\ntrunks = ["provider", "backup"]\n')
    outcome = run(capsys, "config", "check")
    assert outcome.code == 0
    assert str(config_file) in outcome.out


def test_a_variable_may_hold_a_list(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_TUI_PBX__TRUNKS", "provider, backup")
    monkeypatch.setenv("CRM_TUI_PBX__CITY_CODE", "44")
    assert run(capsys, "config", "check").code == 0
    assert load().pbx.trunks == ("provider", "backup")


def test_settings_of_the_office_are_shown_and_set(crm: Crm, me: Actor) -> None:
    rows = {row["name"]: row["value"] for row in json.loads(crm("config", "office", "--json").out)}
    assert rows["work_hours"] == "09:00-18:00"
    assert "08:30-17:30" in crm("config", "office-set", "work_hours", "08:30-17:30").out
    assert "no such setting" in crm("config", "office-set", "colour", "blue").refused()
    assert "from 1 to 100" in crm("config", "office-set", "sign_in_tries", "0").refused()
    after = {row["name"]: row["value"] for row in json.loads(crm("config", "office", "--json").out)}
    assert after == rows | {"work_hours": "08:30-17:30"}
