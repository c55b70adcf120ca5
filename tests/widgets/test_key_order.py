"""What is typed faster than the screen follows goes where it was meant for."""

import time
from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input

from crm_tui.keys import LayoutApp
from crm_tui.widgets.key_order import PATIENCE
from crm_tui.widgets.pick_line import Choice, PickLines


class Question(ModalScreen[None]):
    def compose(self) -> ComposeResult:
        yield Input(id="question")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss()


class Typing(LayoutApp[None]):
    BINDINGS = (Binding("f3", "ask", "Ask"), Binding("f8", "empty", "Empty"))

    def compose(self) -> ComposeResult:
        yield PickLines()
        yield Input(id="text", select_on_focus=False)

    def on_mount(self) -> None:
        self.query_one(PickLines).offer([Choice(1, "M.E.Doc"), Choice(2, "BAS")])

    def on_pick_lines_picked(self) -> None:
        self.query_one("#text").focus()

    def on_input_submitted(self) -> None:
        self.query_one(PickLines).focus()

    def action_ask(self) -> None:
        self.push_screen(Question())

    async def action_empty(self) -> None:
        await self.query_one(PickLines).remove()

    def together(self, *keys: str) -> None:
        """The keys of one packet: all are there before the first is looked at."""
        for key in keys:
            self.post_message(events.Key(key, key if len(key) == 1 else None))

    @property
    def answer(self) -> str:
        return "".join(one.value for one in self.screen.query("#question").results(Input))

    @property
    def text(self) -> str:
        return self.screen_stack[0].query_one("#text", Input).value


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        await pilot.pause(0.01)
    assert condition()


async def test_letters_after_a_choice_go_into_the_field_it_leads_to() -> None:
    app = Typing()
    async with app.run_test() as pilot:
        app.query_one(PickLines).focus()
        await pilot.pause()
        app.together("enter", "Б", "у", "д", "е", "enter", "2", "!")
        await until(pilot, lambda: app.text == "Буде!")
        assert app.query_one(PickLines).chosen == 2


async def test_letters_and_a_paste_after_a_key_that_opens_a_dialog_go_into_the_dialog() -> None:
    app = Typing()
    async with app.run_test() as pilot:
        app.query_one("#text").focus()
        await pilot.pause()
        app.together("а", "f3", "б")
        app.post_message(events.Paste("вг"))
        app.together("ґ")
        await until(pilot, lambda: app.answer == "бвгґ")
        app.together("enter", "д")
        await until(pilot, lambda: app.text == "ад")


async def test_keys_go_on_when_what_had_the_focus_is_gone() -> None:
    app = Typing()
    async with app.run_test() as pilot:
        app.query_one(PickLines).focus()
        await pilot.pause()
        app.together("f8", "tab", "е")
        await pilot.pause(PATIENCE + 0.1)
        app.query_one("#text").focus()
        await pilot.press("є")
        assert app.text.endswith("є")
