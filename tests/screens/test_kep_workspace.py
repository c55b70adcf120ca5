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
from crm_tui.usecases.kept_filters import KEP, list_filters
from crm_tui.usecases.office import Office
from crm_tui.usecases.office_settings import my_settings
from tests.factories import Make
from tests.golden.dump import text_of
from tests.screens.desk_app import until
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
        await press(pilot, "f6", "insert", "tab", *"борг=нема", "f2")
        seen(app, "нема")
        assert not isinstance(app.screen, KepScreen), "what says nothing is refused in the form"
        await press(pilot, *["backspace"] * 4, *"документи", "f2")
        text = seen(app, "Волошка", "1 компл. · 996,00", "без документів 0 дн.")
        assert "Ромашка" not in text
        await press(pilot, "enter")
        assert isinstance(app.screen, KepSetScreen)
        await press(pilot, "insert", "f2", "escape")
        text = seen(app, "0 компл.")
        assert "Волошка" not in text, "the debt is gone with the mark"
        await press(pilot, "alt+п", *kep_ref(sets[0].id or 0), "enter")
        seen(app, "Ромашка")


async def test_a_filter_is_taken_kept_and_removed(sqlite_office: Office, sets: tuple[t.KepSet, ...]) -> None:
    async with opened(sqlite_office, KepScreen) as pilot:
        app = pilot.app
        await press(pilot, "f6", *["down"] * 3, "enter")
        text = seen(app, "Борги документів", "борг=документи", "Волошка")
        assert "Ромашка" not in text
        await press(pilot, "f6", "insert", "tab", "tab", *"Мій борг", "tab", "right", "f2")
        seen(app, "Мій борг · борг=документи")
        (kept,) = (one for one in sqlite_office.call(list_filters, of=KEP) if one.mine)
        assert (kept.name, kept.shared) == ("Мій борг", True)
        await press(pilot, "f6", "end", "delete", "home", "enter")
        seen(app, "Усі комплекти", "Ромашка")
        assert not any(one.mine for one in sqlite_office.call(list_filters, of=KEP))


async def test_columns_and_their_order_are_chosen_and_kept(
    sqlite_office: Office, sets: tuple[t.KepSet, ...]
) -> None:
    """The client goes first, the state away, the day of payment comes; by the sum, the greatest first."""
    async with opened(sqlite_office, KepScreen) as pilot:
        app = pilot.app
        await press(pilot, "f7", "down", "f7", *["down"] * 3, "space", "down", "f5", "f5", "enter")
        lines = text_of(app)
        assert lines[2].split() == ["Усі", "комплекти", "·", "за:", "-сума"]
        assert lines[3].split()[:5] == ["Клієнт", "Комплект", "Вид", "Дійсна", "до"]
    async with opened(sqlite_office, KepScreen) as pilot:
        assert text_of(pilot.app)[3].split()[:3] == ["Клієнт", "Комплект", "Вид"], "kept for the person"
        await press(pilot, "f7", "delete", "enter")
        assert text_of(pilot.app)[3].split()[:4] == ["Комплект", "Клієнт", "Вид", "Стан"]
        assert sqlite_office.call(my_settings)["kep.columns"] == ""


async def test_a_terminal_that_grows_and_shrinks_shows_more_columns_and_fewer(
    sqlite_office: Office, sets: tuple[t.KepSet, ...]
) -> None:
    """Until the rows for the new columns come, those that are here keep the columns they were read for."""
    async with opened(sqlite_office, KepScreen) as pilot:
        usual = text_of(pilot.app)[3].split()
        for size, fewer in (((60, 24), True), ((120, 36), False), ((60, 24), True), ((80, 24), False)):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda want=fewer: (len(text_of(pilot.app)[3].split()) < len(usual)) is want)
            seen(pilot.app, "Ромашка", "Волошка")


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
