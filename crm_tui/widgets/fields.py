"""Lines and boxes to type into, without a blinking caret (a blink costs 2.5 kB/s for ever)."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.reactive import Reactive, reactive
from textual.widgets import Input, TextArea
from textual.widgets.text_area import Edit, EditResult, Selection


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


class TextBox(TextArea, inherit_bindings=False):
    """Several lines of text. Function keys stay the screen's: Textual's box has its own use for some."""

    BINDINGS: ClassVar[list[BindingType]] = [
        one for one in TextArea.BINDINGS if not (isinstance(one, Binding) and one.key in ("f6", "f7"))
    ]

    DEFAULT_CSS = """
    TextBox, TextBox:focus { border: none; padding: 0; background: $surface; scrollbar-size: 0 0; }
    TextBox:focus { background: $panel; }
    """

    # Textual repaints the whole box for every letter; here only the rows that changed are painted again.
    selection: Reactive[Selection] = reactive(Selection(), init=False, always_update=True, repaint=False)
    # The box moves its caret while it is still being made.
    _caret_row = 0

    def __init__(self, text: str = "", *, id: str | None = None) -> None:  # noqa: A002  # Textual's own word
        super().__init__(text, tab_behavior="focus", soft_wrap=True, show_line_numbers=False, id=id)
        self.cursor_blink = False
        self.highlight_cursor_line = False

    def watch_selection(self, before: Selection, after: Selection) -> None:
        """Paints the rows the caret left and came to; with marked text the whole box."""
        if not (before.is_empty and after.is_empty):
            self.refresh()
            return
        row = self.wrapped_document.location_to_offset(after.end).y
        self.refresh_lines(self._caret_row)
        self.refresh_lines(row)
        self._caret_row = row

    def edit(self, edit: Edit) -> EditResult:
        rows = self.wrapped_document.height
        result = super().edit(edit)
        line = edit.top[0]
        if self.wrapped_document.height != rows or {edit.bottom[0], result.end_location[0]} != {line}:
            self.refresh()
        else:
            first = self.wrapped_document.location_to_offset((line, 0)).y
            last = self.wrapped_document.location_to_offset((line, len(self.document.get_line(line)))).y
            self.refresh_lines(first, last - first + 1)
        return result

    def undo(self) -> None:
        super().undo()
        self.refresh()

    def redo(self) -> None:
        super().redo()
        self.refresh()

    def load_text(self, text: str) -> None:
        super().load_text(text)
        self.refresh()
