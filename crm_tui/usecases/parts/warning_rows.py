"""Warnings of a client as rows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, bindparam, select

from crm_tui.store.scope import Unit
from crm_tui.store.tables import Warning as WarningTable
from crm_tui.usecases.parts.core import EMPLOYEE, core, fetch

_WARNING = core(WarningTable)
_STANDING = (
    select(
        *(_WARNING.c[name] for name in ("id", "text", "pinned", "created_at", "version")),
        EMPLOYEE.c.full_name,
    )
    .select_from(_WARNING.outerjoin(EMPLOYEE, EMPLOYEE.c.id == _WARNING.c.author_id))
    .where(_WARNING.c.client_id == bindparam("client", type_=BigInteger), _WARNING.c.ended_at.is_(None))
    .order_by(_WARNING.c.pinned.desc(), _WARNING.c.created_at.desc(), _WARNING.c.id.desc())
)


@dataclass(frozen=True, slots=True)
class WarningRow:
    """A warning that stands: its words, who set it and when; `pinned` shows it in the pop-up."""

    id: int
    text: str
    pinned: bool
    author: str
    created_at: datetime
    version: int


def warning_rows(unit: Unit, client_id: int, *, pinned_only: bool = False) -> tuple[WarningRow, ...]:
    """The warnings that stand, pinned ones first."""
    return tuple(
        WarningRow(row.id, row.text, row.pinned, row.full_name or "", row.created_at, row.version)
        for row in fetch(unit, _STANDING, client=client_id)
        if row.pinned or not pinned_only
    )
