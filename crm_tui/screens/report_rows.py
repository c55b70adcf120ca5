"""The rows behind a figure of a report: they add up to it."""

from collections.abc import Hashable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.i18n import N_, _
from crm_tui.reports.activity import Behind
from crm_tui.reports.parts.claimed import ClaimBehind
from crm_tui.reports.parts.kep_sums import KepBehind
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.card_talks import talk_detail
from crm_tui.screens.dialling import Dialable
from crm_tui.screens.kep_opening import open_kep_set
from crm_tui.screens.payment_view import PaymentScreen
from crm_tui.screens.report_kinds import kind_of
from crm_tui.usecases.talks import TalkRow, show_talk
from crm_tui.widgets.flow_rows import FlowRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList


class ReportRows(BaseScreen[None]):
    """`records` are those that were read; `figure` says what they are behind."""

    TITLE_WORD = N_("Rows of a figure")
    HELP_TEXT = N_(
        "These are what the figure counts. Enter opens the client's card, of a set the set itself, of money "
        "that waits the payment; F2 shows the words of a talk, and reading another's words is written in the "
        "log."
    )
    DEFAULT_CSS = "ReportRows #figure { height: 1; } ReportRows #words { height: 5; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("Back"), id="report_rows.leave", tooltip=N_("To the report")),
        Binding("f2", "words", N_("Words"), id="report_rows.words", tooltip=N_("What was said in the talk")),
        Binding("f3", "card", N_("Card"), id="report_rows.card", tooltip=N_("Opens the card of the client")),
    ]

    def __init__(self, behind: object, figure: str) -> None:
        super().__init__()
        self.behind, self.figure = behind, figure
        self.kind = kind_of(behind)
        self.records: dict[Hashable, Any] = {}

    def body(self) -> ComposeResult:
        yield TextBlock(self.figure, id="figure")
        yield VirtualList(self.kind.columns(), FlowRows(self._read), empty=_("Nothing is counted here"))
        yield TextBlock(id="words")

    def _read(self, older: Any) -> tuple[list[Row], Any]:
        page = self.office.call(self.kind.read, behind=self.behind, older=older)
        rows = [self.kind.row(record) for record in page.rows]
        self.records |= {row.id: record for row, record in zip(rows, page.rows, strict=True)}
        return rows, page.older

    def _current(self) -> Any:
        row = self.query_one(VirtualList).current
        return self.records.get(row.id) if row is not None else None

    def on_virtual_list_moved(self) -> None:
        record = self._current()
        self.query_one("#words", TextBlock).say(self.kind.detail(record) if record is not None else "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only talks have words to be shown."""
        del parameters
        return action != "words" or isinstance(self.behind, Behind)

    def on_virtual_list_picked(self) -> None:
        record = self._current()
        if record is not None and isinstance(self.behind, KepBehind):
            open_kep_set(self.app, record.id)
        elif record is not None and isinstance(self.behind, ClaimBehind):
            self.app.push_screen(PaymentScreen(record.id))
        else:
            self.action_card()

    def action_card(self) -> None:
        if (record := self._current()) is None:
            return
        if record.client_id is None:
            self.tell(_("Nobody knows yet whose it is"))
        else:
            self.shell.open_client(record.client_id)

    def action_words(self) -> None:
        talk, office = self._current(), self.office
        if talk is None:
            return
        talk_id = talk.id

        def say(read: TalkRow) -> None:
            self.query_one("#words", TextBlock).say(talk_detail(read))

        self.ask(lambda: office.call(show_talk, talk_id=talk_id), say, group="words")

    def action_leave(self) -> None:
        self.dismiss(None)

    def dialable(self) -> Dialable | None:
        record = self._current()
        known = record is not None and record.client_id is not None
        return Dialable(client_id=record.client_id) if known else None
