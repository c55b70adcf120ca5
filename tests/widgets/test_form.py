"""Forms: drafts, warnings, and whether a person is in the middle of typing."""

import asyncio

from textual.widgets import TextArea

from crm_tui.widgets import form as forms
from crm_tui.widgets.form import Form, is_typing
from tests.golden.dump import settle, text_of
from tests.pty.apps.million import FormScreen, ListScreen, ShellApp


async def test_what_is_typed_is_handed_on_as_a_draft(monkeypatch: object) -> None:
    screen = FormScreen()
    app = ShellApp(screen)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("Р", "о", "enter", "1", "2")
        async with asyncio.timeout(5):
            while not screen.drafts:
                await pilot.pause(0.05)
        assert screen.drafts[-1]["name"] == "Ро"
        assert screen.drafts[-1]["code"] in {"", "1", "12"}
        assert forms.DRAFT_SECONDS < 1


async def test_a_warning_stands_under_its_field_and_goes_when_the_field_is_right() -> None:
    app = ShellApp(FormScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("tab", "1", "2")
        await settle(pilot)
        lines = text_of(app)
        place = next(n for n, line in enumerate(lines) if "Код ЄДРПОУ" in line)
        assert "! код має 8 цифр, а тут 2" in lines[place + 1]
        await pilot.press(*"345678")
        await settle(pilot)
        assert not any("код має" in line for line in text_of(app))


async def test_a_person_is_typing_from_the_first_letter_until_it_is_saved() -> None:
    screen = FormScreen()
    app = ShellApp(screen)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert not is_typing(app)
        await pilot.press("a")
        await settle(pilot)
        assert is_typing(app)
        screen.query_one(Form).settle()
        assert not is_typing(app)
        await pilot.press("b")
        await settle(pilot)
        await pilot.press("tab", "tab")
        assert not is_typing(app)  # a choice is no text
        await pilot.press("shift+tab")
        assert is_typing(app)


async def test_nobody_types_into_a_list() -> None:
    app = ShellApp(ListScreen(5))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert not is_typing(app)


async def test_choices_go_round_by_arrows_and_notes_keep_their_lines() -> None:
    screen = FormScreen()
    app = ShellApp(screen)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        form = screen.query_one(Form)
        assert form.values()["kind"] == "b"
        await pilot.press("tab", "tab", "right", "right")
        assert form.values()["kind"] == "a"
        await pilot.press("left", "tab", "п", "enter", "т")
        assert screen.query_one(TextArea).text == "п\nт"
        assert form.values() == {"name": "", "code": "", "kind": "c", "note": "п\nт"}


async def test_a_form_is_filled_from_a_draft() -> None:
    screen = FormScreen()
    app = ShellApp(screen)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        form = screen.query_one(Form)
        form.fill({"name": "Ромашка", "kind": "c", "note": "a\nb", "elsewhere": "x"})
        await settle(pilot)
        assert form.values() == {"name": "Ромашка", "code": "", "kind": "c", "note": "a\nb"}
        assert form.dirty


async def test_a_key_of_the_form_works_under_the_ukrainian_layout_while_typing() -> None:
    screen = FormScreen()
    app = ShellApp(screen)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ц", "alt+ц")
        assert screen.saved == 1
        assert screen.query_one(Form).values()["name"] == "ц"
