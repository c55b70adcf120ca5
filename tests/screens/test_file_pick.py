"""Choosing files: by letters, by the arrows, by a whole path, several at once; the folder is remembered."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from crm_tui.screens.file_pick import FilePick
from crm_tui.screens.file_rows import Picking
from crm_tui.usecases.office import Office
from crm_tui.usecases.office_settings import my_settings, set_my_setting
from tests.golden.dump import text_of
from tests.screens.office import opened, press
from tests.screens.test_papers import seen

CERTIFICATES = Picking(
    "Сертифікати", purpose="certs", suffixes=frozenset({".cer"}), kinds="сертифікати", folders=True
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Some certificates, a paper, a folder with one more; hidden ones too."""
    top = tmp_path / "файли"
    (top / "Ромашка").mkdir(parents=True)
    for name in ("а.cer", "б.cer", "рахунок.pdf", ".hidden.cer", "Ромашка/в.cer"):
        (top / name).write_bytes(b"x" * 2048)
    return top


@pytest.fixture
def office(sqlite_office: Office, folder: Path) -> Office:
    sqlite_office.call(set_my_setting, key="folder.certs", value=str(folder))
    return sqlite_office


def answer(app: Any) -> list[str]:
    return [path.name for path in app.answer]


async def test_letters_narrow_and_enter_takes(office: Office, folder: Path) -> None:
    async with opened(office, lambda: FilePick(CERTIFICATES)) as pilot:
        text = seen(pilot.app, "Ромашка/", "а.cer", "2,0 КБ", "2 файли · сертифікати")
        assert "рахунок" not in text
        assert "hidden" not in text
        assert all(len(line) <= 80 for line in text_of(pilot.app))
        await press(pilot, "f6")
        seen(pilot.app, "рахунок.pdf", "будь-які")
        await press(pilot, "f6", "h", "j", "v", "enter")
        seen(pilot.app, "в.cer")
        await press(pilot, "down", "down", "down", "enter")
        assert answer(pilot.app) == ["в.cer"]
    assert office.call(my_settings)["folder.certs"] == str(folder / "Ромашка")


async def test_several_are_marked_and_taken_together(office: Office) -> None:
    async with opened(office, lambda: FilePick(CERTIFICATES)) as pilot:
        await press(pilot, "down", "down", "down", "insert", "insert")
        seen(pilot.app, "✓ а.cer", "✓ б.cer", "позначено: 2")
        await press(pilot, "up", "insert", "alt+a", "enter")
        assert sorted(answer(pilot.app)) == ["а.cer", "б.cer"]


async def test_a_folder_is_taken_as_a_whole(office: Office, folder: Path) -> None:
    async with opened(office, lambda: FilePick(CERTIFICATES)) as pilot:
        await press(pilot, "enter")
        assert pilot.app.answer == (folder,)  # type: ignore[attr-defined]
    async with opened(office, lambda: FilePick(CERTIFICATES)) as pilot:
        await press(pilot, "Р", "f2")
        assert pilot.app.answer == (folder / "Ромашка",)  # type: ignore[attr-defined]


async def test_tab_completes_and_a_whole_path_is_taken_at_once(office: Office, folder: Path) -> None:
    async with opened(office, lambda: FilePick(CERTIFICATES)) as pilot:
        await press(pilot, "р", "tab")
        assert pilot.app.screen.query_one(Input).value == f"{folder}/Ромашка/"
        await press(pilot, "alt+up", "б", "tab")
        assert pilot.app.screen.query_one(Input).value == f"{folder}/б.cer"
        await press(pilot, "home", "ctrl+k", *f"'{folder}/рахунок.pdf'", "enter")
        assert answer(pilot.app) == ["рахунок.pdf"], "a path typed in full is taken whatever its kind"


async def test_what_is_not_there_or_not_allowed_is_told(office: Office, folder: Path) -> None:
    async with opened(office, lambda: FilePick(CERTIFICATES)) as pilot:
        await press(pilot, *"нема", "enter")
        seen(pilot.app, "немає такого файлу чи теки")
        await press(pilot, *"/x")
        seen(pilot.app, "такої теки немає")
        await press(pilot, "home", "ctrl+k", *"~нікого/")
        seen(pilot.app, "такої теки немає: ~нікого")
    kept = replace(office, settings=replace(office.settings, file_folders=(str(folder),)))
    async with opened(kept, lambda: FilePick(CERTIFICATES)) as pilot:
        await press(pilot, "alt+up")
        seen(pilot.app, "file_folders")
        (folder / "г.cer").symlink_to(office.store.path or "")
        await press(pilot, "home", "ctrl+k", *f"{folder}/г.cer", "enter")
        seen(pilot.app, "file_folders")
        await press(pilot, "home", "ctrl+k", *f"{folder}/а.cer", "enter")
        assert answer(pilot.app) == ["а.cer"]
