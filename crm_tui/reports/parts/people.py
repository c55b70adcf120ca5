"""Names for the keys of reports: people and services; and which people's figures the actor may see."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from crm_tui.domain.errors import Forbidden
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.i18n import _
from crm_tui.store.quick import connection_of
from crm_tui.store.rows import table_of
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Employee, Service
from crm_tui.store.talk_sums import Only

EMPLOYEE, SERVICE = table_of(Employee), table_of(Service)


@dataclass(frozen=True, slots=True)
class Known:
    """A person or a service: what it is typed as, what it is called, the service above it."""

    id: int
    code: str
    name: str
    parent_id: int | None = None


def people(unit: Unit) -> dict[int, Known]:
    """All employees, gone ones too: their talks stay."""
    rows = connection_of(unit.session).execute(select(EMPLOYEE.c.id, EMPLOYEE.c.login, EMPLOYEE.c.full_name))
    return {row.id: Known(row.id, row.login, row.full_name) for row in rows}


def services(unit: Unit) -> dict[int, Known]:
    """The whole catalogue."""
    wanted = select(SERVICE.c.id, SERVICE.c.code, SERVICE.c.name, SERVICE.c.parent_id)
    rows = connection_of(unit.session).execute(wanted)
    return {row.id: Known(row.id, row.code, row.name, row.parent_id) for row in rows}


def below(known: Iterable[Known], top: set[int]) -> set[int]:
    """These services and all that stand below them in the tree."""
    children: dict[int | None, list[int]] = {}
    for one in known:
        children.setdefault(one.parent_id, []).append(one.id)
    found, waiting = set(top), list(top)
    while waiting:
        new = [child for child in children.get(waiting.pop(), []) if child not in found]
        found.update(new)
        waiting += new
    return found


def own_or_all(unit: Unit, others: Permission, wanted: Only | None) -> Only | None:
    """Whose figures the actor sees: all that are wanted with the right to others', else only his own.

    Forbidden when others' are asked for by name without the right.
    """
    if allowed(unit.actor, others):
        return wanted
    mine = Only(frozenset({unit.actor.id}))
    if wanted is not None and not wanted.but and wanted.values != mine.values:
        raise Forbidden(_("Others' figures are for heads: {right}").format(right=others.value))
    return mine
