"""The КЕП workspace by keys: the register with its filter and totals, boxes from opened to sent."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crm_tui.domain.kep_sets import kep_ref
from crm_tui.screens.kep import KepScreen
from crm_tui.screens.kep_box import BoxScreen
from crm_tui.screens.kep_set import KepSetScreen
from crm_tui.store import tables as t
from crm_tui.usecases import kep_boxes
from crm_tui.usecases.office import Office
from tests.factories import Make
from tests.screens.office import opened, press
from tests.screens.test_papers import seen


@pytest.fixture
def sets(sqlite_make: Make) -> tuple[t.KepSet, ...]:
    """One under way, one generated that is owed its papers, one with all papers, that was paid too."""
    day = sqlite_make.clock().date()
    term = {"valid_from": day, "valid_to": day + timedelta(days=364)}
    kind = sqlite_make.kep_kind("Комплект КЕП: керівник, 1 рік")
    made = {"kind_id": kind.id, "generated_on": day, **term}
    return (
        sqlite_make.kep_set(sqlite_make.client("Ромашка"), kind_id=kind.id),
        sqlite_make.kep_set(sqlite_make.client("Волошка"), **made),
        sqlite_make.kep_set(sqlite_make.client("Барвінок"), **made, paid_on=day, documents_on=day),
    )


async def test_the_register_is_filtered_and_opened(sqlite_office: Office, sets: tuple[t.KepSet, ...]) -> None:
    async with opened(sqlite_office, KepScreen) as pilot:
        app = pilot.app
        seen(app, "Усі комплекти", "Ромашка", "Волошка", "Барвінок", "3 компл. · 2 988,00")
        await press(pilot, "f6", *"борг=нема", "f2")
        seen(app, "нема")
        assert not isinstance(app.screen, KepScreen), "what says nothing is refused in the form"
        await press(pilot, *["backspace"] * 4, *"документи", "tab", *"-сума", "f2")
        text = seen(app, "Волошка", "1 компл. · 996,00", "без документів 0 дн.")
        assert "Ромашка" not in text
        await press(pilot, "enter")
        assert isinstance(app.screen, KepSetScreen)
        await press(pilot, "insert", "f2", "escape")
        text = seen(app, "0 компл.")
        assert "Волошка" not in text, "the debt is gone with the mark"
        await press(pilot, "alt+п", *kep_ref(sets[0].id or 0), "enter")
        seen(app, "Ромашка")


async def test_a_debt_gets_its_task_once_and_is_gone_with_the_mark(
    sqlite_office: Office, sets: tuple[t.KepSet, ...]
) -> None:
    async with opened(sqlite_office, KepScreen) as pilot:
        app = pilot.app
        await press(pilot, "2")
        text = seen(app, "без документів · 1 борг", "Волошка", "— 1 (0 дн.)")
        assert "Барвінок" not in text
        await press(pilot, "f5")
        seen(app, "Задач створено: 1")
        await press(pilot, "f5")
        seen(app, "Задач створено: 0; було раніше: 1")
        await press(pilot, "enter", "insert", "f2", "escape")
        text = seen(app, "без документів · 0 боргів")
        assert "Волошка" not in text
        await press(pilot, "f6", "f6")
        seen(app, "згенеровано, не оплачено · 1 борг", "Волошка")


async def test_a_box_is_opened_filled_closed_and_sent(
    sqlite_office: Office, sets: tuple[t.KepSet, ...], tmp_path: Path
) -> None:
    settings = replace(sqlite_office.settings, out_dir=str(tmp_path / "out"))
    office = replace(sqlite_office, settings=settings)
    async with opened(office, KepScreen) as pilot:
        app = pilot.app
        await press(pilot, "3", "insert")
        seen(app, "Коробка 1")
        await press(pilot, "enter", "f5")
        assert isinstance(app.screen, BoxScreen)
        seen(app, "порожня")
        await press(pilot, "insert", *str(sets[0].id), "enter")
        seen(app, "наявність усіх документів не позначено")
        await press(pilot, "insert", *str(sets[2].id), "enter", "f5", "f6", "enter")
        seen(app, "Барвінок", "надіслано до КНЕДП")
        (box,) = office.call(kep_boxes.list_boxes)
        assert (box.sets, box.sent_on) == (1, office.clock().date())
        await press(pilot, "f7")
        seen(app, "команду друку")
        await press(pilot, "alt+s")
        assert (tmp_path / "out" / "Коробка_1.pdf").exists()
