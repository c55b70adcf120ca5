"""Half-typed talks, offered at the start and by F4: what a killed screen or a busy day has left behind."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.kyiv import format_moment
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.client_words import TALK_KINDS, one_line
from crm_tui.usecases.talk_drafts import TalkDraft, discard_draft
from crm_tui.widgets.columns import Column
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.virtual_list import VirtualList


class DraftTalks(BaseDialog[int]):
    """Leaves with the id of the draft to go on with."""

    TITLE_WORD = N_("Talks you have not finished")
    HELP_TEXT = N_("Enter goes on with a talk, Delete throws it away, Esc leaves them for later.")
    AUTO_FOCUS = "VirtualList"
    DEFAULT_CSS = "DraftTalks VirtualList { height: 12; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete", "discard", N_("Throw away"), id="drafts.discard"),
    ]

    def __init__(self, drafts: tuple[TalkDraft, ...]) -> None:
        super().__init__()
        self.drafts = drafts

    def body(self) -> ComposeResult:
        columns = (
            Column(_("When"), 16),
            Column(_("Client"), 20, flex=1),
            Column(_("What was said"), 20, flex=2),
        )
        yield VirtualList(
            columns, MemoryRows([_row(one) for one in self.drafts]), empty=_("All are finished")
        )

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        self.dismiss(int(str(event.row.id)))

    def action_discard(self) -> None:
        row, office = self.query_one(VirtualList).current, self.office
        if row is not None:
            talk_id = int(str(row.id))
            self.ask(
                lambda: office.call(discard_draft, talk_id=talk_id),
                lambda _none: self._discarded(talk_id),
                group="discard",
            )

    def _discarded(self, talk_id: int) -> None:
        self.drafts = tuple(one for one in self.drafts if one.id != talk_id)
        self.query_one(VirtualList).show(MemoryRows([_row(one) for one in self.drafts]))


def _row(draft: TalkDraft) -> Row:
    client = one_line(draft.client.name) if draft.client else _("no client yet")
    said = one_line(draft.text or draft.result) or f"({_(TALK_KINDS[draft.kind])})"
    return Row(draft.id, 0, (format_moment(draft.started_at), client, said))
