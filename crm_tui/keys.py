"""Keys under any layout, and the person's own keymap.

Textual 8.2.8 knows the Latin layout only: with the Ukrainian one a key arrives as its Cyrillic letter
and no binding fires. Every app of ours derives from LayoutApp, whose look-up tries the key as it came
and then the Latin letter of the same place. Text fields take printable keys before bindings are asked, so
typing stays Cyrillic.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.binding import Binding
from textual.keys import Keys

from crm_tui.domain.layout import LATIN_OF
from crm_tui.i18n import _
from crm_tui.widgets.key_order import KeyOrder

Result = TypeVar("Result")

_NAMES = {
    "[": "left_square_bracket",
    "]": "right_square_bracket",
    ";": "semicolon",
    "'": "apostrophe",
    ",": "comma",
    ".": "full_stop",
    "\\": "backslash",
    "`": "grave_accent",
}
_MACINTOSH = tuple(f"\x1b{sign}" for sign in "1234567890-=")
"""What Option and the upper row type on a Macintosh; everywhere else these bytes are Alt and that key."""
_EXTENDED = re.compile(r"\x1b\[(\d*)((?::\d*)*)((?:;[\d:]*)*)([u~ABCDEFHPQRS])")


def latin_key(key: str) -> str | None:
    """The Textual key at the same place of the Latin layout, modifiers and case kept; None for other keys."""
    *modifiers, last = key.split("+")
    letter = LATIN_OF.get(last)
    if letter is None:
        return None
    return "+".join([*modifiers, _NAMES.get(letter, letter)])


class LayoutApp(App[Result]):
    """An app whose bindings fire by the place of a key, whatever layout is on, and in the order of typing."""

    def __init__(self) -> None:
        super().__init__()
        self.key_order = KeyOrder(self)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            if isinstance(event, events.Key) and event.key.startswith("alt+"):
                # Most terminals send Esc and the letter; a field that has the focus would type it.
                event.character = None
            await self.key_order.take(event, super().on_event)
        else:
            await super().on_event(event)

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        # The one private method we lean on; tests/widgets/test_keys.py pins its shape.
        if await super()._check_bindings(key, priority):
            return True
        latin = latin_key(key)
        return latin is not None and await super()._check_bindings(latin, priority)


def plain_sequence(sequence: str) -> str:
    """An extended key report without the parts Textual's parser dies on.

    A terminal may add the shifted and the base-layout code to the code of the key (`1094::119`) and an event
    type to the modifiers (`5:1`); the parser reads both by int(). With Ctrl or Alt held the base-layout code
    says which place was pressed; without them the letter itself is wanted.
    """
    match = _EXTENDED.fullmatch(sequence)
    if match is None or ":" not in sequence:
        return sequence
    code, alternates, rest, end = match.groups()
    modifiers, *text = rest.split(";")[1:] or [""]
    held = modifiers.partition(":")[0]
    base = alternates.split(":")[2] if alternates.count(":") == 2 else ""
    if base and held and (int(held) - 1) & 0b110 and not any(text):
        code = base
    return f"\x1b[{code}" + "".join(f";{part}" for part in [held, *text] if rest) + end


def guard_parser() -> None:
    """Teaches Textual's parser the reports it would raise on, and Alt+digit; harmless when repeated."""
    for sequence in _MACINTOSH:
        ANSI_SEQUENCES_KEYS.pop(sequence, None)  # type: ignore[attr-defined]
    original = XTermParser._parse_extended_key
    if getattr(original, "guarded", False):
        return

    def guarded(self: XTermParser, sequence: str) -> list[events.Key] | None:
        try:
            return original(self, plain_sequence(sequence))
        except (ValueError, OverflowError):
            return [events.Key(Keys.Ignore, None)]

    guarded.guarded = True  # type: ignore[attr-defined]
    XTermParser._parse_extended_key = guarded  # type: ignore[assignment,method-assign]


class KeymapError(Exception):
    """The keymap file cannot be used; the text says where and why."""


def load_keymap(path: Path) -> dict[str, str]:
    """Binding id -> keys (comma-separated, as Textual names them) of a `keymap.toml`; {} without the file."""
    if not path.is_file():
        return {}
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise KeymapError(f"{path}: {error}") from None
    keymap = {}
    for binding_id, keys in _flat(table):
        listed = keys if isinstance(keys, list) else [keys]
        if not listed or not all(isinstance(key, str) and key.strip() for key in listed):
            raise KeymapError(
                _("{path}: {name} must be a key or a list of keys").format(path=path, name=binding_id)
            )
        keymap[binding_id] = ",".join(key.strip() for key in listed)
    return keymap


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """TOML reads `list.add = "insert"` as a table in a table; ids are written with full stops."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def keymap_problems(keymap: Mapping[str, str], groups: Iterable[Sequence[Binding]]) -> list[str]:
    """What is wrong with a keymap, one line each: unknown ids, unknown keys, one key for two acts.

    A group holds the bindings that may be asked at the same moment: of a screen, its widgets and the app.
    """
    groups = list(groups)
    known = {binding.id for group in groups for binding in group}
    problems = [
        _("keymap: no act is called {name}").format(name=name) for name in keymap if name not in known
    ]
    for name, keys in keymap.items():
        problems += [
            _("keymap: {name}: no key is called {key}").format(name=name, key=key)
            for key in keys.split(",")
            if not is_key(key)
        ]
    for group in groups:
        problems += [line for line in _clashes(keymap, group) if line not in problems]
    return problems


def _clashes(keymap: Mapping[str, str], group: Sequence[Binding]) -> Iterator[str]:
    taken: dict[str, str] = {}
    for binding in group:
        if binding.id is None:
            continue
        for key in keymap.get(binding.id, binding.key).split(","):
            other = taken.setdefault(key.strip(), binding.id)
            if other != binding.id and (binding.id in keymap or other in keymap):
                yield _("keymap: {key} is given to both {one} and {other}").format(
                    key=key.strip(), one=other, other=binding.id
                )


def is_key(key: str) -> bool:
    """Whether a key of this name can ever arrive."""
    *modifiers, last = key.split("+")
    if any(modifier not in {"ctrl", "alt", "shift", "super"} for modifier in modifiers):
        return False
    return len(last) == 1 or last in _KEY_NAMES


_KEY_NAMES = {member.value.split("+")[-1] for member in Keys} | set(_NAMES.values()) | {"question_mark"}

_WORDS = {
    "escape": "Esc",
    "enter": "Enter",
    "insert": "Ins",
    "delete": "Del",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "space": "Space",
    "tab": "Tab",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "question_mark": "?",
    "ctrl": "Ctrl",
    "alt": "Alt",
    "shift": "Shift",
}


def key_word(key: str) -> str:
    """A key as it is shown to people: `ctrl+p` -> `Ctrl+P`."""
    return "+".join(_WORDS.get(part) or part.replace("_", " ").capitalize() for part in key.split("+"))
