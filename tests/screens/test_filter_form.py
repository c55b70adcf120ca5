"""A filter built by keys alone, without knowing its words; the text and the lines always say the same."""

from datetime import date

import pytest
from textual.pilot import Pilot

from crm_tui.domain.kinds import Department, Role
from crm_tui.screens.condition_form import ChosenCondition, SpanCondition
from crm_tui.screens.filter_form import FilterForm
from crm_tui.screens.kep import KepScreen
from crm_tui.screens.tasks import TasksScreen
from crm_tui.store.engine import Store
from crm_tui.usecases.office import Office
from crm_tui.usecases.tasks import add_task
from crm_tui.widgets.form import Form
from tests.conftest import Clock
from tests.factories import Make
from tests.screens.desk_app import screen_text
from tests.screens.office import opened, press


@pytest.fixture
def office(sqlite_store: Store, sqlite_make: Make, clock: Clock) -> Office:
    actor = sqlite_make.actor(Role.MANAGER, department=Department.SALES, full_name="Оксана Коваль")
    office = Office(store=sqlite_store, settings=sqlite_store.settings, actor=actor, clock=clock)
    for day in (date(2026, 2, 27), date(2026, 3, 2), date(2026, 3, 5)):
        office.call(add_task, title=f"Задача {day.day}", due_on=day)
    return office


def assert_all(text: str, *words: str) -> None:
    assert [one for one in words if one not in text] == []


def text_in(pilot: Pilot[None]) -> str:
    assert isinstance(pilot.app.screen, FilterForm)
    return pilot.app.screen.query_one(Form).field("text").value


async def test_a_filter_of_tasks_is_built_by_keys_in_either_layout(office: Office) -> None:
    async with opened(office, TasksScreen) as pilot:
        await press(pilot, "f6", "insert")
        assert "Виконавець: я" in screen_text(pilot.app)
        await press(pilot, "insert", *"статус", "enter", *"нов", "enter")
        assert text_in(pilot) == "хто=я і статус=новий"
        # `щ` stands where `o` does, `lty` where `ден`.
        await press(pilot, "щ", *"lty", "enter", "enter")
        assert text_in(pilot) == "хто=я і (статус=новий або термін=сьогодні)"
        text = screen_text(pilot.app)
        assert_all(text, "хоча б одне з цього:", "День завдання: Сьогодні", "Знаходить: 3")
        await press(pilot, "т")
        assert text_in(pilot) == "хто=я і (статус=новий або не термін=сьогодні)"
        await press(pilot, "up", "delete")
        assert text_in(pilot) == "хто=я і не термін=сьогодні"
        assert "Знаходить: 2" in screen_text(pilot.app)
        await press(pilot, "f2")
        text = screen_text(pilot.app)
        assert "Задача 27" in text
        assert "Задача 2 " not in text


async def test_a_condition_is_changed_with_several_values_and_a_range(office: Office) -> None:
    async with opened(office, TasksScreen) as pilot:
        await press(pilot, "f6", "insert", "enter")
        assert isinstance(pilot.app.screen, ChosenCondition)
        await press(pilot, "insert", *"ніх", "insert", "f8", "enter")
        assert text_in(pilot) == "хто!=я,ніхто"
        await press(pilot, "enter", *"інші", "insert", "enter", "enter", "insert", "insert", "enter")
        assert text_in(pilot) == "хто!=інші"
        await press(pilot, "enter", *"вибулі", "enter")
        assert text_in(pilot) == "хто!=вибулі"
        await press(pilot, "delete", "insert", *"день", "enter")
        assert isinstance(pilot.app.screen, SpanCondition)
        await press(pilot, "tab", "tab", *"1.03", "enter", *"15.03", "f2")
        assert text_in(pilot) == "термін=1.03..15.03"
        await press(pilot, "enter", "tab", "tab", *["delete"] * 4, *"колись", "f2")
        assert "колись" in screen_text(pilot.app)
        assert isinstance(pilot.app.screen, SpanCondition)


async def test_a_typed_text_stands_line_by_line_and_a_wrong_one_says_why(office: Office) -> None:
    async with opened(office, TasksScreen) as pilot:
        await press(pilot, "f6", "insert", "tab", *" (послуга=нема або відділ=кеп)")
        assert "Відділ: кеп" in screen_text(pilot.app)
        await press(pilot, "backspace")
        text = screen_text(pilot.app)
        assert_all(text, "дужка без пари", "правлять як текст")
        assert "Відділ" not in text
        await press(pilot, "shift+tab", "insert")
        assert "Спершу виправте текст" in screen_text(pilot.app)
        await press(pilot, "f2")
        assert isinstance(pilot.app.screen, FilterForm)


async def test_a_filter_of_sets_is_built_by_sums_and_people(sqlite_office: Office, sqlite_make: Make) -> None:
    sqlite_make.kep_set(sqlite_make.client("Ромашка"))
    async with opened(sqlite_office, KepScreen) as pilot:
        await press(pilot, "f6", "insert", "insert", *"сума разом", "enter", *"500", "tab", *"1000", "f2")
        assert text_in(pilot) == "сума=500..1000"
        await press(pilot, "a", *"менеджер", "enter", *"я", "enter")
        assert text_in(pilot) == "сума=500..1000 і менеджер=я"
        await press(pilot, "up", "up", "щ", *"видавець", "enter", *"ідд", "enter")
        assert text_in(pilot) == "сума=500..1000 і менеджер=я або видавець=ідд"
        assert "Знаходить: 0" in screen_text(pilot.app)
