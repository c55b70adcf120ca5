"""Colleagues and queues: who is free, who waits, what was lost; each figure opens its rows (X24, X25)."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.i18n import N_, _
from crm_tui.screens.presence_figures import FIGURES, LOST, figure_columns, figure_rows, open_figure
from crm_tui.screens.presence_people import ColleagueActs, person_columns, person_row
from crm_tui.screens.presence_watch import PresenceWatch
from crm_tui.screens.presence_words import line_words
from crm_tui.widgets.figure_grid import FigureGrid
from crm_tui.widgets.line_view import Line, LineView
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.virtual_list import VirtualList


class PresenceScreen(PresenceWatch):
    """The queues above, the colleagues below; Tab goes between them."""

    TITLE_WORD = N_("Colleagues and queues")
    HELP_TEXT = N_(
        "The arrows go from figure to figure, Enter opens the rows behind it; Tab goes to the colleagues. "
        "Free is who can take a call now; lost are the missed calls of today."
    )
    AUTO_FOCUS = "FigureGrid"
    DEFAULT_CSS = "PresenceScreen #line { height: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "open", N_("Open"), show=False, id="presence.open", tooltip=N_("As Enter")),
        Binding(
            "f5",
            "wall",
            N_("Wall view"),
            id="presence.wall",
            tooltip=N_("Large figures for a screen on the wall"),
        ),
    ]

    def body(self) -> ComposeResult:
        yield FigureGrid(figure_columns(), column=FIGURES.index(LOST))
        yield LineView(id="line")
        yield VirtualList(person_columns(), empty=_("Nobody has an extension yet"))

    def came(self) -> None:
        super().came()
        people = self.people.rows if self.people else ()
        now, rows = self.office.clock(), self.query_one(VirtualList)
        provider = MemoryRows([person_row(one, now) for one in people])
        if rows.current is None:
            rows.show(provider)
        else:
            rows.provider = provider
            rows.reload()

    def paint(self) -> None:
        if self.people is None or self.queues is None:
            return
        now = self.office.clock()
        self.query_one(FigureGrid).fill(figure_rows(self.queues, now))
        trouble = line_words(self.people.line, now)
        line = Line(f" ? {trouble}", "warning") if trouble else Line(" " + _("Colleagues"), "muted")
        self.query_one("#line", LineView).show([line])

    # Keys.

    def action_open(self) -> None:
        if isinstance(self.focused, VirtualList):
            self.focused.action_pick()
        else:
            self.query_one(FigureGrid).action_pick()

    def on_figure_grid_picked(self, event: FigureGrid.Picked) -> None:
        if self.queues is not None:
            rows = (self.queues.total, *self.queues.rows)
            open_figure(self.shell, rows[event.row], FIGURES[event.column])

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        self._offer(event.row)

    def _offer(self, row: Row) -> None:
        people = self.people.rows if self.people else ()
        person = next((one for one in people if one.id == row.id), None)
        if person is not None:
            self.shell.push_screen(ColleagueActs(person))

    def action_wall(self) -> None:
        from crm_tui.screens.wall import WallScreen

        self.shell.push_screen(WallScreen())
