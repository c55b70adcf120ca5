"""The top line of every screen: whose office this is, who sits here, how the PBX is; or who is calling.

It is always there, so a call is announced by repainting one line: no layout, under 1 kB.
"""

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from crm_tui.i18n import _
from crm_tui.widgets.columns import fit


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the top line shows, in words."""

    firm: str = ""
    demo: bool = False
    missed: str = ""
    user: str = ""
    pbx: str = ""


class TitleLine(Widget):
    """One line: the screen's name at the left, the surroundings at the right; an announcement instead."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"title--announce"}
    DEFAULT_CSS = """
    TitleLine { dock: top; height: 1; background: $panel; color: $foreground; text-style: bold; }
    TitleLine > .title--announce { background: $warning; color: $background; text-style: bold; }
    TitleLine:ansi > .title--announce { background: ansi_default; color: ansi_default;
        text-style: reverse bold; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self._around = Surroundings()
        self._call = ""

    def say(self, title: str, around: Surroundings) -> None:
        """Sets the quiet contents."""
        if (title, around) != (self._title, self._around):
            self._title, self._around = title, around
            self.refresh()

    def announce(self, text: str) -> None:
        """Shows who is calling until it is called with an empty text."""
        if text != self._call:
            self._call = text
            self.refresh()

    @property
    def text(self) -> str:
        """The line as it is drawn."""
        width = self.size.width
        if self._call:
            return fit(f" ☎ {self._call}", width)
        around = self._around
        parts = [_("DEMO") if around.demo else "", around.missed, around.firm, around.user, around.pbx]
        right = " │ ".join(part for part in parts if part)
        room = max(0, width - cell_len(right) - 2)
        return fit(f" {fit(self._title, room)}{right}", width) if room > 8 else fit(f" {self._title}", width)

    def render_line(self, y: int) -> Strip:  # noqa: ARG002  # Textual's own signature
        style = self.get_component_rich_style("title--announce") if self._call else self.rich_style
        return Strip([Segment(self.text, style)], self.size.width)
