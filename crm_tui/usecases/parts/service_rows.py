"""A client's services as rows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select

from crm_tui.domain.kinds import TermSource
from crm_tui.domain.kyiv import today
from crm_tui.domain.terms import TermState, days_left, term_state
from crm_tui.store.scope import Unit
from crm_tui.usecases.parts.core import CLIENT, CLIENT_SERVICE, EMPLOYEE, SERVICE, client_name, named
from crm_tui.usecases.shapes import Named


@dataclass(frozen=True, slots=True)
class ClientServiceRow:
    """A client's service; dates are of Kyiv, `days_left` counts to the last day (negative: that long ago).

    `anchor` is the contract's first day, from which the ends of later terms are counted.
    """

    id: int
    client_id: int
    client_name: str
    service: Named
    manager: Named | None
    valid_from: date | None
    valid_to: date | None
    days_left: int | None
    state: TermState
    anchor: date | None
    source: TermSource
    note: str
    claimed_at: datetime | None
    ended_at: datetime | None
    version: int


_C = CLIENT_SERVICE.c
SELECT_CLIENT_SERVICES = select(
    *(_C[name] for name in ("id", "client_id", "service_id", "manager_id", "valid_from", "valid_to")),
    *(_C[name] for name in ("anchor", "source", "note", "claimed_at", "ended_at", "version")),
    SERVICE.c.name.label("service_name"),
    EMPLOYEE.c.full_name.label("manager_name"),
    client_name().label("client_name"),
).select_from(
    CLIENT_SERVICE.join(SERVICE, SERVICE.c.id == _C.service_id)
    .join(CLIENT, CLIENT.c.id == _C.client_id)
    .outerjoin(EMPLOYEE, EMPLOYEE.c.id == _C.manager_id)
)

IN_ORDER = (_C.ended_at.is_not(None), _C.valid_to.is_(None), _C.valid_to, SERVICE.c.sort_key, _C.id)
"""Those that stand first, the soonest to end at the top, ended ones last; the same on both engines."""


def client_service_row(unit: Unit, row: Row[Any]) -> ClientServiceRow:
    day = today(unit.now)
    return ClientServiceRow(
        id=row.id,
        client_id=row.client_id,
        client_name=row.client_name,
        service=Named(row.service_id, row.service_name),
        manager=named(row.manager_id, row.manager_name),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        days_left=days_left(row.valid_to, day),
        state=term_state(row.valid_from, row.valid_to, day),
        anchor=row.anchor,
        source=row.source,
        note=row.note,
        claimed_at=row.claimed_at,
        ended_at=row.ended_at,
        version=row.version,
    )
