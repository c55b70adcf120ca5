"""Ready lines of text: only those that differ are painted again, so a running time costs one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from crm_tui.widgets.columns import fit
from crm_tui.widgets.inked import inked
from crm_tui.widgets.inks import Ink


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a text (clean already) and the name of its style: "", strong, warning, muted or cursor.

    `inks` colour some of its characters, in their order; not under the cursor.
    """

    text: str
    style: str = ""
    inks: tuple[Ink, ...] = ()


class LineView(Widget):
    """A block of lines drawn one by one. What does not fit is not seen: whoever makes the lines counts."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lines--strong",
        "lines--warning",
        "lines--muted",
        "lines--cursor",
    }
    DEFAULT_CSS = """
    LineView { height: 1fr; width: 1fr; background: $background; color: $foreground; }
    LineView > .lines--strong { text-style: bold; color: $accent; }
    LineView > .lines--warning { text-style: bold; color: $warning; }
    LineView > .lines--muted { color: $foreground-muted; }
    LineView > .lines--cursor { background: $primary; color: $text; text-style: bold; }
    LineView:ansi > .lines--cursor { background: ansi_default; color: ansi_default; text-style: reverse; }
    """

    class Resized(Message):
        """The room changed: the lines are to be made anew."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own word
        super().__init__(id=id)
        self.lines: tuple[Line, ...] = ()

    def show(self, lines: Sequence[Line]) -> None:
        """Takes the lines to show; only those that differ from before are painted."""
        before, self.lines = self.lines, tuple(lines)
        width = self.size.width
        for y in range(max(len(before), len(self.lines))):
            if before[y : y + 1] != self.lines[y : y + 1]:
                self.refresh(Region(0, y, width, 1))

    @property
    def text(self) -> str:
        return "\n".join(line.text.rstrip() for line in self.lines)

    def on_resize(self) -> None:
        self.post_message(self.Resized())

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        line = self.lines[y] if y < len(self.lines) else Line("")
        style = self.get_component_rich_style(f"lines--{line.style}") if line.style else self.rich_style
        return inked(self, fit(line.text, width), style, line.inks if line.style != "cursor" else ())
