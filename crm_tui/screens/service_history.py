"""All talks with a client about one service, over all managers."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.card_talks import talk_cells, talk_columns, talk_detail
from crm_tui.screens.client_words import one_line
from crm_tui.screens.talk_edit import edit_saved_talk
from crm_tui.usecases.shapes import Named
from crm_tui.usecases.talks import TalkRow, service_history
from crm_tui.widgets.flow_rows import FlowRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList


class ServiceHistoryScreen(BaseScreen[None]):
    """Newest first; another's talk is read only by who may, and that reading is logged."""

    TITLE_WORD = N_("History of a service")
    DEFAULT_CSS = "ServiceHistoryScreen #detail { height: 8; } ServiceHistoryScreen #name { height: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f2", "open", N_("Change"), id="history.open", tooltip=N_("Opens one's own talk to change it")
        ),
        Binding("escape", "leave", N_("Leave"), id="history.leave"),
    ]

    def __init__(self, client: Named, service: Named) -> None:
        super().__init__()
        self.client, self.service = client, service
        self.talks: dict[int, TalkRow] = {}

    def body(self) -> ComposeResult:
        yield TextBlock(f"{one_line(self.service.name)} · {one_line(self.client.name)}", id="name")
        yield VirtualList(
            talk_columns()[1:], FlowRows(self._read), empty=_("No talks about this service yet")
        )
        yield TextBlock(id="detail")

    def _read(self, older: Any) -> tuple[list[Row], Any]:
        page = self.office.call(
            service_history, client_id=self.client.id, service_id=self.service.id, older=older
        )
        self.talks |= {talk.id: talk for talk in page.rows}
        return [Row(talk.id, None, talk_cells(talk)) for talk in page.rows], page.older

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        talk = self.talks.get(int(str(event.row.id))) if event.row else None
        self.query_one("#detail", TextBlock).say(talk_detail(talk) if talk else "")

    def on_virtual_list_picked(self, _event: VirtualList.Picked) -> None:
        self.action_open()

    def action_open(self) -> None:
        row = self.query_one(VirtualList).current
        if row is not None and (talk := self.talks.get(int(str(row.id)))) is not None:
            edit_saved_talk(self, talk.id, talk.author.id, self._changed)

    def _changed(self, saved: bool | None) -> None:
        if saved:
            self.query_one(VirtualList).reload()

    def action_leave(self) -> None:
        self.dismiss()
