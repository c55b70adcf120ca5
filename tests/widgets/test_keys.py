"""Keys fire by their place, whatever the layout; a person's keymap is checked before it is used."""

import inspect
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from crm_tui.domain.layout import LATIN_OF
from crm_tui.keys import (
    KeymapError,
    LayoutApp,
    guard_parser,
    is_key,
    key_word,
    keymap_problems,
    latin_key,
    load_keymap,
    plain_sequence,
)


class Pressed(LayoutApp[None]):
    BINDINGS = (
        Binding("ctrl+s", "note('ctrl+s')"),
        Binding("alt+n", "note('alt+n')"),
        Binding("w", "note('w')"),
        Binding("G", "note('G')"),
        Binding("ctrl+q", "note('ctrl+q')", priority=True),
        Binding("ctrl+left_square_bracket", "note('[')"),
    )

    def __init__(self, *, field: bool = False) -> None:
        super().__init__()
        self.field = field
        self.noted: list[str] = []

    def compose(self) -> ComposeResult:
        if self.field:
            yield Input()

    def action_note(self, what: str) -> None:
        self.noted.append(what)


def test_textual_still_looks_bindings_up_where_we_listen() -> None:
    shape = inspect.signature(App._check_bindings)
    assert list(shape.parameters) == ["self", "key", "priority"]
    assert inspect.iscoroutinefunction(App._check_bindings)
    assert list(inspect.signature(XTermParser._parse_extended_key).parameters) == ["self", "sequence"]


@pytest.mark.parametrize(
    ("key", "fired"),
    [
        ("ctrl+і", "ctrl+s"),
        ("ctrl+ы", "ctrl+s"),
        ("alt+т", "alt+n"),
        ("ц", "w"),
        ("П", "G"),
        ("ctrl+й", "ctrl+q"),
        ("ctrl+х", "["),
        ("w", "w"),
    ],
)
async def test_a_key_fires_by_its_place(key: str, fired: str) -> None:
    app = Pressed()
    async with app.run_test() as pilot:
        await pilot.press(key)
        assert app.noted == [fired]


async def test_typing_into_a_field_stays_cyrillic_while_its_control_keys_work() -> None:
    app = Pressed(field=True)
    async with app.run_test() as pilot:
        await pilot.press("ц", "і", "ctrl+і")
        field = app.query_one(Input)
        assert (field.value, app.noted) == ("ці", ["ctrl+s"])
        await pilot.press("ctrl+ф", "є")  # ctrl+a: to the start
        assert field.value == "єці"


@given(st.sampled_from(sorted(LATIN_OF)), st.sampled_from(["", "ctrl+", "alt+", "ctrl+shift+"]))
def test_every_letter_has_a_place_and_keeps_its_modifiers(letter: str, modifiers: str) -> None:
    latin = latin_key(modifiers + letter)
    assert latin is not None
    assert latin.startswith(modifiers)
    assert latin.split("+")[-1].isascii()


@pytest.mark.parametrize("key", ["w", "f5", "enter", "ctrl+w", "ctrl+home", "1", ""])
def test_other_keys_are_left_alone(key: str) -> None:
    assert latin_key(key) is None


def keys_of(sequence: str) -> list[str]:
    guard_parser()
    return [event.key for event in XTermParser()._parse_extended_key(sequence) or []]


@pytest.mark.parametrize(
    ("sequence", "key"),
    [
        ("\x1b[1094::119;5u", "ctrl+w"),
        ("\x1b[1094:1062:119;5u", "ctrl+w"),
        ("\x1b[1094::119;3u", "alt+w"),
        ("\x1b[1094;5:1u", "ctrl+ц"),
        ("\x1b[1094::119;;1094u", "ц"),
        ("\x1b[1094::119;1;1094u", "ц"),
        ("\x1b[1094;5u", "ctrl+ц"),
        ("\x1b[97;5u", "ctrl+a"),
    ],
)
def test_extended_reports_never_kill_the_parser(sequence: str, key: str) -> None:
    assert keys_of(sequence) == [key]


@given(st.from_regex(r"\x1b\[[0-9:;]{0,20}[u~ABCDEFHPQRS]", fullmatch=True))
def test_no_report_raises(sequence: str) -> None:
    keys_of(sequence)


def test_a_report_without_additions_is_not_touched() -> None:
    assert plain_sequence("\x1b[97;5u") == "\x1b[97;5u"


# The keymap file.

ADD = Binding("insert", "add", "Add", id="clients.add")
OPEN = Binding("f2", "open", "Open", id="clients.open")


def test_a_keymap_is_read_by_ids_with_one_or_several_keys(tmp_path: Path) -> None:
    file = tmp_path / "keymap.toml"
    file.write_text('[clients]\nadd = ["insert", "f7"]\nopen = "f4"\n')
    keymap = load_keymap(file)
    assert keymap == {"clients.add": "insert,f7", "clients.open": "f4"}
    assert keymap_problems(keymap, [[ADD, OPEN]]) == []
    assert load_keymap(tmp_path / "nothing.toml") == {}


@pytest.mark.parametrize("text", ["add = ", "[clients]\nadd = 5", "[clients]\nadd = []", 'a = [""]'])
def test_a_broken_keymap_says_where(tmp_path: Path, text: str) -> None:
    file = tmp_path / "keymap.toml"
    file.write_text(text)
    with pytest.raises(KeymapError, match=r"keymap\.toml"):
        load_keymap(file)


def test_a_key_for_two_acts_an_unknown_act_and_an_unknown_key_are_told() -> None:
    problems = keymap_problems(
        {"clients.add": "f2", "clients.fly": "f7", "clients.open": "f2,hyperkey"}, [[ADD, OPEN]]
    )
    text = "\n".join(problems)
    assert len(problems) == 3
    assert "clients.fly" in text
    assert "hyperkey" in text
    assert "clients.add" in text


def test_keys_have_words() -> None:
    assert key_word("ctrl+p") == "Ctrl+P"
    assert key_word("f10") == "F10"
    assert is_key("ctrl+f5")
    assert not is_key("meta+x")


@pytest.mark.parametrize(("typed", "key"), [("\x1b2", "alt+2"), ("\x1b0", "alt+0"), ("\x1bw", "alt+w")])
def test_alt_and_a_digit_arrive_as_such_from_any_terminal(typed: str, key: str) -> None:
    guard_parser()
    parser = XTermParser()
    assert [event.key for event in [*parser.feed(typed), *parser.feed("")] if hasattr(event, "key")] == [key]


async def test_alt_and_a_letter_is_no_letter_for_a_field() -> None:
    """Terminals send Esc and the letter: Textual's key has the letter too, and a field would take it."""
    app = Pressed(field=True)
    async with app.run_test() as pilot:
        app.post_message(events.Key("alt+n", "n"))
        app.post_message(events.Key("alt+т", "т"))
        app.post_message(events.Key("т", "т"))
        await pilot.pause()
        assert app.noted == ["alt+n", "alt+n"]
        assert app.query_one(Input).value == "т"
