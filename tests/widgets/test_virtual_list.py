"""The virtual list, by its keys."""

import threading

import pytest
from textual.pilot import Pilot

from crm_tui.domain.errors import Refused
from crm_tui.widgets.key_line import MessageLine
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Page, PageRequest, Row
from crm_tui.widgets.virtual_list import VirtualList
from tests.golden.dump import settle, text_of
from tests.pty.apps.million import ListScreen, Numbers, ShellApp


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        (["down", "down", "up"], 1),
        (["pagedown"], 19),
        (["pagedown"] * 40, 760),
        (["pagedown"] * 40 + ["pageup"] * 15, 475),
        (["end"], 999_999),
        (["end", "pageup", "up"], 999_979),
        (["end"] + ["pageup"] * 20, 999_619),
        (["end", "home"], 0),
        (["up"], 0),
    ],
)
async def test_the_cursor_goes_where_the_keys_say(keys: list[str], row: int) -> None:
    app = ShellApp(ListScreen())
    async with app.run_test(size=(80, 23)) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        rows = app.screen.query_one(VirtualList)
        assert rows.current is not None
        assert rows.current.id == row
        assert any(line.startswith("›") and f"{row:08d}" in line for line in text_of(app))


async def test_keys_pressed_faster_than_pages_come_are_not_lost() -> None:
    app = ShellApp(ListScreen())
    async with app.run_test(size=(80, 23)) as pilot:
        await settle(pilot)
        await pilot.press(*["pagedown"] * 30)
        await settle(pilot)
        rows = app.screen.query_one(VirtualList)
        assert rows.current is not None
        assert rows.current.id == 30 * 19


async def test_few_pages_are_read_and_few_are_held() -> None:
    screen = ListScreen()
    app = ShellApp(screen)
    async with app.run_test(size=(80, 23)) as pilot:
        await settle(pilot)
        assert len(screen.provider.requests) <= 2
        await press(pilot, *["pagedown"] * 60)
        rows = app.screen.query_one(VirtualList)
        assert sum(slot.rows is not None for slot in rows.rows.slots) <= rows.rows.held + 1


async def test_the_end_of_a_list_is_open_until_it_is_seen() -> None:
    app = ShellApp(ListScreen(count=150))
    async with app.run_test(size=(80, 23)) as pilot:
        await settle(pilot)
        rows = app.screen.query_one(VirtualList)
        assert rows.count_text == "150"
        rows.show(Numbers(5000))
        await settle(pilot)
        assert rows.count_text == "100+"


async def test_an_empty_list_says_so() -> None:
    app = ShellApp(ListScreen(count=0))
    async with app.run_test(size=(80, 23)) as pilot:
        await settle(pilot)
        assert any("nobody" in line for line in text_of(app))
        await press(pilot, "down", "end", "enter", "pageup")
        assert app.screen.query_one(VirtualList).current is None


async def test_enter_picks_and_letters_are_handed_on_in_any_layout() -> None:
    screen = ListScreen()
    app = ShellApp(screen)
    async with app.run_test(size=(80, 23)) as pilot:
        await settle(pilot)
        await press(pilot, "down", "enter", "р", "о", "7")
        assert screen.picked == [1]
        assert screen.typed == "ро7"


async def test_the_mouse_puts_the_cursor_and_a_second_click_picks() -> None:
    screen = ListScreen()
    app = ShellApp(screen)
    async with app.run_test(size=(80, 23)) as pilot:
        await settle(pilot)
        await pilot.click(VirtualList, offset=(5, 4))
        assert app.screen.query_one(VirtualList).cursor == 3
        await pilot.double_click(VirtualList, offset=(5, 4))
        await pilot.pause()
        assert screen.picked == [3]


async def test_after_a_change_the_cursor_stays_on_its_record() -> None:
    screen = ListScreen(count=500)
    app = ShellApp(screen)
    async with app.run_test(size=(80, 23)) as pilot:
        await settle(pilot)
        await press(pilot, *["pagedown"] * 10, "up")
        rows = app.screen.query_one(VirtualList)
        assert rows.current is not None
        kept, place = rows.current.id, rows.cursor - rows.top
        rows.reload()
        await settle(pilot)
        assert rows.current is not None
        assert rows.current.id == kept
        assert rows.cursor - rows.top == place


class Slow:
    """Answers when it is told to."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.go = threading.Event()

    def fetch(self, request: PageRequest) -> Page:
        assert self.go.wait(10)
        return MemoryRows([Row(self.name, 0, (self.name, "", "", "", ""))]).fetch(request)


async def test_an_answer_to_an_old_search_is_dropped() -> None:
    app = ShellApp(ListScreen(count=1))
    async with app.run_test(size=(80, 23)) as pilot:
        await settle(pilot)
        rows = app.screen.query_one(VirtualList)
        old, middle, new = Slow("old"), Slow("middle"), Slow("new")
        for provider in (old, middle, new):
            rows.show(provider)
        new.go.set()
        old.go.set()
        await settle(pilot)
        assert rows.current is not None
        assert rows.current.id == "new"


class Refusing:
    def fetch(self, request: PageRequest) -> Page:
        raise Refused("nobody may look")


async def test_what_is_refused_is_told() -> None:
    app = ShellApp(ListScreen(count=1))
    async with app.run_test(size=(80, 23)) as pilot:
        await settle(pilot)
        app.screen.query_one(VirtualList).show(Refusing())
        await settle(pilot)
        assert app.screen.query_one(MessageLine).said == "nobody may look"
