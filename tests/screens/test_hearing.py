"""A recording is played by the workplace's command, or its place is copied over SSH."""

from pathlib import Path

import pytest

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import Role
from crm_tui.screens.call import CallScreen
from crm_tui.screens.hearing import Heard, find_and_play
from crm_tui.usecases.office import Office
from tests.factories import Make
from tests.screens.desk_app import DeskApp, screen_text, until
from tests.with_settings import with_pbx


@pytest.fixture
def make(sqlite_make: Make) -> Make:
    return sqlite_make


@pytest.fixture
def office(sqlite_office: Office, make: Make, tmp_path: Path) -> Office:
    """An office whose recordings lie in a folder by day; the player notes what it was given."""
    office = with_pbx(
        sqlite_office,
        recording=f"{tmp_path}/{{date:%Y-%m-%d}}/*-{{linkedid}}.wav",
        recording_player=f"cp {{file}} {tmp_path}/heard",
    )
    return office.as_actor(make.actor(Role.SPECIALIST))


def a_recorded_call(make: Make, office: Office, folder: Path) -> int:
    call = make.call(key="1772434800.912")
    make.leg(call, employee_id=office.actor.id)
    day = folder / "2026-03-02"
    day.mkdir()
    (day / "in-0445550001-1772434800.912.wav").write_bytes(b"RIFF")
    return call.id or 0


async def test_o_plays_the_recording_also_under_the_ukrainian_layout(
    office: Office, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    call_id = a_recorded_call(make, office, tmp_path)
    app = DeskApp(office, CallScreen(call_id))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "050 000-01-01" in screen_text(app))
        await pilot.press("щ")
        await until(pilot, lambda: "Відтворюється" in screen_text(app))
        await until(pilot, (tmp_path / "heard").exists)


async def test_over_ssh_its_place_is_copied(
    office: Office, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22")
    call_id = a_recorded_call(make, office, tmp_path)
    app = DeskApp(office, CallScreen(call_id))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "050 000-01-01" in screen_text(app))
        await pilot.press("f5")
        await until(pilot, lambda: "Скопійовано" in screen_text(app))
        assert app.clipboard == str(tmp_path / "2026-03-02" / "in-0445550001-1772434800.912.wav")
    assert not (tmp_path / "heard").exists()


def test_a_player_that_is_not_there_is_told(office: Office, make: Make, tmp_path: Path) -> None:
    call_id = a_recorded_call(make, office, tmp_path)
    for command in ("no-such-player {file}", "mpv '"):
        with pytest.raises(Refused, match=r"pbx\.recording_player"):
            find_and_play(with_pbx(office, recording_player=command), call_id, far=False)


def test_the_web_address_is_copied_as_it_is(office: Office, make: Make, tmp_path: Path) -> None:
    call_id = a_recorded_call(make, office, tmp_path)
    office = with_pbx(office, recording="https://pbx.example/{linkedid}.wav", recording_player="")
    heard = find_and_play(office, call_id, far=False)
    assert heard == Heard(to_copy=("https://pbx.example/1772434800.912.wav",))
