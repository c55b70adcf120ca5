"""`doctor --terminal`: the terminal tried by hand: colours, wide signs, keys, copying by OSC 52."""

import base64
import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from crm_tui.domain.errors import Refused
from crm_tui.i18n import _

KEYS = {
    "F1": ("\x1bOP", "\x1b[11~", "\x1b[[A"),
    "F2": ("\x1bOQ", "\x1b[12~", "\x1b[[B"),
    "F10": ("\x1b[21~",),
    "Insert": ("\x1b[2~",),
    "Delete": ("\x1b[3~",),
    "Alt+1": ("\x1b1",),
    "Ctrl+P": ("\x10",),
}
"""Keys that the screens use, and what terminals send for them."""
COPIED = "crm-tui: КЕП"


def try_terminal() -> None:
    """Shows colours and signs, asks for each key and copies a text; Refused without a terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Refused(_("this is not a terminal; run it at the screen that you want to try"))
    _show_colours()
    print(_("Each mark must stand right under its sign:"))
    print("  КЕП ґєії ’ № 12│34█▌⣿ |\n  ^   ^    ^ ^   ^  ^   ^")
    wrong = [name for name, codes in KEYS.items() if not _try_key(name, codes)]
    encoded = base64.b64encode(COPIED.encode()).decode()
    sys.stdout.write(f"\x1b]52;c;{encoded}\x07")
    print(
        _("Paste now somewhere else: it must give “{text}”. If not: docs/admin.md, “Terminals”.").format(
            text=COPIED
        )
    )
    if wrong:
        raise Refused(
            _("keys that do not arrive: {keys}; every act has another way: F1 lists it").format(
                keys=", ".join(wrong)
            )
        )


def _show_colours() -> None:
    names = ("TERM", "COLORTERM", "TMUX", "SSH_TTY", "LANG", "LC_ALL", "NO_COLOR")
    print("  ".join(f"{name}={os.environ[name]}" for name in names if os.environ.get(name)))
    print(_("16 colours, 256 colours, all colours: each line must go smoothly from end to end:"))
    print("".join(f"\x1b[48;5;{n}m  " for n in range(16)) + "\x1b[0m")
    print("".join(f"\x1b[48;5;{n}m " for n in range(232, 256)) + "\x1b[0m")
    print("".join(f"\x1b[48;2;{n};{n // 2};80m " for n in range(0, 256, 8)) + "\x1b[0m")


def _try_key(name: str, codes: tuple[str, ...]) -> bool:
    """Whether pressing the key sends one of its codes; Space or ten idle seconds pass over it."""
    print(_("Press {key} (Space: it does nothing here): ").format(key=name), end="", flush=True)
    with _raw():
        sent = _read(10.0)
    print(sent.encode("unicode_escape").decode() or "-")
    return sent in codes


def _read(seconds: float) -> str:
    ready, _writable, _odd = select.select([sys.stdin], [], [], seconds)
    return os.read(sys.stdin.fileno(), 32).decode("utf-8", "replace") if ready else ""


@contextmanager
def _raw() -> Iterator[None]:
    import termios
    import tty

    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setcbreak(sys.stdin)
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
