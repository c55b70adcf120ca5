"""The bottom lines of every screen: what was just said, and the keys that work here."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static


class KeyLine(Widget):
    """One line of keys and words; repainted only when they differ, so moving about costs nothing."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key"}
    DEFAULT_CSS = """
    KeyLine { dock: bottom; height: 1; background: $panel; color: $foreground; }
    KeyLine > .keys--key { text-style: bold; color: $accent; background: $panel; }
    KeyLine:ansi > .keys--key { text-style: bold; color: ansi_default; background: ansi_default; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[tuple[str, str], ...] = ()

    def say(self, keys: Sequence[tuple[str, str]]) -> None:
        """The keys to show, as (key, word); what does not fit is left out from the end."""
        if tuple(keys) != self._keys:
            self._keys = tuple(keys)
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002  # Textual's own signature
        width, used = self.size.width, 0
        key_style, style = self.get_component_rich_style("keys--key"), self.rich_style
        segments: list[Segment] = []
        for key, word in self._keys:
            need = cell_len(key) + cell_len(word) + 3
            if used + need > width:
                break
            segments += [Segment(f" {key}", key_style), Segment(f" {word} ", style)]
            used += need
        return Strip([*segments, Segment(" " * (width - used), style)], width)


class MessageLine(Static):
    """What the program just said; takes a place on the screen only while there is something to say."""

    DEFAULT_CSS = """
    MessageLine { dock: bottom; height: auto; max-height: 4; padding: 0 1; margin-bottom: 1; display: none;
        background: $surface; color: $foreground; text-style: bold; }
    MessageLine.-error { background: $error; color: $text; }
    MessageLine:ansi { background: ansi_default; color: ansi_default; text-style: reverse; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.said = ""

    def tell(self, text: str, *, error: bool = False) -> None:
        """Says a text, marked by a sign as well as by colour; an empty one takes the line away."""
        if text == self.said:
            return
        self.said = text
        sign = "!" if error else "✓"
        self.set_class(error, "-error")
        self.update(f"{sign} {text}" if text else "")
        self.display = bool(text)
