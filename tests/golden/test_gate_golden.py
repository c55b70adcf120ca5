"""The gate, before and over an office."""

from crm_tui.app import CrmApp
from crm_tui.config import Settings
from crm_tui.screens.gate import Gate
from tests.golden.dump import check, settle
from tests.pty.apps.million import ListScreen, ShellApp
from tests.screens.desk_app import screen_text, until


async def test_sign_in(colours: str) -> None:
    app = CrmApp(Settings())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Логін" in screen_text(app))
        check(app, "gate", colours)


async def test_locked(colours_256: str) -> None:
    app = ShellApp(ListScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.push_screen(Gate(locked="oksana"))
        app.announce("044 123-45-67 — Enter")
        await settle(pilot)
        check(app, "locked", colours_256)
