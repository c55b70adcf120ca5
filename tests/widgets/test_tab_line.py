"""Tabs that do not fit lose letters of the closed ones; digits, counts and the open name stay."""

import pytest
from textual.app import App, ComposeResult

from crm_tui.widgets.tab_line import TabLine

WORDS = ["1 Дані", "2 Контакти 12", "3 Послуги 2", "4 Переговори 20+", "5 Документи 7"]


class Tabs(App[None]):
    """One line of tabs."""

    def compose(self) -> ComposeResult:
        yield TabLine()


@pytest.mark.parametrize("width", [80, 60, 55])
async def test_names_are_shortened_to_the_room(width: int) -> None:
    async with Tabs().run_test(size=(width, 3)) as pilot:
        line = pilot.app.query_one(TabLine)
        line.say(WORDS, 3)
        await pilot.pause()
        text = line.render_line(0).text
        assert len(text) == width
        assert "[4 Переговори 20+]" in text
        for piece in ("1 Да", "2 Ко", " 12 ", "3 По", " 2 ", "5 До", " 7"):
            assert piece in text
