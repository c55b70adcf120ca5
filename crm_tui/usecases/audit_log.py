"""The change log, read: who changed what and when."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from crm_tui.domain.permissions import Permission
from crm_tui.store import audit
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Audit
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import core, fetch

_AUDIT = core(Audit)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What of the log is wanted; times are UTC, `until` is not in."""

    table_name: str | None = None
    row_id: str | None = None
    actor_login: str | None = None
    act: str | None = None
    since: datetime | None = None
    until: datetime | None = None


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


EVERYTHING = AuditFilter()


@requires(Permission.ADMIN_AUDIT_READ)
def list_audit(
    unit: Unit, *, wanted: AuditFilter = EVERYTHING, older: int | None = None, limit: int = 100
) -> AuditPage:
    """The log, newest first, by record, person, act or time."""
    statement = select(_AUDIT)
    for name in ("table_name", "row_id", "actor_login", "act"):
        if (value := getattr(wanted, name)) is not None:
            statement = statement.where(_AUDIT.c[name] == value)
    if wanted.since is not None:
        statement = statement.where(_AUDIT.c.at >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(_AUDIT.c.at < wanted.until)
    if older is not None:
        statement = statement.where(_AUDIT.c.id < older)
    limit = max(1, min(limit, 500))
    found = fetch(unit, statement.order_by(_AUDIT.c.id.desc()).limit(limit + 1))
    rows = tuple(_row(row) for row in found[:limit])
    return AuditPage(rows, rows[-1].id if len(found) > limit else None)


def _row(row: Row[Any]) -> AuditRow:
    pairs = json.loads(row.content or "{}")
    return AuditRow(
        id=row.id,
        at=row.at,
        actor=row.actor_login,
        act=row.act,
        change=row.change,
        table_name=row.table_name,
        row_id=row.row_id,
        changes=tuple((name, audit.decode(old), audit.decode(new)) for name, (old, new) in pairs.items()),
        erased=not row.content,
    )
