"""Missed calls: one line per caller, until somebody has talked with him (S38, X20, X21)."""

from dataclasses import dataclass
from datetime import datetime

from crm_tui.usecases.shapes import Named


@dataclass(frozen=True, slots=True)
class MissedCaller:
    """A caller nobody has answered yet: how often, since when; `age_s` counts from the last try."""

    number: str
    e164: str | None
    caller_name: str
    count: int
    first_at: datetime
    last_at: datetime
    age_s: int
    last_call_id: int
    client: Named | None
    contact: Named | None
    clients: int
