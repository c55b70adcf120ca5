"""The reports workspace as it stands: table, bars, lines, and the rows behind a figure."""

from datetime import UTC, datetime, timedelta

import pytest

from crm_tui.domain.kinds import Role, TalkKind
from crm_tui.screens.report_rows import ReportRows
from crm_tui.screens.reports import ReportsScreen
from crm_tui.store.engine import Store
from crm_tui.usecases.office import Office
from tests.conftest import Clock
from tests.factories import Make
from tests.golden.dump import check
from tests.screens.desk_app import DeskApp, screen_text, until

SIZES = [(80, 24), (120, 36)]
PEOPLE = ("Анна Шевчук", "Іван Петренко", "Олена Коваль", "Юлія Бойко", "Тарас Мельник")


@pytest.fixture
def office(sqlite_store: Store, clock: Clock) -> Office:
    """A head's office; five people with talks in each month of the year until 2 March and the year before."""
    make = Make(sqlite_store, clock)
    head = make.actor(Role.HEAD, full_name="Оксана Ковальчук")
    client, service = make.client("Ромашка"), make.service("M.E.Doc Звітність")
    for place, name in enumerate(PEOPLE):
        author = make.actor(Role.MANAGER, full_name=name)
        for n in range(12 - 2 * place):
            at = datetime(2025, 4, 10, 9, tzinfo=UTC) + timedelta(days=29 * n * (place + 1) % 325)
            kind = TalkKind.SALE if n % 3 else TalkKind.SUPPORT
            make.talk(client, author, started_at=at, talk_ms=61_000 * (n + place + 1), kind=kind,
                      service_id=service.id)  # fmt: skip
    return Office(store=sqlite_store, settings=sqlite_store.settings, actor=head, clock=clock)


@pytest.mark.parametrize("size", SIZES)
async def test_reports(colours: str, size: tuple[int, int], office: Office) -> None:
    app = DeskApp(office, ReportsScreen())
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "Звіти" in screen_text(app))
        await pilot.press("f3", "f2", *"1.04.2025-2.03.2026", "enter")
        await until(pilot, lambda: "Тарас" in screen_text(app))
        check(app, "reports-plain", colours)
        await pilot.press("f6", "tab", "tab", *["right"] * 7, "f2")
        await until(pilot, lambda: "05.2025" in screen_text(app))
        check(app, "reports-months", colours)
        if colours != "256":
            return
        await pilot.press("f5")
        await until(pilot, lambda: "██" in screen_text(app))
        check(app, "reports-bars", colours)
        await pilot.press("f5")
        await until(pilot, lambda: "└──" in screen_text(app))
        check(app, "reports-lines", colours)
        await pilot.press("f5")
        await until(pilot, lambda: "05.2025" in screen_text(app) and "[" in screen_text(app))
        await pilot.press("end", "enter")
        await until(pilot, lambda: isinstance(app.screen, ReportRows) and "Ромашка" in screen_text(app))
        check(app, "reports-rows", colours)
