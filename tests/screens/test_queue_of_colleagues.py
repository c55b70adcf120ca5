"""What a colleague does elsewhere shows in the queue by itself within two seconds, on both stores."""

import asyncio
import subprocess
import sys
import time
from datetime import date

from crm_tui.domain.kinds import Department, Role
from crm_tui.screens.tasks import TasksScreen
from crm_tui.store.engine import Store
from crm_tui.usecases.office import Office
from crm_tui.usecases.tasks import add_task
from tests.conftest import Clock
from tests.factories import Make
from tests.screens.desk_app import DeskApp, listening, screen_text, until

PROMISED = 2.0
"""Seconds from the colleague's commit to the row on this screen."""
COLLEAGUE = """
import sys
from datetime import date
from crm_tui.config import Settings
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.usecases.office import open_office
from crm_tui.usecases.task_acts import put_off
from crm_tui.usecases.tasks import add_task
address, me, task = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
colleague = Actor(int(sys.argv[4]), "taras", "Taras", frozenset({Role.HEAD}))
office = open_office(Settings(database_url=address), actor=colleague)
print("ready", flush=True)
for line in sys.stdin:
    if line == "add\\n":
        office.call(add_task, title="Дзвінок", due_on=date(2026, 3, 2), assignee_id=me)
    else:
        office.call(put_off, task_id=task, due_on=date(2026, 3, 9))
    print("done", flush=True)
"""


async def test_a_colleague_s_changes_show_by_themselves(store: Store, make: Make, clock: Clock) -> None:
    me = make.actor(Role.MANAGER, department=Department.SALES, full_name="Оксана Коваль")
    taras = make.actor(Role.HEAD, department=Department.SALES, full_name="Тарас Гнатюк", login="taras")
    office = Office(store=store, settings=store.settings, actor=me, clock=clock)
    known = office.call(add_task, title="Давнє", due_on=date(2026, 2, 27))
    words = [store.settings.database_url, me.id, known.id, taras.id]
    other = subprocess.Popen(
        [sys.executable, "-c", COLLEAGUE, *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdin is not None
    assert other.stdout is not None
    app = DeskApp(office, TasksScreen())
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            await listening(pilot, app)
            await until(pilot, lambda: "Давнє" in screen_text(app))
            assert await asyncio.to_thread(other.stdout.readline) == "ready\n"
            for word, shown in (("add", "Дзвінок"), ("put off", "09.03")):
                assert shown not in screen_text(app)
                other.stdin.write(f"{word}\n")
                other.stdin.flush()
                assert await asyncio.to_thread(other.stdout.readline) == "done\n"
                until_when = time.monotonic() + PROMISED
                while shown not in screen_text(app):
                    assert time.monotonic() < until_when, screen_text(app)
                    await pilot.pause(0.02)
    finally:
        other.communicate(timeout=20)
