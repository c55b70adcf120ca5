"""The rows behind a figure of a report: they add up to it."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.kyiv import format_duration, format_moment
from crm_tui.i18n import N_, _
from crm_tui.reports.activity import Behind, CountedTalk, activity_rows
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.card_talks import talk_detail
from crm_tui.screens.client_words import TALK_KINDS, one_line
from crm_tui.screens.dialling import Dialable
from crm_tui.usecases.talks import TalkRow, show_talk
from crm_tui.widgets.columns import Column
from crm_tui.widgets.flow_rows import FlowRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList


class ReportRows(BaseScreen[None]):
    """`talks` are those that were read; `figure` says whose they are and what the figure is."""

    TITLE_WORD = N_("Rows of a figure")
    HELP_TEXT = N_(
        "These talks are what the figure counts. Enter opens the client's card, F2 shows the words of the "
        "talk; reading another's words is written in the log."
    )
    DEFAULT_CSS = "ReportRows #figure { height: 1; } ReportRows #words { height: 5; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("Back"), id="report_rows.leave", tooltip=N_("To the report")),
        Binding("f2", "words", N_("Words"), id="report_rows.words", tooltip=N_("What was said in the talk")),
        Binding("f3", "card", N_("Card"), id="report_rows.card", tooltip=N_("Opens the card of the client")),
    ]

    def __init__(self, behind: Behind, figure: str) -> None:
        super().__init__()
        self.behind, self.figure = behind, figure
        self.talks: dict[int, CountedTalk] = {}

    def body(self) -> ComposeResult:
        yield TextBlock(self.figure, id="figure")
        yield VirtualList(_columns(), FlowRows(self._read), empty=_("Nothing is counted here"))
        yield TextBlock(id="words")

    def _read(self, older: Any) -> tuple[list[Row], Any]:
        page = self.office.call(activity_rows, behind=self.behind, older=older)
        self.talks |= {row.id: row for row in page.rows}
        return [_row(row) for row in page.rows], page.older

    def _current(self) -> CountedTalk | None:
        row = self.query_one(VirtualList).current
        return self.talks.get(int(str(row.id))) if row is not None else None

    def on_virtual_list_moved(self) -> None:
        self.query_one("#words", TextBlock).say("")

    def on_virtual_list_picked(self) -> None:
        self.action_card()

    def action_card(self) -> None:
        if (talk := self._current()) is not None:
            self.shell.open_client(talk.client_id)

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
        talk = self._current()
        return Dialable(client_id=talk.client_id, talk_id=talk.id) if talk is not None else None


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("When"), 16),
        Column(_("Who"), 16, flex=1),
        Column(_("Client"), 18, flex=2),
        Column(_("Kind"), 8),
        Column(_("Service"), 16, flex=1, hide_below=100),
        Column(_("Time"), 8, right=True),
    )


def _row(talk: CountedTalk) -> Row:
    cells = (
        format_moment(talk.started_at),
        one_line(talk.author),
        one_line(talk.client),
        _(TALK_KINDS[talk.kind]),
        one_line(talk.service),
        format_duration(talk.talk_ms / 1000),
    )
    return Row(talk.id, 0, cells)
