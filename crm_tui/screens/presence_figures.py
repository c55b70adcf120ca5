"""The figures of a queue, and the rows that each of them opens."""

from datetime import datetime
from typing import TYPE_CHECKING

from crm_tui.domain.kinds import CallResult, Direction
from crm_tui.domain.kyiv import today
from crm_tui.i18n import _
from crm_tui.screens.call_filter import CallsWanted
from crm_tui.screens.call_words import milliseconds
from crm_tui.screens.calls import show_calls
from crm_tui.screens.presence_words import queue_words, share_words, wait_words
from crm_tui.screens.queue_rows import StaffDialog, WaitingDialog
from crm_tui.usecases.queues import QueueRow, Queues
from crm_tui.widgets.columns import Column
from crm_tui.widgets.figure_grid import FigureRow

if TYPE_CHECKING:
    from crm_tui.app import CrmApp

WAITING, LONGEST, FREE, ANSWERED, LOST, AVERAGE = "waiting", "longest", "free", "answered", "lost", "average"
FIGURES = (WAITING, LONGEST, FREE, ANSWERED, LOST, AVERAGE)
"""In the order of the columns."""


def figure_columns() -> tuple[Column, ...]:
    return (
        Column(_("Queue"), 14, flex=1),
        Column(_("Waiting") + " ", 9, right=True),
        Column(_("Longest") + " ", 10, right=True),
        Column(_("Free") + " ", 8, right=True),
        Column(_("Answered") + " ", 10, right=True),
        Column(_("Lost") + " ", 12, right=True),
        Column(_("Avg wait") + " ", 9, right=True),
    )


def figure_rows(found: Queues, now: datetime) -> list[FigureRow]:
    """The office first, then each queue; the sign `!` marks where somebody waits."""
    return [_figure_row(row, now, known=found.line.known) for row in (found.total, *found.rows)]


def _figure_row(row: QueueRow, now: datetime, *, known: bool) -> FigureRow:
    average = "" if row.wait_average_ms is None else milliseconds(max(row.wait_average_ms, 1))
    waiting = (f"! {len(row.waiting)}" if row.waiting else "0") if known else "?"
    past = row.queue == ""
    figures = {
        WAITING: "" if past else waiting,
        LONGEST: wait_words(row.longest_since, now),
        FREE: "" if past else "?" if row.free is None else str(row.free),
        ANSWERED: str(row.answered),
        LOST: share_words(row.lost, row.lost_share),
        AVERAGE: average,
    }
    return FigureRow(
        queue_words(row.queue), tuple(figures[name] for name in FIGURES), "warning" if row.waiting else ""
    )


def open_figure(app: "CrmApp", row: QueueRow, figure: str) -> None:
    """Who waits, who is free, or the calls that were counted."""
    if figure in (WAITING, LONGEST):
        app.push_screen(WaitingDialog(row.queue))
    elif figure == FREE:
        app.push_screen(StaffDialog(row.queue))
    else:
        result = CallResult.MISSED if figure == LOST else CallResult.ANSWERED
        show_calls(app, calls_behind(row, result))


def calls_behind(row: QueueRow, result: CallResult) -> CallsWanted:
    """The filter of the journal that shows the calls of a figure, and only them."""
    day = today(row.since)
    return CallsWanted(day, day, direction=Direction.INCOMING, result=result, queue=row.queue, rang=True)
