"""The period of a report: a digit for the usual ones, or days as they are typed."""

from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from crm_tui.domain.periods import Period, parse_period, period_of
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.widgets.columns import Column
from crm_tui.widgets.fields import LineInput
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.virtual_list import VirtualList

WORDS = {
    "this-month": N_("This month"),
    "last-month": N_("Last month"),
    "this-quarter": N_("This quarter"),
    "last-quarter": N_("Last quarter"),
    "this-year": N_("This year"),
    "last-year": N_("Last year"),
    "this-week": N_("This week"),
    "last-week": N_("Last week"),
    "today": N_("Today"),
    "yesterday": N_("Yesterday"),
}


class PeriodPick(BaseDialog[Period]):
    """A digit picks at once; typing begins in the line below, Tab goes there too."""

    TITLE_WORD = N_("Which days")
    HELP_TEXT = N_("Days are typed as 1.03-15.03, a month as 03.2026, a quarter as Q1 2026, a year as 2026.")
    AUTO_FOCUS = "VirtualList"
    DEFAULT_CSS = "PeriodPick VirtualList { height: 11; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str((n + 1) % 10), f"take({word!r})", WORDS[word], show=False, id=f"report_period.{word}")
            for n, word in enumerate(WORDS)
        ),
        Binding("f2", "type", N_("Type the days"), id="report_period.type"),
    ]

    def __init__(self, today: date) -> None:
        super().__init__()
        self.today = today

    def body(self) -> ComposeResult:
        rows = [
            Row(word, n, (str((n + 1) % 10), _(words), str(period_of(word, today=self.today))))
            for n, (word, words) in enumerate(WORDS.items())
        ]
        yield VirtualList((Column("", 2), Column("", 20), Column("", 24, flex=1)), MemoryRows(rows))
        yield LineInput(placeholder=_("or type: 1.03-15.03, 03.2026, Q1 2026, 2026"))

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        self.action_take(str(event.row.id))

    def action_take(self, word: str) -> None:
        self.dismiss(period_of(word, today=self.today))

    def action_type(self) -> None:
        self.query_one(LineInput).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        period = parse_period(event.value, today=self.today)
        if period is None:
            self.tell(_("{text} is not a period; write 1.03-15.03 or 03.2026").format(text=event.value))
        else:
            self.dismiss(period)
