"""Who sits here: signing in, the OS account, the lock over an idle screen."""

import asyncio
import threading
from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from crm_tui.app import CrmApp
from crm_tui.config import Settings
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import Role
from crm_tui.screens import keeper
from crm_tui.screens.gate import Gate
from crm_tui.screens.tasks import TasksScreen
from crm_tui.usecases.first_look import FirstLook, first_tasks, who_sits_here
from crm_tui.usecases.office import NOBODY, Office
from crm_tui.usecases.users import add_user
from crm_tui.widgets.key_line import MessageLine
from tests.factories import Make
from tests.golden.dump import settle, text_of
from tests.screens.office import press

PASSWORD = "вірний кінь 42"


def app_of(office: Office, account: str = "nobody", minutes: int = 15) -> CrmApp:
    return CrmApp(Settings(lock_minutes=minutes), opener=lambda: office, account=account)


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await pilot.pause(0.02)
    await settle(pilot)


async def fields_stand(pilot: Pilot[None]) -> None:
    """They come right after the first frame."""
    await until(pilot, lambda: bool(pilot.app.screen.query("#field-password")))


async def came_in(pilot: Pilot[None]) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, TasksScreen))


@pytest.fixture
def office(sqlite_office: Office) -> Office:
    sqlite_office.call(
        add_user,
        login="oksana",
        full_name="Оксана Ковальчук",
        roles=frozenset({Role.MANAGER}),
        password=PASSWORD,
    )
    return sqlite_office.as_actor(NOBODY)


async def test_a_person_comes_in_by_login_and_password(office: Office) -> None:
    app = app_of(office)
    async with app.run_test() as pilot:
        await fields_stand(pilot)
        assert isinstance(app.screen, Gate)
        await press(pilot, *"oksana", "enter", *PASSWORD, "enter")
        await came_in(pilot)
        assert "Оксана Ковальчук" in text_of(app)[0]


async def test_a_wrong_password_is_told_and_the_gate_stays(office: Office) -> None:
    app = app_of(office)
    async with app.run_test() as pilot:
        await fields_stand(pilot)
        await press(pilot, *"oksana", "enter", *"wrong", "enter")
        assert isinstance(app.screen, Gate)
        assert app.screen.query_one(MessageLine).said
        assert "wrong" not in "\n".join(text_of(app))
        await press(pilot, *PASSWORD, "enter")
        await came_in(pilot)


async def test_nothing_leads_around_the_gate(office: Office) -> None:
    app = app_of(office)
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "f8", "f9", "alt+2", "f3", "f1", "escape")
        assert isinstance(app.screen, Gate)


async def test_the_os_account_lets_its_person_in_without_a_question(
    sqlite_office: Office, sqlite_make: Make
) -> None:
    sqlite_make.actor(Role.MANAGER, os_login="ihor", full_name="Ігор Другий")
    app = app_of(sqlite_office.as_actor(NOBODY), account="ihor")
    async with app.run_test() as pilot:
        await came_in(pilot)
        assert "Ігор Другий" in text_of(app)[0]
        await press(pilot, "alt+l")
        assert isinstance(app.screen, Gate)
        await press(pilot, "enter")
        await came_in(pilot)


async def test_a_locked_screen_announces_calls_hides_the_office_and_asks_the_same_person(
    office: Office,
) -> None:
    app = app_of(office)
    async with app.run_test() as pilot:
        await fields_stand(pilot)
        await press(pilot, *"oksana", "enter", *PASSWORD, "enter")
        await came_in(pilot)
        await press(pilot, "alt+д")
        assert app.locked
        app.announce("Дзвінок")
        await settle(pilot)
        assert "Дзвінок" in text_of(app)[0]
        await press(pilot, "alt+2", "f9")
        assert isinstance(app.screen, Gate)
        assert "Задачі" not in "\n".join(text_of(app))
        await press(pilot, *"wrong", "enter")
        assert isinstance(app.screen, Gate)
        await press(pilot, *PASSWORD, "enter")
        await came_in(pilot)
        assert not app.locked


