"""A line of tabs: the names, how many in each, which one is open."""

import re
from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

LONGEST = 12
"""Letters of a name that are tried first where the line is too short."""
_NAME = re.compile(r"(\d+ )?(.+?)( \d+\+?)?")


def _shortened(word: str, letters: int) -> str:
    found = _NAME.fullmatch(word)
    if found is None or len(found[2]) <= letters:
        return word
    return f"{found[1] or ''}{found[2][: letters - 1]}.{found[3] or ''}"


class TabLine(Widget):
    """One line; a click opens a tab, keys are the screen's."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tabs--open"}
    DEFAULT_CSS = """
    TabLine { height: 1; background: $panel; color: $foreground; }
    TabLine > .tabs--open { background: $background; color: $accent; text-style: bold; }
    TabLine:ansi > .tabs--open { background: ansi_default; color: ansi_default; text-style: reverse; }
    """

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self) -> None:
        super().__init__()
        self._words: tuple[str, ...] = ()
        self._open = 0

    def say(self, words: Sequence[str], place: int) -> None:
        """The names and which of them is open."""
        if (tuple(words), place) != (self._words, self._open):
            self._words, self._open = tuple(words), place
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002  # Textual's own signature
        width, used = self.size.width, 0
        segments = []
        for place, word in enumerate(self._shown()):
            # The brackets tell the open tab where there are no colours.
            text = f"[{word}]" if place == self._open else f" {word} "
            style = self.get_component_rich_style("tabs--open") if place == self._open else self.rich_style
            segments.append(Segment(text, style))
            used += cell_len(text)
        strip = Strip([*segments, Segment(" " * max(0, width - used), self.rich_style)])
        return strip.adjust_cell_length(width, self.rich_style)

    def _shown(self) -> Sequence[str]:
        """The names as they fit: where there is no room, closed tabs lose letters, never their counts."""
        words: Sequence[str] = self._words
        for letters in range(LONGEST, 1, -1):
            if sum(cell_len(word) + 2 for word in words) <= self.size.width:
                break
            words = [
                word if place == self._open else _shortened(word, letters)
                for place, word in enumerate(self._words)
            ]
        return words

    def on_click(self, event: events.Click) -> None:
        begin = 0
        for place, word in enumerate(self._shown()):
            begin += cell_len(word) + 2
            if event.x < begin:
                self.post_message(self.Chosen(place))
                return
