"""The shell's screens, as they stand."""

import pytest

from crm_tui.widgets.title_line import Surroundings
from tests.golden.dump import check, settle
from tests.pty.apps.million import FormScreen, ListScreen, ShellApp

AROUND = Surroundings(firm="ТОВ «Облік-Сервіс»", demo=True, user="Оксана Ковальчук", pbx="АТС: на зв'язку")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_list(colours: str, size: tuple[int, int]) -> None:
    app = ShellApp(ListScreen())
    async with app.run_test(size=size) as pilot:
        app.surround(AROUND)
        await pilot.press("down")
        await settle(pilot)
        check(app, "list", colours)


async def test_form(colours: str) -> None:
    app = ShellApp(FormScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        app.announce("ТОВ «Ромашка» 044 123-45-67 — F4")
        await settle(pilot)
        await pilot.press("Р", "tab", "1", "2", "3")
        await settle(pilot)
        check(app, "form", colours)


@pytest.mark.parametrize("key", ["f1", "f8", "f9"])
async def test_dialogs(colours_256: str, key: str) -> None:
    app = ShellApp(ListScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(key)
        await settle(pilot)
        check(app, {"f1": "help", "f8": "places", "f9": "palette"}[key], colours_256)
