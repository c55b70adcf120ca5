"""The catalogue of what is sold: a tree of any depth."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.exc import IntegrityError

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import RenewalRule, ServiceGroup
from crm_tui.domain.permissions import Permission
from crm_tui.domain.reminders import later_reminders, reminders_text
from crm_tui.domain.search_key import service_key
from crm_tui.domain.sort_key import sort_key
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Service
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import SERVICE, fetch, must
from crm_tui.usecases.parts.reminders import ordered_reminders
from crm_tui.usecases.parts.versions import refuse_stale

MOST = 10_000
MOST_MONTHS, MOST_DAYS = 120, 3660
UNIT = "шт."
"""In what a service is counted on papers when nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service of the catalogue; `depth` is its place in the tree, `reminder_days` how early to remind.

    `later_reminders`: days before the end when an open renewal is brought up again, the earliest first.

    A period of no months and no days: the last day of a term is agreed each time.
    """

    id: int
    code: str
    name: str
    group: ServiceGroup
    parent_id: int | None
    depth: int
    has_term: bool
    reminder_days: int
    later_reminders: tuple[int, ...]
    period_months: int
    period_days: int
    renewal: RenewalRule
    unit: str
    active: bool
    version: int


_ALL = select(SERVICE).order_by(SERVICE.c.sort_key, SERVICE.c.id).limit(MOST)


@requires(Permission.CLIENTS_CLIENT_READ)
def list_services(unit: Unit, *, with_inactive: bool = False) -> tuple[ServiceRow, ...]:
    """The catalogue as a tree: parents before their children, by name in Ukrainian order."""
    ordered = _in_tree_order(fetch(unit, _ALL))
    return tuple(one for one in ordered if one.active or with_inactive)


@requires(Permission.CLIENTS_CLIENT_READ)
def find_services(unit: Unit, *, text: str, limit: int = 20) -> tuple[ServiceRow, ...]:
    """Active services with all typed words in the name or code («медок» finds M.E.Doc), by name."""
    words = service_key(text).split()
    statement = select(SERVICE).where(SERVICE.c.active.is_(True))
    for word in words:
        statement = statement.where(SERVICE.c.search_key.contains(word, autoescape=True))
    ordered = statement.order_by(SERVICE.c.sort_key, SERVICE.c.id).limit(min(limit, 200))
    return tuple(_row(row, 0) for row in fetch(unit, ordered))


@requires(Permission.CLIENTS_CLIENT_READ)
def show_service(unit: Unit, *, service_id: int) -> ServiceRow:
    """One service of the catalogue."""
    return _row(must(unit.session.get(Service, service_id), _("service"), service_id), 0)


@requires(Permission.SERVICES_CATALOGUE_EDIT, writes=True)
def add_service(
    unit: Unit,
    *,
    code: str,
    name: str,
    group: ServiceGroup = ServiceGroup.OTHER,
    parent_id: int | None = None,
    has_term: bool = True,
    reminder_days: int = 30,
    later_reminders: Sequence[int] = (),
    period_months: int = 12,
    period_days: int = 0,
    renewal: RenewalRule = RenewalRule.ANEW,
    unit_name: str = UNIT,
) -> ServiceRow:
    """A new service; Refused when another has the code."""
    columns = _columns(name, (reminder_days, *later_reminders), (period_months, period_days), unit_name)
    code = clean(code).strip()
    if not code:
        raise Refused(_("A service needs a code and a name"))
    service = Service(
        code=code,
        group=group,
        parent_id=_parent(unit, parent_id),
        has_term=has_term,
        renewal=renewal,
        **columns | _keys(columns["name"], code),
    )
    try:
        with unit.session.begin_nested():
            unit.session.add(service)
            unit.session.flush()
    except IntegrityError:
        raise Refused(_("Another service has the code {code}").format(code=code)) from None
    unit.log_insert(service)
    unit.notify("services", service.id)
    return _row(service, 0)


@requires(Permission.SERVICES_CATALOGUE_EDIT, writes=True)
def edit_service(
    unit: Unit,
    *,
    service_id: int,
    version: int,
    name: str,
    group: ServiceGroup,
    parent_id: int | None = None,
    has_term: bool = True,
    reminder_days: int = 30,
    later_reminders: Sequence[int] = (),
    period_months: int = 12,
    period_days: int = 0,
    renewal: RenewalRule = RenewalRule.ANEW,
    unit_name: str = UNIT,
    active: bool = True,
) -> ServiceRow:
    """Changes a service; Refused for a parent that stands below it. The code stays: papers name it."""
    service = must(unit.lock(Service, service_id), _("service"), service_id)
    columns = _columns(name, (reminder_days, *later_reminders), (period_months, period_days), unit_name)
    _refuse_circle(unit, service_id, parent_id)
    mine = columns | {
        "group": group,
        "parent_id": _parent(unit, parent_id),
        "has_term": has_term,
        "renewal": renewal,
        "active": active,
    }
    refuse_stale(unit, service, opened=version, mine=mine)
    unit.change(service, **mine, **_keys(columns["name"], service.code))
    unit.notify("services", service_id)
    return _row(service, 0)


def _columns(name: str, reminders: Sequence[int], period: tuple[int, int], unit_name: str) -> dict[str, Any]:
    name, months, days = clean(name).strip(), *period
    if not name:
        raise Refused(_("A service needs a code and a name"))
    first, *later = ordered_reminders(reminders)
    if not (0 <= months <= MOST_MONTHS and 0 <= days <= MOST_DAYS) or (months and days):
        raise Refused(_("A service is sold for 1 to 120 months, for 1 to 3660 days, or for neither"))
    return {
        "name": name,
        "reminder_days": first,
        "later_reminders": reminders_text(later),
        "period_months": months,
        "period_days": days,
        "unit": clean(unit_name).strip() or UNIT,
    }


def _keys(name: str, code: str) -> dict[str, str]:
    return {"search_key": service_key(f"{name} {code}"), "sort_key": sort_key(name)}


def _parent(unit: Unit, parent_id: int | None) -> int | None:
    return (
        None if parent_id is None else must(unit.session.get(Service, parent_id), _("service"), parent_id).id
    )


def _refuse_circle(unit: Unit, service_id: int, parent_id: int | None) -> None:
    above, seen = parent_id, set[int]()
    while above is not None and above not in seen:
        if above == service_id:
            raise Refused(_("A service cannot stand below itself"))
        seen.add(above)
        # Held until the end: of two who put A below B and B below A at once, the second sees the first.
        parent = unit.lock(Service, above)
        above = parent.parent_id if parent else None


def _in_tree_order(rows: Sequence[Row[Any]]) -> list[ServiceRow]:
    """Depth first, by a stack: a tree may be deeper than Python's recursion."""
    known = {row.id for row in rows}
    children: dict[int | None, list[Row[Any]]] = {}
    for row in rows:
        children.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    ordered: list[ServiceRow] = []
    waiting = [(row, 0) for row in reversed(children.get(None, []))]
    while waiting:
        row, depth = waiting.pop()
        ordered.append(_row(row, depth))
        waiting += [(child, depth + 1) for child in reversed(children.get(row.id, []))]
    return ordered


def _row(row: Any, depth: int) -> ServiceRow:
    return ServiceRow(
        id=row.id,
        code=row.code,
        name=row.name,
        group=row.group,
        parent_id=row.parent_id,
        depth=depth,
        has_term=row.has_term,
        reminder_days=row.reminder_days,
        later_reminders=later_reminders(row.later_reminders),
        period_months=row.period_months,
        period_days=row.period_days,
        renewal=row.renewal,
        unit=row.unit,
        active=row.active,
        version=row.version,
    )
