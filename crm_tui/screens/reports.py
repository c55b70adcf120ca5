"""The reports workspace: a table, bars and lines of the same figures; each figure opens its rows."""

from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.kyiv import today
from crm_tui.domain.periods import Period, period_of
from crm_tui.i18n import N_, _
from crm_tui.reports.parts.shapes import Line, Report
from crm_tui.reports.render.formats import Format
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.client_words import one_line
from crm_tui.screens.report_export import FormatPick, save_report
from crm_tui.screens.report_form import ReportForm
from crm_tui.screens.report_kinds import REPORTS
from crm_tui.screens.report_period import PeriodPick
from crm_tui.screens.report_rows import ReportRows
from crm_tui.screens.report_views import bar_columns, bar_rows, chart_lines, grid_cells, text_columns
from crm_tui.screens.report_wanted import ReportWanted, ask_report
from crm_tui.widgets.line_view import Line as DrawnLine
from crm_tui.widgets.line_view import LineView
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.report_grid import ReportGrid
from crm_tui.widgets.tab_line import TabLine
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList

TABLE, BARS, LINES = 0, 1, 2
VIEWS = (N_("Table"), N_("Bar chart"), N_("Line chart"))


class ReportsScreen(BaseScreen[None]):
    """`report` is what is shown: the same question with time along an axis while lines are drawn."""

    TITLE_WORD = N_("Reports")
    HELP_TEXT = N_(
        "The figure in brackets opens its rows by Enter, and they add up to it. Lines are told apart by "
        "letters. Whoever may not see others' figures sees his own."
    )
    AUTO_FOCUS = "ReportGrid"
    LOOKS_AT = frozenset({"talks", "payments", "kep"})
    DEFAULT_CSS = "ReportsScreen #about { height: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "open", N_("Rows"), id="reports.open", tooltip=N_("The rows behind the figure")),
        Binding("f3", "period", N_("Period"), id="reports.period", tooltip=N_("This month, last month ...")),
        Binding(
            "f5",
            "turn",
            N_("Table/chart"),
            id="reports.turn",
            tooltip=N_("Table, bars, lines, and round again"),
        ),
        Binding("f6", "layout", N_("Lay out"), id="reports.layout", tooltip=N_("Lines, columns, filter")),
        Binding("f7", "export", N_("Save"), id="reports.export", tooltip=N_("As XLSX, CSV, PDF, SVG, JSON")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.place = TABLE
        self.wanted: ReportWanted | None = None
        self.report: Report | None = None

    def body(self) -> ComposeResult:
        yield TabLine()
        yield TextBlock(id="about")
        yield ReportGrid(empty=_("Nothing in these days"))
        yield VirtualList(bar_columns(), empty=_("Nothing in these days"), id="bars")
        yield LineView(id="lines")

    def on_mount(self) -> None:
        self._show_view()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.look_again()

    def look_again(self) -> None:
        """Asks for the figures as they are now; the cursor stays where it was."""
        if self.wanted is None:
            this_month = period_of("this-month", today=today(self.office.clock()))
            names = [name for name, (_title, right) in REPORTS.items() if self.office.can(right)]
            self.wanted = ReportWanted(this_month, names[0])
        wanted = self.wanted.over_time() if self.place == LINES else self.wanted
        office = self.office
        self.ask(lambda: ask_report(office, wanted), self._show, group="report")

    def _show(self, report: Report) -> None:
        self.report = report
        if not report.charted and self.place != TABLE:
            self.place = TABLE  # there is nothing of it to draw
            self._show_view()
        words = one_line(" · ".join((report.title, str(report.period), *report.about)))
        about = self.query_one("#about", TextBlock)
        about.styles.height = 1 if len(words) <= self.size.width - 2 else 2
        about.say(words)
        self._draw()

    def _draw(self) -> None:
        report = self.report
        if report is None:
            return
        if self.place == TABLE:
            self.query_one(ReportGrid).fill(*grid_cells(report), words=text_columns(report))
        elif self.place == BARS:
            bars = self.query_one("#bars", VirtualList)
            kept = bars.current.id if bars.current is not None else None
            bars.show(MemoryRows(bar_rows(report, bars.size.width)), keep=kept)
        else:
            view = self.query_one("#lines", LineView)
            drawn = chart_lines(report, view.size.width, view.size.height)
            view.show([DrawnLine(text) for text in drawn])

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw)

    def on_line_view_resized(self) -> None:
        self._draw()

    # Views.

    def _show_view(self) -> None:
        self.query_one(TabLine).say([_(word) for word in VIEWS], self.place)
        shown = (self.query_one(ReportGrid), self.query_one("#bars"), self.query_one("#lines"))
        for place, widget in enumerate(shown):
            widget.display = place == self.place
        if self.place != LINES:
            shown[self.place].focus()
        self.refresh_bindings()

    def action_turn(self) -> None:
        if self.report is not None and not self.report.charted:
            self.tell(_("This report is a table: there is nothing in it to draw"))
            return
        self._turn_to((self.place + 1) % len(VIEWS))

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        self._turn_to(event.place)

    def _turn_to(self, place: int) -> None:
        self.place = place
        self._show_view()
        self.call_after_refresh(self.look_again)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Lines have no figure under a cursor."""
        del parameters
        return action != "open" or self.place != LINES

    # Keys.

    def on_report_grid_picked(self, event: ReportGrid.Picked) -> None:
        self._open(event.row, event.column)

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        if isinstance(event.row.id, tuple):
            self._open(*event.row.id)

    def action_open(self) -> None:
        if self.place == TABLE:
            self.query_one(ReportGrid).action_pick()
        else:
            self.query_one("#bars", VirtualList).action_pick()

    def _open(self, row: int, place: int) -> None:
        report = self.report
        if report is None or not report.lines:
            return
        line: Line | None = report.lines[row] if row < len(report.lines) else report.total
        if line is None or place >= len(line.behind) or line.behind[place] is None:
            return
        _titles, lines, total = grid_cells(report)
        cells = lines[row] if row < len(lines) else total or ()
        name = cells[0] or _("Total")
        words = f"{name} · {report.columns[place].title}: {cells[place]} · {report.period}"
        self.shell.push_screen(ReportRows(line.behind[place], one_line(words)))

    def action_period(self) -> None:
        self.shell.push_screen(PeriodPick(today(self.office.clock())), self._take_period)

    def _take_period(self, period: Period | None) -> None:
        if period is not None and self.wanted is not None:
            self._take(replace(self.wanted, period=period))

    def action_layout(self) -> None:
        if self.wanted is not None:
            self.shell.push_screen(ReportForm(self.wanted), self._take)

    def _take(self, wanted: ReportWanted | None) -> None:
        if wanted is not None:
            self.wanted = wanted
            self.look_again()

    def action_export(self) -> None:
        if self.report is not None:
            self.shell.push_screen(FormatPick(), self._save)

    def _save(self, form: Format | None) -> None:
        report, out_dir = self.report, self.office.settings.out_dir
        if form is not None and report is not None:
            self.ask(
                lambda: save_report(report, form, out_dir),
                lambda path: self.tell(_("{file}: written").format(file=path)),
                group="export",
            )
