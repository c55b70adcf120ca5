"""«Борги»: what is owed about sets, by manager, the oldest first; one key makes the tasks."""

from collections.abc import Sequence

from crm_tui.domain.kep_sets import KepDuty
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.money import format_money
from crm_tui.i18n import _, ngettext
from crm_tui.screens.client_words import one_line
from crm_tui.screens.kep_words import DUTIES, kind_words, person
from crm_tui.usecases.kep_debts import KepDebt, ManagerDebts, list_kep_debts, sum_kep_debts
from crm_tui.usecases.office import Office
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row

DEBTS = (KepDuty.DOCUMENTS, KepDuty.GENERATION, KepDuty.PAYMENT)
"""The kinds of debts in the order in which F6 turns them."""
SHOWN = 200
"""So many of the oldest debts; the register has all of them."""
Debts = tuple[tuple[KepDebt, ...], tuple[ManagerDebts, ...]]


def read_debts(office: Office, duty: KepDuty) -> Debts:
    """The oldest debts of a kind, by manager, and their sums by manager."""
    page = office.call(list_kep_debts, duty=duty, limit=SHOWN)
    sums = office.call(sum_kep_debts, duty=duty)
    order = {one.manager.id if one.manager else None: n for n, one in enumerate(sums)}
    rows = sorted(
        page.rows, key=lambda one: order.get(one.row.manager.id if one.row.manager else None, len(order))
    )
    return tuple(rows), sums


def debt_columns() -> tuple[Column, ...]:
    return (
        Column(_("Manager"), 14, flex=1),
        Column(_("Days"), 5, right=True),
        Column(_("Set"), 10),
        Column(_("Client"), 16, flex=2),
        Column(_("Kind"), 14, flex=2, hide_below=100),
        Column(_("Since"), 10),
        Column(_("Task"), 6),
        Column(_("Sum"), 9, right=True),
    )


def debt_rows(debts: Sequence[KepDebt]) -> list[Row]:
    """`!` has no task yet, `…` has one."""
    return [
        Row(
            one.row.id,
            0,
            (
                person(one.row.manager) or "—",
                str(one.days),
                one.row.ref,
                one_line(one.row.client.name),
                kind_words(one.row.kind.name),
                format_date(one.since),
                _("is") if one.task_id is not None else "",
                format_money(one.row.total_kop),
            ),
            "…" if one.task_id is not None else "!",
            "" if one.task_id is not None else "warning",
        )
        for one in debts
    ]


def duty_words(duty: KepDuty, shown: int, sums: tuple[ManagerDebts, ...]) -> str:
    """The line above the debts: which ones, how many of how many."""
    count = sum(one.count for one in sums)
    said = ngettext("{n} debt", "{n} debts", count).format(n=count)
    more = _("the oldest {n} are shown").format(n=shown) if shown < count else ""
    return " · ".join(part for part in (_(DUTIES[duty]), said, more) if part)


def manager_words(sums: tuple[ManagerDebts, ...]) -> str:
    """The line below them: how many each manager has, since how long."""
    said = _("{name} {n} ({days} d)")
    return " · ".join(
        said.format(name=person(one.manager) or "—", n=one.count, days=one.oldest_days) for one in sums
    )
