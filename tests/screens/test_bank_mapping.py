"""Columns of an unknown bank's table are named on the screen, by keys alone."""

from pathlib import Path

import pytest

from crm_tui.screens.bank_mapping import MappingScreen
from crm_tui.screens.money import MoneyScreen
from crm_tui.screens.papers import PapersScreen
from crm_tui.usecases.office import Office
from crm_tui.usecases.office_settings import set_my_setting
from crm_tui.usecases.parts.mapping_run import known
from tests.factories import Make
from tests.golden.dump import check
from tests.screens.office import opened, press
from tests.screens.test_papers import seen

TABLE = """Каса за листопад
Коли;Скільки;Рух;Від кого;Щось іще
03.11.2026;1 536,00;1;ТОВ «Приклад»;Оплата за КЕП зг. рах. № 1287
14.11.2026;100,50;2;ФОП Іваненко;Повернення
"""


@pytest.fixture
def office(sqlite_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "cash.csv").write_text(TABLE, "utf-8")
    sqlite_office.call(set_my_setting, key="folder.bank_files", value=str(tmp_path / "in"))
    return sqlite_office


async def test_columns_are_named_the_rows_are_seen_and_the_mapping_is_kept(office: Office) -> None:
    async with opened(office, PapersScreen) as pilot:
        app = pilot.app
        await press(pilot, "2", "f7", *"cash", "enter")
        assert isinstance(app.screen, MappingScreen)
        seen(app, "Коли", "День", "1 536,00", "знак суми: мінус вибуло")
        check(app, "bank_mapping")
        await press(pilot, "down", "down", "enter", *"дебет чи", "enter", "down", "enter")
        seen(app, "вибуло: 2; надійшло: 1", "−100,50")
        await press(pilot, "down", "down", "enter", *"призн", "enter")
        seen(app, "ФОП Іваненко · Повернення")
        await press(pilot, "delete")
        seen(app, "ФОП Іваненко ·")
        await press(pilot, "enter", *"призн", "enter", "f6", "f7", "f8")
        seen(app, "Копійки після: кома · дні: день, місяць, рік · це реєстр КНЕДП")
        await press(pilot, "f8")
        await press(pilot, "f2", *"каса", "enter")
        assert isinstance(app.screen, PapersScreen)
        seen(app, "Збережено як каса; читає 2 рядки")
    assert [one.name for one in known(office).mappings if one.own] == ["каса"]


async def test_an_unknown_table_taken_in_opens_its_columns_and_goes_on(
    office: Office, sqlite_make: Make, tmp_path: Path
) -> None:
    sqlite_make.own_entity()
    table = tmp_path / "in" / "cash.csv"
    table.write_text("Коли;Скільки\n27.02.2026;1 536,00\n", "utf-8")
    async with opened(office, MoneyScreen) as pilot:
        await press(pilot, "insert", *str(table), "enter")
        assert isinstance(pilot.app.screen, MappingScreen)
        await press(pilot, "f2", *"каса", "enter")
        seen(pilot.app, "cash.csv", "1 536,00", "Нових 1")
