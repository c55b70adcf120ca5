"""Debts about КЕП sets (S57): what is missing, since when, whose; tasks about them.

They are read from the facts themselves: with the mark, the money or the certificates a debt is gone.
"""

from dataclasses import dataclass
from datetime import date

from crm_tui.domain.errors import Refused
from crm_tui.domain.filter_tree import All, Condition, Sign, Tree
from crm_tui.domain.kep_filter_words import KepField
from crm_tui.domain.kep_sets import KepDuty
from crm_tui.domain.kyiv import today
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.domain.sort_key import sort_key
from crm_tui.i18n import _
from crm_tui.store.kep_asked import DEBTS
from crm_tui.store.kep_register import From, Order, Place, Wanted, read_by_manager, read_page
from crm_tui.store.quick import Quick
from crm_tui.store.scope import Unit
from crm_tui.store.tables import KepSet
from crm_tui.store.task_list import as_day
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.kep_asking import asked_sets
from crm_tui.usecases.parts.kep_rows import KepSetRow
from crm_tui.usecases.parts.kep_tasks import duty_task
from crm_tui.usecases.parts.register_rows import register_row
from crm_tui.usecases.shapes import Named

MOST, MOST_TASKS = 200, 1_000
SINCE = {KepDuty.DOCUMENTS: "debt", KepDuty.GENERATION: "paid", KepDuty.PAYMENT: "generated"}
"""The order in which the oldest debt of a kind comes first: since that day it is one."""


@dataclass(frozen=True, slots=True)
class KepDebt:
    """A set that lacks something: since which day (Kyiv), for how many days; `task_id` of its task."""

    row: KepSetRow
    duty: KepDuty
    since: date
    days: int
    task_id: int | None


@dataclass(frozen=True, slots=True)
class KepDebtPage:
    """The oldest debts first; `older`: where the next page begins."""

    rows: tuple[KepDebt, ...]
    older: Place | None


@dataclass(frozen=True, slots=True)
class ManagerDebts:
    """One manager's debts of a kind (None: sets without one); `oldest_days` of the oldest."""

    manager: Named | None
    count: int
    total_kop: int
    oldest_days: int


@dataclass(frozen=True, slots=True)
class TasksMade:
    """How many tasks were made, how many debts had one already."""

    made: int
    known: int


@requires(Permission.KEP_SET_READ)
def list_kep_debts(
    unit: Unit,
    *,
    duty: KepDuty = KepDuty.DOCUMENTS,
    manager: str = "",
    older: Place | None = None,
    limit: int = 100,
) -> KepDebtPage:
    """Debts of a kind, the oldest first; of one manager by login («я», «ніхто» too) when named."""
    return _page(unit, _asked(unit, duty, manager), duty, older, min(limit, MOST))


@requires(Permission.KEP_SET_READ)
def sum_kep_debts(
    unit: Unit, *, duty: KepDuty = KepDuty.DOCUMENTS, manager: str = ""
) -> tuple[ManagerDebts, ...]:
    """The debts of a kind by manager, the most first; those of nobody come last."""
    asked = _asked(unit, duty, manager)
    names: dict[int, str] = dict(Quick(unit.session).rows("SELECT id, full_name FROM employee"))
    now = today(unit.now)
    found = [
        ManagerDebts(
            Named(number, names[number]) if number is not None else None,
            int(count),
            int(total),
            (now - as_day(since)).days,
        )
        for number, count, total, since in read_by_manager(
            unit, asked, asked.order.key(is_sqlite=unit.is_sqlite)
        )
    ]
    return tuple(
        sorted(
            found,
            key=lambda one: (
                one.manager is None,
                -one.count,
                sort_key(one.manager.name) if one.manager else "",
            ),
        )
    )


@requires(Permission.KEP_SET_EDIT, writes=True)
def make_debt_tasks(
    unit: Unit, *, duty: KepDuty = KepDuty.DOCUMENTS, manager: str = "", set_ids: tuple[int, ...] = ()
) -> TasksMade:
    """A task for every debt (or those of `set_ids`) that has none yet, for the set's manager; once each.

    Colleagues' debts only with the right to their sets. Refused for more than MOST_TASKS at once.
    """
    others = allowed(unit.actor, Permission.KEP_SET_EDIT_OTHERS)
    asked = _asked(unit, duty, manager or ("" if others else "я"))
    if set_ids:
        numbers = ", ".join(str(int(one)) for one in set_ids)
        asked = Wanted(f"({asked.where}) AND s.id IN ({numbers})", asked.values, asked.of_client, asked.order)
    rows = read_page(unit, asked, From(), MOST_TASKS + 1)
    if len(rows) > MOST_TASKS:
        said = _("More than {most} debts at once: name a manager")
        raise Refused(said.format(most=MOST_TASKS))
    made = 0
    for row in rows:
        found = unit.lock(KepSet, row[0])
        if found is not None and (others or found.manager_id in {None, unit.actor.id}):
            made += duty_task(unit, found, duty)
    return TasksMade(made, len(rows) - made)


def _asked(unit: Unit, duty: KepDuty, manager: str) -> Wanted:
    if duty not in DEBTS:
        choices = ", ".join(DEBTS)
        raise Refused(_("{word}: it is one of: {choices}").format(word=duty.value, choices=choices))
    parts: tuple[Tree, ...] = (Condition(KepField.DEBT, Sign.IS, (duty.value,)),)
    if said := manager.strip():
        who = {"я": "me", "ніхто": None, "nobody": None}.get(said.casefold(), said)
        parts += (Condition(KepField.MANAGER, Sign.IS, (who,)),)
    return asked_sets(unit, All(parts), Order(SINCE[duty], down=False))


def _page(unit: Unit, asked: Wanted, duty: KepDuty, older: Place | None, limit: int) -> KepDebtPage:
    found = read_page(unit, asked, From(older), limit + 1)
    more, found = len(found) > limit, found[:limit]
    made = [register_row(row, asked.order, is_sqlite=unit.is_sqlite) for row in found]
    tasks = _tasks(unit, duty, [row.id for row, _place in made])
    now = today(unit.now)
    rows = tuple(
        KepDebt(row, duty, row.debts[duty], (now - row.debts[duty]).days, tasks.get(row.id))
        for row, _place in made
    )
    return KepDebtPage(rows, made[-1][1] if more else None)


def _tasks(unit: Unit, duty: KepDuty, ids: list[int]) -> dict[int, int]:
    if not ids:
        return {}
    numbers = ", ".join(map(str, ids))
    asked = f"SELECT set_id, task_id FROM kep_set_task WHERE duty = :duty AND set_id IN ({numbers})"  # noqa: S608
    return dict(Quick(unit.session).rows(asked, duty=duty.value))
