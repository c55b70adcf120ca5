"""What a client has of the catalogue: its term and the manager responsible for it (S5, S6, S16)."""

from dataclasses import dataclass
from datetime import date, datetime

from crm_tui.usecases.shapes import Named


@dataclass(frozen=True, slots=True)
class ClientServiceRow:
    """A client's service; dates are of Kyiv, `days_left` counts to the last day (negative: that long ago)."""

    id: int
    client_id: int
    service: Named
    manager: Named | None
    valid_from: date | None
    valid_to: date | None
    days_left: int | None
    note: str
    claimed_at: datetime | None
    ended_at: datetime | None
    version: int
