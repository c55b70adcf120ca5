"""F1: what works here, made from the bindings that are live at this moment."""

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog, Manners, described
from crm_tui.widgets.columns import fit

SELECTING = N_("To select text with the mouse hold Shift; Alt+T shows this screen as plain text.")


class HelpScreen(BaseDialog[None]):
    """The keys of the screen below, with what they do."""

    TITLE_WORD = N_("What works here")
    DEFAULT_CSS = "HelpScreen VerticalScroll { height: auto; max-height: 20; scrollbar-size: 0 0; }"
    HELP_TEXT: str = ""

    def __init__(self, of: Manners[object]) -> None:
        super().__init__()
        # Read now: once this screen is on top the live bindings are its own.
        self.text = help_text(of)

    def body(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(Text(self.text))


def help_text(screen: Manners[object]) -> str:
    """The help of a screen and of its widget in focus, as plain lines."""
    lines = [_(screen.HELP_TEXT), ""] if screen.HELP_TEXT else []
    own = getattr(screen.focused, "help_text", "")
    if own:
        lines += [_(own), ""]
    for keys, word, tooltip in described(screen.active_bindings):
        lines.append(f"{fit(keys, 18)} {word}" + (f" — {tooltip}" if tooltip else ""))
    return "\n".join([*lines, "", _(SELECTING)])
