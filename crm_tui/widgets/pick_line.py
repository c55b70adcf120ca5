"""A few things to choose from by their digit, by the arrows and Enter."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from crm_tui.i18n import N_
from crm_tui.widgets.line_view import Line, LineView


@dataclass(frozen=True, slots=True)
class Choice:
    """One of them: what it stands for and how it is called (a clean text)."""

    id: Hashable
    words: str


class PickLines(LineView, can_focus=True):
    """At most nine choices, one a line; the chosen one is marked by a sign, the cursor by another."""

    DEFAULT_CSS = "PickLines { height: auto; max-height: 9; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", N_("Up"), show=False, system=True, id="pick.up"),
        Binding("down", "move(1)", N_("Down"), show=False, system=True, id="pick.down"),
        Binding("enter,space", "pick", N_("Choose"), id="pick.pick"),
        *(
            Binding(str(n), f"digit({n})", N_("By its digit"), show=False, system=True, id=f"pick.{n}")
            for n in range(1, 10)
        ),
    ]

    class Picked(Message):
        """Something was chosen by a key or the mouse."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own word
        super().__init__(id=id)
        self.choices: tuple[Choice, ...] = ()
        self.chosen: Hashable = None
        self.cursor = 0
        self.none = ""

    def offer(self, choices: Sequence[Choice], chosen: Hashable = None, *, none: str = "") -> None:
        """What there is to choose from; `none` is said when there is nothing."""
        self.choices, self.chosen, self.none = tuple(choices[:9]), chosen, none
        found = (place for place, one in enumerate(self.choices) if one.id == chosen)
        self.cursor = next(found, 0)
        self.styles.height = max(1, len(self.choices))
        self._draw()

    def _draw(self) -> None:
        if not self.choices:
            self.show([Line(f"   {self.none}", "muted")])
            return
        lines = []
        for place, one in enumerate(self.choices):
            here = place == self.cursor and self.has_focus
            mark = "●" if one.id == self.chosen else " "
            text = f"{'›' if here else ' '}{mark}{place + 1} {one.words}"
            lines.append(Line(text, "cursor" if here else "strong" if one.id == self.chosen else ""))
        self.show(lines)

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self._draw()

    def on_click(self, event: events.Click) -> None:
        self.action_digit(event.y + 1)

    def action_move(self, by: int) -> None:
        self.cursor = max(0, min(self.cursor + by, len(self.choices) - 1))
        self._draw()

    def action_pick(self) -> None:
        self.action_digit(self.cursor + 1)

    def action_digit(self, digit: int) -> None:
        if digit <= len(self.choices):
            self.cursor = digit - 1
            self.chosen = self.choices[self.cursor].id
            self._draw()
            self.post_message(self.Picked(self.choices[self.cursor]))
