"""The app with an office, a person at the keys and his calls; the first screen is a list or a form."""

from collections.abc import Callable

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from crm_tui.app import CrmApp
from crm_tui.config import Settings
from crm_tui.screens import ring_popup
from crm_tui.screens.base import BaseScreen
from crm_tui.usecases.office import Office
from crm_tui.widgets.columns import Column
from crm_tui.widgets.form import Form, TextField
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.virtual_list import VirtualList
from tests.golden.dump import settle, text_of

ring_popup.GUARD_SECONDS = 0.0


class Desktop(BaseScreen[None]):
    """A screen on which nothing is typed."""

    TITLE_WORD = "Desktop"

    def body(self) -> ComposeResult:
        yield VirtualList((Column("Назва", 20, flex=1),), MemoryRows([]))


class Typing(BaseScreen[None]):
    """A screen with a form."""

    TITLE_WORD = "Form"
    AUTO_FOCUS = "Input"

    def body(self) -> ComposeResult:
        yield Form(TextField("name", "Назва"))


class DeskApp(CrmApp):
    """Starts with the desk open, as after sign-in."""

    def __init__(self, office: Office, first: BaseScreen[None] | None = None) -> None:
        super().__init__(Settings(language="uk"), office=office)
        self.first = first or Desktop()

    def get_default_screen(self) -> BaseScreen[None]:
        return self.first

    async def enter(self, office: Office) -> None:
        self.open_desk()


async def listening(pilot: Pilot[None], app: DeskApp) -> None:
    """Waits until the app listens to the bus."""
    await until(pilot, lambda: app.desk is not None and app.desk.watch is not None and app.desk.listening)


async def until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    """Waits for a condition while the app works."""
    for _ in range(1000):
        if condition():
            await settle(pilot)
            return
        await pilot.pause(0.005)
    raise AssertionError("not so:\n" + "\n".join(text_of(pilot.app)))


def screen_text(app: App[None]) -> str:
    return "\n".join(text_of(app))
