"""The tasks of whoever sits here."""

from datetime import date

import pytest

from crm_tui.screens.task_form import TaskForm
from crm_tui.screens.tasks import TasksScreen
from crm_tui.usecases.office import Office
from crm_tui.usecases.tasks import add_task, list_tasks
from crm_tui.widgets.virtual_list import VirtualList
from tests.golden.dump import text_of
from tests.screens.office import opened, press


@pytest.fixture
def office(sqlite_office: Office) -> Office:
    sqlite_office.call(add_task, title="Виставити рахунок", due_on=date(2026, 2, 27))
    sqlite_office.call(add_task, title="Передзвонити", due_on=date(2026, 3, 5), text="після обіду")
    return sqlite_office


async def test_overdue_tasks_come_first_and_are_marked(office: Office) -> None:
    async with opened(office, TasksScreen) as pilot:
        lines = text_of(pilot.app)
        first = next(line for line in lines if "Виставити рахунок" in line)
        assert "!" in first
        assert lines.index(first) < next(n for n, line in enumerate(lines) if "Передзвонити" in line)


async def test_f5_finishes_a_task(office: Office) -> None:
    async with opened(office, TasksScreen) as pilot:
        await press(pilot, "f5")
        assert [task.title for task in office.call(list_tasks, mine=True)] == ["Передзвонити"]
        assert any("✓" in line for line in text_of(pilot.app))


async def test_insert_adds_a_task_with_a_date_that_is_explained_when_wrong(office: Office) -> None:
    async with opened(office, TasksScreen) as pilot:
        await press(pilot, "insert", *"Подзвонити", "enter", *"x", "f2")
        assert isinstance(pilot.app.screen, TaskForm)
        assert any("15.04.2026" in line for line in text_of(pilot.app))
        await press(pilot, *["backspace"] * 11, *"5.3", "f2")
        assert isinstance(pilot.app.screen, TasksScreen)
        assert "Подзвонити" in [task.title for task in office.call(list_tasks, mine=True)]
        assert pilot.app.screen.query_one(VirtualList).count_text == "3"
