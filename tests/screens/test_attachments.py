"""Files of a record on the screen: from the card, from a set's checklist, from a task."""

from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.domain.attachments import Subject, SubjectKind
from crm_tui.screens import attachments
from crm_tui.screens.attachments import AttachmentsScreen
from crm_tui.screens.client_card import ClientCardScreen
from crm_tui.screens.kep_set import KepSetScreen
from crm_tui.usecases.attachments import add_attachments, client_attachments
from crm_tui.usecases.kep_sets import show_set
from crm_tui.usecases.office import Office
from crm_tui.usecases.office_settings import set_my_setting
from tests.factories import Make
from tests.screens.office import opened, press
from tests.screens.test_papers import seen


@pytest.fixture
def office(sqlite_office: Office, tmp_path: Path) -> Office:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "паспорт.pdf").write_bytes(b"%PDF-1.7 x")
    (tmp_path / "in" / "setup.exe").write_bytes(b"MZ")
    sqlite_office.call(set_my_setting, key="folder.attachments", value=str(tmp_path / "in"))
    settings = replace(
        sqlite_office.settings,
        out_dir=str(tmp_path / "out"),
        scan_command=f"cp {tmp_path / 'in' / 'паспорт.pdf'} {{file}}",
    )
    return replace(sqlite_office, settings=settings)


async def test_a_file_comes_to_the_card_and_out_of_it(
    office: Office, sqlite_make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(attachments, "open_file", lambda _command, place: shown.append(place.name))
    client = sqlite_make.client("Ромашка")
    async with opened(office, lambda: ClientCardScreen(client.id or 0)) as pilot:
        await press(pilot, "alt+a", "insert", *"паспорт.pdf", "enter")
        seen(pilot.app, "Файли: Ромашка", "паспорт.pdf", "Вкладено 1 файл")
        await press(pilot, "f2", *"копія", "enter")
        await press(pilot, "insert", *"setup.exe", "enter")
        await press(pilot, "home", "enter")
        seen(pilot.app, "лише зберегти")
        assert not (tmp_path / "out").exists(), "a program is not even laid out to be opened"
        await press(pilot, "f7", "end", "enter")
        assert shown == ["паспорт.pdf"]
        assert sorted(one.name for one in (tmp_path / "out").iterdir()) == ["setup.exe", "паспорт.pdf"]
        seen(pilot.app, "копія")
        await press(pilot, "delete", *"не той", "enter", "f6", "down")
        seen(pilot.app, "Знято", "не той")
        await press(pilot, "escape")
        seen(pilot.app, "Файли")
    (row,) = office.call(client_attachments, client_id=client.id or 0)
    assert row.name == "setup.exe"


async def test_a_scan_becomes_the_document_under_the_cursor_and_is_shown_with_the_tick(
    office: Office, sqlite_make: Make
) -> None:
    kep = sqlite_make.kep_set()
    for place, name in enumerate(("Заява", "Копія паспорта"), 1):
        from crm_tui.store.tables import KepSetDocument

        sqlite_make.save(KepSetDocument(set_id=kep.id or 0, place=place, name=name))
    async with opened(office, lambda: KepSetScreen(kep.id or 0)) as pilot:
        await press(pilot, *["down"] * 7, "alt+a", "f5", "enter")
        assert isinstance(pilot.app.screen, AttachmentsScreen)
        seen(pilot.app, "Копія паспорта", "scan-")
        await press(pilot, "escape")
        seen(pilot.app, "скан: scan-")
        await press(pilot, "space")
        seen(pilot.app, "Його скан: scan-")
    card = office.call(show_set, set_id=kep.id or 0)
    assert [(bool(one.received_on), len(one.scans)) for one in card.documents] == [(False, 0), (True, 1)]


async def test_the_card_counts_the_files_of_all_that_is_his(office: Office, sqlite_make: Make) -> None:
    client = sqlite_make.client("Ромашка")
    task = sqlite_make.task(client, title="передзвонити")
    subject = Subject(SubjectKind.TASK, task.id or 0)
    office.call(add_attachments, subject=subject, files=[("довідка.txt", b"x")])
    async with opened(office, lambda: ClientCardScreen(client.id or 0)) as pilot:
        await press(pilot, "end", "up", "enter")
        seen(pilot.app, "довідка.txt", "задача передзвонити")
