"""What every screen has: help, palette, places, the announcing line, copying."""

import pytest

from crm_tui.app import CrmApp
from crm_tui.screens.help import HelpScreen
from crm_tui.screens.palette import Act, Palette, matching
from crm_tui.screens.places import Places
from crm_tui.widgets.announce import announcement
from crm_tui.widgets.themes import theme_for
from crm_tui.widgets.title_line import Surroundings, TitleLine
from crm_tui.widgets.virtual_list import VirtualList
from tests.golden.dump import settle, text_of
from tests.pty.apps.million import FormScreen, ListScreen, ShellApp


@pytest.mark.parametrize("key", ["f1", "question_mark"])
async def test_help_lists_what_works_here(key: str) -> None:
    app = ShellApp(ListScreen(20))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(key)
        await settle(pilot)
        assert isinstance(app.screen, HelpScreen)
        for binding in app.BINDINGS:
            assert binding.id is not None  # type: ignore[union-attr]
        assert "F10" in app.screen.text
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, ListScreen)


@pytest.mark.parametrize("typed", ["кольори", "rjkmjhb", "light"])
async def test_the_palette_finds_an_act_in_either_layout_and_does_it(typed: str) -> None:
    app = ShellApp(ListScreen(20))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("f9")
        await settle(pilot)
        assert isinstance(app.screen, Palette)
        await pilot.press(*typed)
        await settle(pilot)
        rows = app.screen.query_one(VirtualList)
        assert rows.current is not None
        assert "crm-" in rows.current.cells[0]
        if typed == "light":
            await pilot.press("enter")
            await settle(pilot)
            assert app.theme == "crm-light"


def test_the_palette_matches_words_in_any_order() -> None:
    acts = [Act("Додати клієнта", "Ins", "add"), Act("Вилучити клієнта", "Del", "remove")]
    assert [act.action for act in matching(acts, "клієнта дод")] == ["add"]
    assert [act.action for act in matching(acts, "rksєyn")] == []
    assert len(matching(acts, "")) == 2


async def test_f8_shows_the_places_and_esc_leaves() -> None:
    app = ShellApp(ListScreen(20))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("f8")
        await settle(pilot)
        assert isinstance(app.screen, Places)
        assert any("2  " in line for line in text_of(app))
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, ListScreen)


async def test_a_call_is_announced_on_the_top_line_and_takes_no_focus() -> None:
    app = ShellApp(FormScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.surround(Surroundings(firm="ТОВ Облік", demo=True, user="Оксана", pbx="АТС ✓"))
        await pilot.press("a")
        focused = app.focused
        app.announce("ТОВ Ромашка \x1b[31m044 123-45-67 — F4")
        await settle(pilot)
        top = text_of(app)[0]
        assert "ТОВ Ромашка 044 123-45-67 — F4" in top
        assert app.focused is focused
        app.announce("")
        await settle(pilot)
        assert "ТОВ Облік" in text_of(app)[0]
        assert "Оксана" in app.screen.query_one(TitleLine).text


def test_an_announcement_holds_nothing_a_terminal_would_obey_but_its_own_marks() -> None:
    text = announcement("a\x1b]2;evil\x07;b\x9b")
    assert text.startswith("\x07\x1b]2;")
    assert "evil" not in text.replace("\x1b]2;☎", "") or text.count("\x1b") == 3
    assert text.count("\x1b") == 3
    assert text.count("\x07") == 4
    assert announcement("") == "\x1b]2;crm-tui\x07"


async def test_copy_takes_the_row_or_the_field() -> None:
    app = ShellApp(ListScreen(20))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("down", "alt+с")
        assert app.clipboard.startswith("00000001\tТовариство «Ромашка 1»")
        await pilot.press("alt+t")
        await settle(pilot)
        assert text_of(app)[0].startswith("00000001")
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, ListScreen)


@pytest.mark.parametrize(
    ("environ", "theme"),
    [
        ({"TERM": "xterm-256color"}, "crm-light"),
        ({"TERM": "xterm"}, "crm-ansi"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "crm-light"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "crm-ansi"),
    ],
)
def test_the_theme_fits_the_terminal(environ: dict[str, str], theme: str) -> None:
    assert theme_for("crm-light", environ) == theme
    assert theme_for("no-such-theme", {"TERM": "xterm-256color"}) == "crm-dark"


def test_no_default_key_is_taken_by_a_multiplexer_alone() -> None:
    taken = {"ctrl+b", "ctrl+a", "ctrl+s"}
    for binding in CrmApp.BINDINGS:
        keys = set(binding.key.split(","))  # type: ignore[union-attr]
        assert keys - taken
