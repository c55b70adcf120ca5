"""Lines and boxes to type into, without a blinking caret (a blink costs 2.5 kB/s for ever)."""

from textual.widgets import Input, TextArea


class LineInput(Input):
    """One line of text, one line high."""

    DEFAULT_CSS = """
    LineInput, LineInput:focus { border: none; height: 1; padding: 0; background: $surface; }
    LineInput:focus { background: $panel; }
    LineInput:ansi { background: ansi_default; text-style: underline; }
    """

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        password: bool = False,
        max_length: int = 0,
        id: str | None = None,  # noqa: A002  # Textual's own word
    ) -> None:
        super().__init__(
            value,
            placeholder=placeholder,
            password=password,
            max_length=max_length,
            select_on_focus=False,
            id=id,
        )
        self.cursor_blink = False


class TextBox(TextArea):
    """Several lines of text."""

    DEFAULT_CSS = """
    TextBox, TextBox:focus { border: none; padding: 0; background: $surface; scrollbar-size: 0 0; }
    TextBox:focus { background: $panel; }
    """

    def __init__(self, text: str = "", *, id: str | None = None) -> None:  # noqa: A002  # Textual's own word
        super().__init__(text, tab_behavior="focus", soft_wrap=True, show_line_numbers=False, id=id)
        self.cursor_blink = False
        self.highlight_cursor_line = False
