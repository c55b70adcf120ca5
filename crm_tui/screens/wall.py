"""The wall view: a few large figures and the colleagues by state, for a screen that nobody sits at."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.i18n import N_
from crm_tui.screens.presence_watch import PresenceWatch
from crm_tui.screens.presence_words import queue_words
from crm_tui.screens.wall_view import wall_lines
from crm_tui.widgets.line_view import LineView


class WallScreen(PresenceWatch):
    """No client is named here, so an idle wall is not covered: the first key covers it."""

    TITLE_WORD = N_("Wall view")
    HELP_TEXT = N_(
        "Names no client. After the time that locks an idle screen it stays, and the first key locks."
    )
    STAYS_WHEN_IDLE: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("Leave"), id="wall.leave"),
        Binding("left", "turn(-1)", N_("Other queue"), show=False, id="wall.before"),
        Binding("right,space,f5", "turn(1)", N_("Other queue"), id="wall.next"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.queue: str | None = None

    def body(self) -> ComposeResult:
        yield LineView()

    def title_word(self) -> str:
        return f"{super().title_word()}: {queue_words(self.queue)}"

    def on_line_view_resized(self) -> None:
        self.paint()

    def paint(self) -> None:
        if self.people is None or self.queues is None:
            return
        rows = (self.queues.total, *self.queues.rows)
        row = next((one for one in rows if one.queue == self.queue), rows[0])
        view = self.query_one(LineView)
        view.show(wall_lines(row, self.people, self.office.clock(), view.size.width, view.size.height))

    def action_turn(self, by: int) -> None:
        if self.queues is not None:
            names = [one.queue for one in (self.queues.total, *self.queues.rows)]
            here = names.index(self.queue) if self.queue in names else 0
            self.queue = names[(here + by) % len(names)]
            self.show_title()
            self.paint()

    def action_leave(self) -> None:
        self.dismiss(None)

    def plain_text(self) -> str:
        return self.query_one(LineView).text
