"""Which talk is to be opened, and how its draft comes to be."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_tui.usecases.callers import choose_client
from crm_tui.usecases.talk_drafts import TalkDraft, open_draft, start_talk

if TYPE_CHECKING:
    from crm_tui.usecases.office import Office


@dataclass(frozen=True, slots=True)
class TalkWanted:
    """Which talk to open: a draft that is there, or a new one about a call or with a client.

    `choose`: the same key press says that the call is this client's.
    """

    draft_id: int | None = None
    call_id: int | None = None
    client_id: int | None = None
    contact_id: int | None = None
    service_id: int | None = None
    task_id: int | None = None
    choose: bool = False

    def draft(self, office: "Office") -> TalkDraft:
        """Reads or starts the draft; called in a thread."""
        if self.draft_id is not None:
            return office.call(open_draft, talk_id=self.draft_id)
        if self.choose and self.call_id is not None and self.client_id is not None:
            office.call(
                choose_client, call_id=self.call_id, client_id=self.client_id, contact_id=self.contact_id
            )
        return office.call(
            start_talk,
            call_id=self.call_id,
            client_id=self.client_id,
            contact_id=self.contact_id,
            service_id=self.service_id,
            task_id=self.task_id,
        )
