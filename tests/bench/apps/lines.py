"""A minimal list by Textual's Line API: a million rows made up as they are drawn, one style a row."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

CURSOR = Style(reverse=True)
COUNT = 1_000_000


class Lines(Widget, can_focus=True):
    """A cursor and a top line, nothing else."""

    DEFAULT_CSS = "Lines { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "down"), Binding("pagedown", "page")]

    def __init__(self) -> None:
        super().__init__()
        self.cursor = self.top = 0

    def render_line(self, y: int) -> Strip:
        number = self.top + y
        text = f"  {number:08d} Товариство «Ромашка {number}» ТОВ Київ 0441234567".ljust(self.size.width)
        style = CURSOR if number == self.cursor else self.rich_style
        return Strip([Segment(text, style)], self.size.width)

    def action_down(self) -> None:
        self.cursor += 1
        if self.cursor >= self.top + self.size.height:
            self.top += self.size.height // 3
            self.refresh()
            return
        self.refresh(Region(0, self.cursor - self.top - 1, self.size.width, 2))

    def action_page(self) -> None:
        self.top += self.size.height
        self.cursor += self.size.height
        self.refresh()


class LinesApp(App[None]):
    """Only the list."""

    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield Lines()


if __name__ == "__main__":
    LinesApp().run()
