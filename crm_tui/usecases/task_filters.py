"""Filters of the queue that people keep: shipped ones, one's own, those that a head shares."""

from dataclasses import dataclass

from sqlalchemy import select

from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.domain.text import clean
from crm_tui.i18n import N_, _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import TaskFilterRow
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import EMPLOYEE, core, fetch, must
from crm_tui.usecases.parts.me import my_id
from crm_tui.usecases.task_queue import check_filter

SHIPPED = (
    ("mine", N_("My open tasks"), "хто=я"),
    ("day", N_("My overdue and today's"), "хто=я до=сьогодні"),
    ("given", N_("Given to me, not taken yet"), "хто=я стан=неприйняті"),
    ("nobody", N_("Nobody's"), "хто=ніхто"),
    ("made", N_("Made by me for others"), "автор=я хто=інші"),
    ("department", N_("My department's"), "відділ=мій"),
    ("left", N_("Of those who left"), "хто=вибулі"),
    ("all", N_("All that I may see"), "стан=відкриті"),
    ("done", N_("Done by me"), "хто=я стан=виконані"),
)
"""The filters that every office has: a name in the code, the words for people, the text."""
FOR_HEADS = {"department", "left"}

_FILTER = core(TaskFilterRow)
_KEPT = (
    select(_FILTER, EMPLOYEE.c.full_name.label("owner"))
    .join_from(_FILTER, EMPLOYEE, EMPLOYEE.c.id == _FILTER.c.owner_id)
    .order_by(_FILTER.c.name, _FILTER.c.id)
)


@dataclass(frozen=True, slots=True)
class KeptFilter:
    """A filter by its name; a shipped one has no id and no owner."""

    id: int | None
    name: str
    text: str
    shared: bool
    owner: str
    mine: bool
    version: int


@requires(Permission.TASKS_TASK_READ)
def list_filters(unit: Unit) -> tuple[KeptFilter, ...]:
    """The shipped filters, then one's own and those that others share, by name."""
    head = allowed(unit.actor, Permission.TASKS_TASK_READ_OTHERS)
    shipped = [
        KeptFilter(None, _(name), text, shared=True, owner="", mine=False, version=0)
        for code, name, text in SHIPPED
        if head or code not in FOR_HEADS
    ]
    me = unit.actor.id or 0
    kept = fetch(unit, _KEPT.where((_FILTER.c.owner_id == me) | _FILTER.c.shared))
    return tuple(shipped) + tuple(
        KeptFilter(row.id, row.name, row.text, row.shared, row.owner, row.owner_id == me, row.version)
        for row in kept
    )


@requires(Permission.TASKS_TASK_READ)
def named_filter(unit: Unit, *, name: str) -> str:
    """The text of a kept filter by its name, one's own first; a text that is none stays as it is."""
    wanted = name.strip().casefold()
    found = [one for one in list_filters(unit) if one.name.casefold() == wanted]
    return sorted(found, key=lambda one: not one.mine)[0].text if found else name


@requires(Permission.TASKS_TASK_READ, writes=True)
def save_filter(
    unit: Unit, *, name: str, text: str, shared: bool = False, filter_id: int | None = None
) -> KeptFilter:
    """Keeps a filter under a name; the same name of the same person is kept anew. Sharing is for heads."""
    words = " ".join(clean(name).split())
    if not words:
        raise Refused(_("A filter needs a name"))
    said = check_filter(unit, wanted=text)
    if shared and not allowed(unit.actor, Permission.TASKS_FILTER_SHARE):
        raise Forbidden(_("Only a head shares a filter with everybody"))
    me = my_id(unit)
    row = _mine(unit, filter_id) if filter_id is not None else _of_name(unit, me, words)
    if row is None:
        row = unit.add(TaskFilterRow(owner_id=me, name=words, text=said, shared=shared))
    else:
        other = _of_name(unit, me, words)
        if other is not None and other.id != row.id:
            raise Refused(_("You have a filter with this name: {name}").format(name=words))
        unit.change(row, name=words, text=said, shared=shared)
    return KeptFilter(row.id, row.name, row.text, row.shared, unit.actor.full_name, True, row.version)


@requires(Permission.TASKS_TASK_READ, writes=True)
def remove_filter(unit: Unit, *, filter_id: int) -> None:
    """Throws one's own filter away."""
    unit.remove(_mine(unit, filter_id))


def _mine(unit: Unit, filter_id: int) -> TaskFilterRow:
    row = unit.lock(TaskFilterRow, filter_id)
    return must(row if row is not None and row.owner_id == my_id(unit) else None, _("filter"), filter_id)


def _of_name(unit: Unit, owner: int, name: str) -> TaskFilterRow | None:
    found = fetch(unit, select(_FILTER.c.id).where(_FILTER.c.owner_id == owner, _FILTER.c.name == name))
    return unit.lock(TaskFilterRow, found[0].id) if found else None


__all__ = ["KeptFilter", "list_filters", "named_filter", "remove_filter", "save_filter"]