async def test_an_idle_screen_locks_itself(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "LOOK_SECONDS", 0.05)
    now = [1000.0]
    app = app_of(office, minutes=10)
    app.keeper.clock = lambda: now[0]
    app.keeper.touch()
    async with app.run_test() as pilot:
        await fields_stand(pilot)
        await press(pilot, *"oksana", "enter", *PASSWORD, "enter")
        await came_in(pilot)
        now[0] += 9 * 60
        await press(pilot, "down")
        now[0] += 9 * 60
        await pilot.pause(0.2)
        assert not app.locked
        now[0] += 60
        await until(pilot, lambda: app.locked)


async def test_an_office_that_cannot_be_opened_is_told(office: Office) -> None:
    def broken() -> Office:
        raise Refused("немає бази тут")

    app = CrmApp(Settings(), opener=broken, account="x")
    async with app.run_test() as pilot:
        await settle(pilot)
        assert "немає бази тут" in "\n".join(text_of(app))


def seen_at_a_glance(office: Office, make: Make) -> FirstLook:
    """Given a person of the OS account oksana.k with one task."""
    person = make.actor(Role.MANAGER, os_login="oksana.k", full_name="Оксана Коваль")
    make.task(assignee_id=person.id, title="Передзвонити Ромашці")
    actor = office.call(who_sits_here, os_login="oksana.k")
    assert actor is not None
    return FirstLook(actor, office.as_actor(actor).call(first_tasks))


async def test_the_first_rows_stand_before_the_office_is_open_and_keys_wait(
    sqlite_office: Office, sqlite_make: Make
) -> None:
    look, opened = seen_at_a_glance(sqlite_office, sqlite_make), threading.Event()

    def opener() -> Office:
        opened.wait(10)
        return sqlite_office.as_actor(NOBODY)

    app = CrmApp(Settings(), opener=opener, account="oksana.k", glance=lambda: look)
    async with app.run_test() as pilot:
        async with asyncio.timeout(10):
            while "Передзвонити Ромашці" not in "\n".join(text_of(app)):
                await pilot.pause(0.02)
        await pilot.press("f5")
        assert app.first_look is look
        opened.set()
        await until(pilot, lambda: "Передзвонити Ромашці" not in "\n".join(text_of(app)))
        assert sqlite_office.as_actor(look.actor).call(first_tasks) == ()
        assert app.office.actor == look.actor


async def test_an_office_that_does_not_open_after_a_glance_hides_what_was_seen(
    sqlite_office: Office, sqlite_make: Make
) -> None:
    look = seen_at_a_glance(sqlite_office, sqlite_make)

    def broken() -> Office:
        raise Refused("немає бази тут")

    app = CrmApp(Settings(), opener=broken, account="oksana.k", glance=lambda: look)
    async with app.run_test() as pilot:
        await until(pilot, lambda: "немає бази тут" in "\n".join(text_of(app)))
        assert isinstance(app.screen, Gate)
        assert "Ромашці" not in "\n".join(text_of(app))


async def test_an_account_that_lost_its_person_after_a_glance_must_sign_in(
    sqlite_office: Office, sqlite_make: Make
) -> None:
    look = seen_at_a_glance(sqlite_office, sqlite_make)
    office, opened = sqlite_office.as_actor(NOBODY), threading.Event()

    def opener() -> Office:
        opened.wait(10)
        return office

    app = CrmApp(Settings(), opener=opener, account="another", glance=lambda: look)
    async with app.run_test() as pilot:
        async with asyncio.timeout(10):
            while "Ромашці" not in "\n".join(text_of(app)):
                await pilot.pause(0.02)
        opened.set()
        await until(pilot, lambda: isinstance(app.screen, Gate) and bool(app.screen.query("#field-password")))
        assert "Ромашці" not in "\n".join(text_of(app))
