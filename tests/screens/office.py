"""An app over a real office, for pilot tests of screens."""

from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, TextArea

from crm_tui.app import CrmApp
from crm_tui.config import Settings
from crm_tui.usecases.office import Office
from tests.golden.dump import settle


class OfficeApp(CrmApp):
    """The app with a given first screen over a given office; nobody has to sign in."""

    def __init__(self, office: Office, first: Callable[[], Screen[Any]]) -> None:
        super().__init__(Settings(language="uk"), office=office)
        self.first = first
        self.answer: object = None

    async def enter(self, office: Office) -> None:
        await self.push_screen(self.first(), self._answered)

    def _answered(self, answer: object) -> None:
        self.answer = answer


@asynccontextmanager
async def opened(
    office: Office, first: Callable[[], Screen[Any]], size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[None]]:
    """The screen over the office, at rest."""
    app = OfficeApp(office, first)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Presses keys, the screen at rest before each; a word goes into a field at once, as by a quick hand."""
    left = deque(keys)
    while left:
        together = [left.popleft()]
        if isinstance(pilot.app.focused, Input | TextArea):
            while left and len(together[-1]) == len(left[0]) == 1:
                together.append(left.popleft())
        await pilot.press(*together)
        await settle(pilot)
