"""Warnings on a client's card: a pinned one shows in the pop-up (X15)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WarningRow:
    """A warning that stands: its words, who set it and when; `pinned` shows it in the pop-up."""

    id: int
    text: str
    pinned: bool
    author: str
    created_at: datetime
