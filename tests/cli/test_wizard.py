"""The first start: questions answered by a pipe, the office that comes of them, and the demo office."""

import io
import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from crm_tui.cli import demo, screen
from crm_tui.cli.demo_calls import UNKNOWN, demo_script
from crm_tui.cli.demo_store import make_demo
from crm_tui.cli.session import opened, os_account
from crm_tui.cli.settings_file import write_settings
from crm_tui.cli.wizard import prepare
from crm_tui.config import PbxSettings, Settings, load
from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import system_actor
from crm_tui.store.engine import open_store
from crm_tui.usecases.callers import who_calls
from crm_tui.usecases.demo_callers import demo_callers
from tests.cli.running import Outcome
from tests.cli.test_pbx_probe import BANNER, WELCOME, other_side

Crm = Callable[..., Outcome]
FIRM = ["1", "ТОВ «Вишня»", "Вишня", "99000011"]
PERSON = ["Оксана Бондар", "oksana", "201"]


def answer(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_an_office_with_a_pbx_that_answers(
    crm: Crm, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with other_side(BANNER, WELCOME) as (pbx, _told):
        answer(monkeypatch, *FIRM, *PERSON, pbx.host, str(pbx.port), "crm", "s3cret", "provider, backup")
        chosen = prepare(load())
    said = capsys.readouterr().out
    path = home / ".config/crm-tui/config.toml"
    assert chosen is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load().pbx == PbxSettings(pbx.host, pbx.port, "crm", "s3cret", ("provider", "backup"))
    assert "s3cret" not in said
    (user,) = json.loads(crm("users", "list", "--json").out)
    assert (user["login"], user["os_login"], user["extensions"]) == ("oksana", os_account(), ["201"])


def test_a_wrong_code_and_a_silent_pbx_are_told(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    answer(
        monkeypatch,
        "1",
        "Фірма",
        "",
        "99000012",
        "no",
        "99000011",
        *PERSON,
        "127.0.0.1",
        "1",
        "",
        "x",
        "",
        "3",
    )
    chosen = prepare(load())
    assert chosen is not None
    assert chosen.pbx.host == ""


def test_answers_that_end_early_leave_nothing(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    answer(monkeypatch, *FIRM, "Оксана")
    with pytest.raises(Refused):
        prepare(load())
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_without_a_person_at_the_keys_nothing_is_asked(home: Path) -> None:
    with pytest.raises(Refused, match="db upgrade"):
        screen.start()
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_settings_come_back_as_they_were_written(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CRM_TUI_LANGUAGE")
    settings = Settings(
        database_url='sqlite:////tmp/"odd" \\ назва.db',
        language="en",
        lock_minutes=3,
        start_processes=False,
        pbx=PbxSettings(host="pbx", secret="a\"b\\c'", trunks=("one", "two"), city_code="44"),
    )
    path = write_settings(settings, home / "x" / "config.toml")
    found = load({"CRM_TUI_CONFIG": str(path)})
    assert found == Settings(**{**{f: getattr(settings, f) for f in settings.__slots__}, "path": str(path)})


def test_the_demo_lives_in_a_store_of_its_own(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_TUI_DATABASE_URL", "postgresql://office/real")
    settings = demo.demo_settings(load(), demo.folder())
    assert settings.database_url == f"sqlite:///{home / '.local/share/crm-tui/demo/crm.db'}"
    assert settings.pbx.host == "127.0.0.1"
    assert demo.demo_settings(load(), demo.folder()).pbx.secret != settings.pbx.secret


def test_its_calls_come_from_a_known_a_shared_and_an_unknown_number(home: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{home / 'demo.db'}")
    make_demo(settings, clients=300, seed=1, today=None)
    store = open_store(settings)
    store.close()
    with opened(settings) as office:
        office = office.as_actor(system_actor("test"))  # noqa: PLW2901
        callers = office.call(demo_callers)
        known, shared, unknown = (scene.words["0671234567"] for scene in demo_script(callers)[:3])
        assert len(office.call(who_calls, number=known).matches) == 1
        assert len(office.call(who_calls, number=shared).matches) > 1
        assert len(office.call(who_calls, number=unknown).matches) == 0
    assert unknown == UNKNOWN
