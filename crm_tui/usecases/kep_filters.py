"""Filters of the register of КЕП sets that people keep: shipped ones, one's own, those that a head shares."""

from sqlalchemy import select

from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.domain.text import clean
from crm_tui.i18n import N_, _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import KepFilterRow
from crm_tui.usecases.base import requires
from crm_tui.usecases.kep_register import check_kep_filter
from crm_tui.usecases.parts.core import EMPLOYEE, core, fetch, must
from crm_tui.usecases.parts.me import my_id
from crm_tui.usecases.task_filters import KeptFilter

__all__ = ["SHIPPED", "list_kep_filters", "named_kep_filter", "remove_kep_filter", "save_kep_filter"]

SHIPPED = (
    ("all", N_("All sets"), ""),
    ("mine", N_("My sets"), "менеджер=я"),
    ("my_debts", N_("My debts of documents"), "менеджер=я борг=документи"),
    ("debts", N_("Debts of documents"), "борг=документи"),
    ("generation", N_("Paid, not generated"), "борг=генерація"),
    ("payment", N_("Generated, not paid"), "борг=оплата"),
    ("issued", N_("Issued this month"), "виписано=цей-місяць"),
    ("paid", N_("Paid this month"), "оплачено=цей-місяць"),
    ("generated", N_("Generated this month"), "згенеровано=цей-місяць"),
    ("ending", N_("Certificates that end within 30 days"), "діє-до=сьогодні..+30"),
    ("box", N_("In boxes for the CA"), "місце=коробка"),
)
"""The filters that every office has: a name in the code, the words for people, the text."""

_FILTER = core(KepFilterRow)
_KEPT = (
    select(_FILTER, EMPLOYEE.c.full_name.label("owner"))
    .join_from(_FILTER, EMPLOYEE, EMPLOYEE.c.id == _FILTER.c.owner_id)
    .order_by(_FILTER.c.name, _FILTER.c.id)
)


@requires(Permission.KEP_SET_READ)
def list_kep_filters(unit: Unit) -> tuple[KeptFilter, ...]:
    """The shipped filters, then one's own and those that others share, by name."""
    shipped = [
        KeptFilter(None, _(name), text, shared=True, owner="", mine=False, version=0)
        for _code, name, text in SHIPPED
    ]
    me = unit.actor.id or 0
    kept = fetch(unit, _KEPT.where((_FILTER.c.owner_id == me) | _FILTER.c.shared))
    return tuple(shipped) + tuple(
        KeptFilter(row.id, row.name, row.text, row.shared, row.owner, row.owner_id == me, row.version)
        for row in kept
    )


@requires(Permission.KEP_SET_READ)
def named_kep_filter(unit: Unit, *, name: str) -> str:
    """The text of a kept filter by its name (or a shipped one's code), one's own first; Refused for none."""
    wanted = " ".join(clean(name).split()).casefold()
    found = [one for one in list_kep_filters(unit) if one.name.casefold() == wanted]
    if found:
        return sorted(found, key=lambda one: not one.mine)[0].text
    for code, _name, text in SHIPPED:
        if code == wanted:
            return text
    raise Refused(_("There is no filter {name}; `crm-tui kep filters` lists them").format(name=name[:40]))


@requires(Permission.KEP_SET_READ, writes=True)
def save_kep_filter(
    unit: Unit, *, name: str, text: str, shared: bool = False, filter_id: int | None = None
) -> KeptFilter:
    """Keeps a filter under a name; the same name of the same person is kept anew. Sharing is for heads."""
    words = " ".join(clean(name).split())
    if not words:
        raise Refused(_("A filter needs a name"))
    said = check_kep_filter(unit, wanted=text)
    if shared and not allowed(unit.actor, Permission.KEP_FILTER_SHARE):
        raise Forbidden(_("Only a head shares a filter with everybody"))
    me = my_id(unit)
    row = _mine(unit, filter_id) if filter_id is not None else _of_name(unit, me, words)
    if row is None:
        row = unit.add(KepFilterRow(owner_id=me, name=words, text=said, shared=shared))
    else:
        other = _of_name(unit, me, words)
        if other is not None and other.id != row.id:
            raise Refused(_("You have a filter with this name: {name}").format(name=words))
        unit.change(row, name=words, text=said, shared=shared)
    return KeptFilter(row.id, row.name, row.text, row.shared, unit.actor.full_name, True, row.version)


@requires(Permission.KEP_SET_READ, writes=True)
def remove_kep_filter(unit: Unit, *, filter_id: int) -> None:
    """Throws one's own filter away."""
    unit.remove(_mine(unit, filter_id))


def _mine(unit: Unit, filter_id: int) -> KepFilterRow:
    row = unit.lock(KepFilterRow, filter_id)
    return must(row if row is not None and row.owner_id == my_id(unit) else None, _("filter"), filter_id)


def _of_name(unit: Unit, owner: int, name: str) -> KepFilterRow | None:
    found = fetch(unit, select(_FILTER.c.id).where(_FILTER.c.owner_id == owner, _FILTER.c.name == name))
    return unit.lock(KepFilterRow, found[0].id) if found else None
