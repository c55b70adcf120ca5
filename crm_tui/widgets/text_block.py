"""A few lines of ready text, painted again only when the text is another one."""

from rich.text import Text
from textual.widget import Widget


class TextBlock(Widget):
    """Text wrapped to its width; what does not fit is not seen. The text must be clean already."""

    DEFAULT_CSS = (
        "TextBlock { height: 4; width: 1fr; background: $surface; color: $foreground; padding: 0 1; }"
    )

    def __init__(self, text: str = "", *, id: str | None = None) -> None:  # noqa: A002  # Textual's own word
        super().__init__(id=id)
        self.text = text

    def say(self, text: str) -> None:
        """Sets the text."""
        if text != self.text:
            self.text = text
            self.refresh()

    def render(self) -> Text:
        return Text(self.text, end="")
