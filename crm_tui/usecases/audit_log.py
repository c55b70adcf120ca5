"""The change log, read: who changed what and when."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One changed record; `changes` is (column, old, new), empty when the content was erased by law."""

    id: int
    at: datetime
    actor: str
    act: str
    change: str
    table_name: str
    row_id: str
    changes: tuple[tuple[str, object, object], ...]
    erased: bool


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of the log, newest first; `older` is the id to go on from (None: there is no more)."""

    rows: tuple[AuditRow, ...]
    older: int | None
