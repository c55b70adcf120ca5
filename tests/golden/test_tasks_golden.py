"""The queue and an opened task, as they stand."""

from datetime import date, timedelta

import pytest

from crm_tui.domain.kinds import Department, Role
from crm_tui.screens.task import TaskScreen
from crm_tui.screens.tasks import TasksScreen
from crm_tui.store.engine import Store
from crm_tui.usecases.office import Office
from crm_tui.usecases.task_acts import comment_task, finish_task, next_stage
from crm_tui.usecases.tasks import add_task, list_tasks
from tests.conftest import Clock
from tests.factories import Make
from tests.golden.dump import check
from tests.screens.office import opened, press

SIZES = [(80, 24), (120, 36)]
DAY = date(2026, 3, 2)


@pytest.fixture
def office(sqlite_store: Store, clock: Clock) -> Office:
    make = Make(sqlite_store, clock)
    oksana = make.actor(Role.MANAGER, full_name="Оксана Ковальчук", department=Department.SALES)
    head = make.actor(Role.HEAD, full_name="Ігор Гай", department=Department.SALES)
    office = Office(store=sqlite_store, settings=sqlite_store.settings, actor=oksana, clock=clock)
    kep, medoc = make.service("КЕП на рік"), make.service("M.E.Doc Звітність")
    for n, (name, title, service, days) in enumerate(
        (
            ("Ромашка", "Продовжити ключі", kep, -12),
            ("Їжак", "Передзвонити після обіду", medoc, -1),
            ("Ґанок", "Рахунок на рік", medoc, 0),
            ("Єдність", "Запитати про директора", kep, 0),
            ("Зоря", "Привітати з річницею", kep, 4),
            ("Мрія", "Договір на супровід", medoc, 300),
        )
    ):
        client = make.known(name, f"+38067111223{n}")
        giver = office.as_actor(head) if n == 3 else office
        row = giver.call(
            add_task,
            title=title,
            due_on=DAY + timedelta(days=days),
            client_id=client.id,
            service_id=service.id,
            assignee_id=oksana.id,
            text="Просили дзвонити\nлише після обіду" if n == 0 else "",
        )
        if n == 0:
            office.call(next_stage, task_id=row.id)
            clock.tick(120)
            office.call(comment_task, task_id=row.id, text="Ключі у сейфі,\nкод знає @igor")
            make.talk(client, oksana, service_id=kep.id, text="Думають до п'ятниці", result="думають")
    return office


@pytest.mark.parametrize("size", SIZES)
async def test_the_queue(office: Office, colours: str, size: tuple[int, int]) -> None:
    async with opened(office, TasksScreen, size) as pilot:
        await press(pilot, "down")
        check(pilot.app, "tasks", colours)


@pytest.mark.parametrize("size", SIZES)
async def test_an_opened_task(office: Office, colours_256: str, size: tuple[int, int]) -> None:
    task = office.call(list_tasks, mine=True)[0]
    async with opened(office, lambda: TaskScreen(task), size) as pilot:
        check(pilot.app, "task", colours_256)


async def test_filters_and_another_day(office: Office, colours_256: str) -> None:
    done = office.call(list_tasks, mine=True)[4]
    office.call(finish_task, task_id=done.id)
    async with opened(office, TasksScreen) as pilot:
        await press(pilot, "f7", *"сб")
        check(pilot.app, "task-put-off", colours_256)
        await press(pilot, "escape", "f6")
        check(pilot.app, "task-filters", colours_256)


@pytest.mark.parametrize("size", SIZES)
async def test_a_filter_is_built(office: Office, colours_256: str, size: tuple[int, int]) -> None:
    async with opened(office, TasksScreen, size) as pilot:
        await press(pilot, "f6", "insert", "insert")
        check(pilot.app, "filter-field", colours_256)
        await press(pilot, *"послуга", "enter", *"кеп")
        check(pilot.app, "filter-chosen", colours_256)
        await press(pilot, "enter", "f7", *"день", "enter")
        check(pilot.app, "filter-span", colours_256)
        await press(pilot, "down", "enter", "f8")
        check(pilot.app, "task-filter", colours_256)
