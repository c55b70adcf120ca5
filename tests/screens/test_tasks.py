"""The queue of tasks: order by sign, acts by keys, filters, an opened task, others' changes."""

from datetime import date

import pytest

from crm_tui.domain.kinds import Department, Role
from crm_tui.screens.filter_pick import FilterPick
from crm_tui.screens.put_off_form import PutOffForm
from crm_tui.screens.task import TaskScreen
from crm_tui.screens.task_form import TaskForm
from crm_tui.screens.tasks import TasksScreen
from crm_tui.store.engine import Store
from crm_tui.usecases.office import Office
from crm_tui.usecases.task_acts import comment_task, finish_task, put_off
from crm_tui.usecases.task_card import open_task
from crm_tui.usecases.tasks import add_task, list_tasks, show_task
from crm_tui.widgets.virtual_list import VirtualList
from tests.conftest import Clock
from tests.factories import Make
from tests.golden.dump import settle, text_of
from tests.screens.desk_app import screen_text
from tests.screens.office import opened, press

TITLES = ("Виставити", "Привітати", "Передзвон")


@pytest.fixture
def office(sqlite_store: Store, sqlite_make: Make, clock: Clock) -> Office:
    actor = sqlite_make.actor(Role.MANAGER, department=Department.SALES, full_name="Оксана Коваль")
    office = Office(store=sqlite_store, settings=sqlite_store.settings, actor=actor, clock=clock)
    client = sqlite_make.known("Ромашка", "+380671112233")
    kep = sqlite_make.service("КЕП на рік")
    about = {"client_id": client.id, "service_id": kep.id}
    office.call(add_task, title="Виставити рахунок", due_on=date(2026, 2, 27), **about)
    office.call(add_task, title="Привітати", due_on=date(2026, 3, 2))
    office.call(add_task, title="Передзвонити", due_on=date(2026, 3, 5), text="після обіду")
    sqlite_make.talk(client, actor, service_id=kep.id, text="думають до п'ятниці")
    return office


def mine(office: Office) -> list[str]:
    return [task.title for task in office.call(list_tasks, mine=True)]


async def test_the_queue_tells_by_sign_what_is_overdue_and_what_is_of_today(office: Office) -> None:
    async with opened(office, TasksScreen) as pilot:
        lines = [line for line in text_of(pilot.app) if line.strip()]
        rows = [next(line for line in lines if title in line) for title in TITLES]
        assert [row.lstrip("› ")[0] for row in rows] == ["!", "=", "0"]
        assert [lines.index(row) for row in rows] == sorted(lines.index(row) for row in rows)
        assert "067 111-22-33" in rows[0]
        await press(pilot, "f1")
        assert "протерміновані" in screen_text(pilot.app)


async def test_a_task_is_worked_by_keys(office: Office) -> None:
    task = office.call(list_tasks, mine=True)[0]
    async with opened(office, TasksScreen) as pilot:
        await press(pilot, "n")
        assert office.call(show_task, task_id=task.id).stage == "offer"
        await press(pilot, "f7", "+", "3", "enter")
        assert office.call(show_task, task_id=task.id).due_on == date(2026, 3, 5)
        assert not isinstance(pilot.app.screen, PutOffForm)
        # It stands below now, the cursor on the one that came in its place or on itself.
        await press(pilot, "home", "f5")
        assert mine(office) == ["Виставити рахунок", "Передзвонити"]
        assert any("✓" in line for line in text_of(pilot.app))
        await press(pilot, "f7", *"дурня", "enter")
        assert isinstance(pilot.app.screen, PutOffForm)


async def test_an_opened_task_shows_the_last_talk_and_takes_comments(office: Office) -> None:
    task = office.call(list_tasks, mine=True)[0]
    async with opened(office, TasksScreen) as pilot:
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, TaskScreen)
        assert "думають до п'ятниці" in screen_text(pilot.app)
        await press(pilot, "insert", *"подумали", "f2")
        assert "подумали" in screen_text(pilot.app)
        assert [one.text for one in office.call(open_task, task_id=task.id).history] == ["подумали"]
        await press(pilot, "f7", *"зав", "enter")
        assert "03.03.2026" in screen_text(pilot.app)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, TasksScreen)


async def test_filters_by_one_key_by_list_and_by_text(office: Office) -> None:
    done = office.call(add_task, title="Давно зроблене", due_on=date(2026, 2, 1))
    office.call(finish_task, task_id=done.id)
    async with opened(office, TasksScreen) as pilot:
        await press(pilot, "right")
        assert "Передзвонити" not in screen_text(pilot.app)
        await press(pilot, "f6", "end", "enter")
        assert "Давно зроблене" in screen_text(pilot.app)
        await press(
            pilot, "f6", "insert", "tab", *["backspace"] * 30, *"хто=я від=завтра", "tab", *"Потім", "f2"
        )
        assert isinstance(pilot.app.screen, TasksScreen)
        assert "Потім" in screen_text(pilot.app)
        assert pilot.app.screen.query_one(VirtualList).count_text == "1"
        await press(pilot, "f6", "insert", "tab", *["backspace"] * 30, *"хтось=я", "f2")
        assert "хтось" in screen_text(pilot.app)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, FilterPick)


async def test_what_others_change_is_read_again_with_the_cursor_where_it_was(office: Office) -> None:
    task = office.call(list_tasks, mine=True)[2]
    async with opened(office, TasksScreen) as pilot:
        await press(pilot, "down")
        office.call(put_off, task_id=task.id, due_on=date(2026, 2, 1))
        office.call(comment_task, task_id=task.id, text="терміново")
        screen = pilot.app.screen
        assert isinstance(screen, TasksScreen)
        screen.look_again()
        await settle(pilot)
        rows = screen.query_one(VirtualList)
        assert [screen.tasks[int(str(rows.rows.row(n).id))].title for n in range(3)] == [  # type: ignore[union-attr]
            "Передзвонити",
            "Виставити рахунок",
            "Привітати",
        ]
        hand = screen.task_in_hand()
        assert hand is not None
        assert hand.title == "Привітати"


async def test_many_are_changed_after_a_look_and_taken_back(office: Office) -> None:
    async with opened(office, TasksScreen) as pilot:
        await press(pilot, "space", "space")
        assert "√" in screen_text(pilot.app)
        await press(pilot, "m", "tab", "tab", *"+9", "f2")
        assert "Виставити рахунок" in screen_text(pilot.app)
        assert office.call(list_tasks, mine=True)[0].due_on == date(2026, 2, 27)
        await press(pilot, "f2")
        days = [one.due_on for one in office.call(list_tasks, mine=True)]
        assert days == [date(2026, 3, 5), date(2026, 3, 11), date(2026, 3, 11)]
        assert "√" not in screen_text(pilot.app)
        await press(pilot, "m", "f7")
        assert office.call(list_tasks, mine=True)[0].due_on == date(2026, 2, 27)


async def test_insert_adds_a_task_with_a_date_that_is_explained_when_wrong(office: Office) -> None:
    async with opened(office, TasksScreen) as pilot:
        await press(pilot, "insert", *"Подзвонити", "enter", *"x", "f2")
        assert isinstance(pilot.app.screen, TaskForm)
        assert any("15.04" in line for line in text_of(pilot.app))
        await press(pilot, *["backspace"] * 11, *"5.3", "f2")
        assert isinstance(pilot.app.screen, TasksScreen)
        assert "Подзвонити" in mine(office)
        assert pilot.app.screen.query_one(VirtualList).count_text == "4"
