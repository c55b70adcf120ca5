"""The card of a client: all the office knows of him, in few queries."""

from dataclasses import dataclass
from datetime import datetime

from crm_tui.domain.clients import ClientDraft
from crm_tui.usecases.calls import CallRow
from crm_tui.usecases.client_services import ClientServiceRow
from crm_tui.usecases.contacts import ContactRow
from crm_tui.usecases.shapes import Named
from crm_tui.usecases.talks import TalkRow
from crm_tui.usecases.tasks import TaskRow
from crm_tui.usecases.warnings import WarningRow


@dataclass(frozen=True, slots=True)
class ClientCard:
    """A client opened. Talks, calls and tasks are the newest ones (open tasks first); `sources` tells where a
    field came from when it was not typed; `merged_into` is the card that took this one's place."""

    id: int
    version: int
    name: str
    legal_form: str
    fields: ClientDraft
    sources: dict[str, str]
    warnings: tuple[WarningRow, ...]
    contacts: tuple[ContactRow, ...]
    services: tuple[ClientServiceRow, ...]
    talks: tuple[TalkRow, ...]
    calls: tuple[CallRow, ...]
    tasks: tuple[TaskRow, ...]
    created_at: datetime
    created_by: str
    merged_into: Named | None
