"""Our themes: dark, light, and the terminal's own colours; chosen by the settings and by the terminal."""

from collections.abc import Mapping
from dataclasses import replace

from textual.theme import BUILTIN_THEMES, Theme

_PLAIN = {
    "block-cursor-text-style": "bold",
    "input-cursor-text-style": "reverse",
    "footer-key-foreground": "#ffd75f",
}

THEMES = (
    Theme(
        name="crm-dark",
        primary="#005f87",
        secondary="#5f8787",
        accent="#ffd75f",
        warning="#ffaf00",
        error="#d75f5f",
        success="#87af5f",
        foreground="#d0d0d0",
        background="#121212",
        surface="#1c1c1c",
        panel="#262626",
        variables=_PLAIN,
    ),
    Theme(
        name="crm-light",
        primary="#005f87",
        secondary="#5f8787",
        accent="#870000",
        warning="#875f00",
        error="#af0000",
        success="#005f00",
        foreground="#1c1c1c",
        background="#eeeeee",
        surface="#e4e4e4",
        panel="#d0d0d0",
        dark=False,
        variables=_PLAIN | {"footer-key-foreground": "#870000"},
    ),
    replace(BUILTIN_THEMES["ansi-dark"], name="crm-ansi"),
)
"""The palette is taken from the 256 colours, so that a terminal without truecolor shows the same."""

NAMES = tuple(theme.name for theme in THEMES)


def theme_for(wanted: str, environ: Mapping[str, str]) -> str:
    """The theme to start with: the wanted one; the terminal's own colours under NO_COLOR or 8/16 colours."""
    plain = environ.get("TERM", "") in {"linux", "xterm", "screen", "vt100", "vt220"}
    if "NO_COLOR" in environ or (plain and not environ.get("COLORTERM")):
        return "crm-ansi"
    return wanted if wanted in NAMES else NAMES[0]
