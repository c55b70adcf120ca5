"""Filters that people keep, of the task queue and the register of sets: shipped, one's own, shared ones."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import KeptFilterRow
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import EMPLOYEE, core, fetch, must
from crm_tui.usecases.parts.filter_lists import KEP, TASKS, filter_list
from crm_tui.usecases.parts.me import my_id

__all__ = [
    "KEP",
    "TASKS",
    "KeptFilter",
    "check_text",
    "list_filters",
    "named_filter",
    "remove_filter",
    "save_filter",
]

_FILTER = core(KeptFilterRow)
_KEPT = (
    select(_FILTER, EMPLOYEE.c.full_name.label("owner"))
    .join_from(_FILTER, EMPLOYEE, EMPLOYEE.c.id == _FILTER.c.owner_id)
    .where(_FILTER.c.list_name == bindparam("of"), (_FILTER.c.owner_id == bindparam("me")) | _FILTER.c.shared)
    .order_by(_FILTER.c.name, _FILTER.c.id)
)
_NAMED = select(_FILTER.c.id).where(
    _FILTER.c.list_name == bindparam("of"),
    _FILTER.c.owner_id == bindparam("me"),
    _FILTER.c.name == bindparam("name"),
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


@requires(Permission.OFFICE_OWN_READ)
def list_filters(unit: Unit, *, of: str) -> tuple[KeptFilter, ...]:
    """The shipped filters of a list, then one's own and those that others share, by name."""
    shipped = filter_list(unit, of).shipped_for(unit)
    me = unit.actor.id or 0
    kept = [
        KeptFilter(None, _(one.name), one.text, shared=True, owner="", mine=False, version=0)
        for one in shipped
    ]
    kept += [
        KeptFilter(row.id, row.name, row.text, row.shared, row.owner, row.owner_id == me, row.version)
        for row in fetch(unit, _KEPT, of=of, me=me)
    ]
    return tuple(kept)


@requires(Permission.OFFICE_OWN_READ)
def named_filter(unit: Unit, *, of: str, name: str, or_text: bool = False) -> str:
    """The text of a kept filter by its name (or a shipped one's code), one's own first.

    Refused for none; with `or_text` what names none is a text itself.
    """
    wanted = " ".join(clean(name).split()).casefold()
    found = [one for one in list_filters(unit, of=of) if one.name.casefold() == wanted]
    if found:
        return sorted(found, key=lambda one: not one.mine)[0].text
    for one in filter_list(unit, of).shipped:
        if one.code == wanted:
            return one.text
    if or_text:
        return name
    raise Refused(
        _("There is no filter {name}; `crm-tui {list} filters` lists them").format(name=name[:40], list=of)
    )


@requires(Permission.OFFICE_OWN_READ)
def check_text(unit: Unit, *, of: str, text: str) -> str:
    """A filter as it is understood; Refused for words that say nothing or name what is not there."""
    return filter_list(unit, of).check(unit, wanted=text)


@requires(Permission.OFFICE_OWN_EDIT, writes=True)
def save_filter(
    unit: Unit, *, of: str, name: str, text: str, shared: bool = False, filter_id: int | None = None
) -> KeptFilter:
    """Keeps a filter under a name; the same name of the same person is kept anew. Sharing is for heads."""
    words, wanted = " ".join(clean(name).split()), filter_list(unit, of)
    if not words:
        raise Refused(_("A filter needs a name"))
    said = wanted.check(unit, wanted=text)
    if shared and not allowed(unit.actor, wanted.share):
        raise Forbidden(_("Only a head shares a filter with everybody"))
    me = my_id(unit)
    row = _mine(unit, of, filter_id) if filter_id is not None else _of_name(unit, of, words)
    if row is None:
        row = unit.add(KeptFilterRow(list_name=of, owner_id=me, name=words, text=said, shared=shared))
    else:
        other = _of_name(unit, of, words)
        if other is not None and other.id != row.id:
            raise Refused(_("You have a filter with this name: {name}").format(name=words))
        unit.change(row, name=words, text=said, shared=shared)
    return KeptFilter(row.id, row.name, row.text, row.shared, unit.actor.full_name, True, row.version)


@requires(Permission.OFFICE_OWN_EDIT, writes=True)
def remove_filter(unit: Unit, *, of: str, filter_id: int) -> None:
    """Throws one's own filter away."""
    unit.remove(_mine(unit, of, filter_id))


def _mine(unit: Unit, of: str, filter_id: int) -> KeptFilterRow:
    row = unit.lock(KeptFilterRow, filter_id)
    mine = row is not None and row.list_name == of and row.owner_id == my_id(unit)
    return must(row if mine else None, _("filter"), filter_id)


def _of_name(unit: Unit, of: str, name: str) -> KeptFilterRow | None:
    found = fetch(unit, _NAMED, of=of, me=my_id(unit), name=name)
    return unit.lock(KeptFilterRow, found[0].id) if found else None
