"""A few lines of ready text, painted again only when the text is another one."""

from rich.text import Text
from textual.widget import Widget

from crm_tui.widgets.inked import ink_style
from crm_tui.widgets.inks import Ink


class TextBlock(Widget):
    """Text wrapped to its width; what does not fit is not seen. The text must be clean already."""

    DEFAULT_CSS = (
        "TextBlock { height: 4; width: 1fr; background: $surface; color: $foreground; padding: 0 1; }"
    )

    def __init__(self, text: str = "", *, id: str | None = None) -> None:  # noqa: A002  # Textual's own word
        super().__init__(id=id)
        self.text = text
        self.inks: tuple[Ink, ...] = ()

    def say(self, text: str, inks: tuple[Ink, ...] = ()) -> None:
        """Sets the text, and which of its characters have a colour."""
        if (text, inks) != (self.text, self.inks):
            self.text, self.inks = text, inks
            self.refresh()

    def render(self) -> Text:
        text = Text(self.text, end="")
        for ink in self.inks:
            text.stylize(ink_style(self, ink.colour), ink.start, ink.end)
        return text
