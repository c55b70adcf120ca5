"""What all of presence shares: whether the PBX tells how things stand, and whose call may be named."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from crm_tui.domain.permissions import Permission, allowed
from crm_tui.store.leases import lease_in
from crm_tui.store.scope import Unit
from crm_tui.store.tables import PbxStatus
from crm_tui.usecases.journal import STATUS_ID
from crm_tui.usecases.parts.core import core, fetch, named
from crm_tui.usecases.shapes import Named

LISTENER = "pbx"
STATUS = core(PbxStatus)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Whether the PBX tells us how things stand; if not, since when (None: it never did)."""

    known: bool
    since: datetime | None


def knowledge(unit: Unit) -> Knowledge:
    """A listener that died cannot say so: its lease that ran out does."""
    asked = select(STATUS.c.state, STATUS.c.since).where(STATUS.c.id == STATUS_ID)
    status, lease = next(iter(fetch(unit, asked)), None), lease_in(unit, LISTENER)
    if status is None or lease is None:
        return Knowledge(known=False, since=None)
    if status.state != "up":
        return Knowledge(known=False, since=status.since)
    if not lease.alive:
        return Knowledge(known=False, since=lease.renewed_at)
    return Knowledge(known=True, since=status.since)


def client_of(unit: Unit, row: Row[Any]) -> Named | None:
    """The client of a row, for those who may read clients."""
    may = allowed(unit.actor, Permission.CLIENTS_CLIENT_READ)
    return named(row.client_id, row.client_name) if may else None
