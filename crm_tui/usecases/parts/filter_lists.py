"""The lists that have filters to keep: whose right it is, what is shipped, who says whether a text is one."""

from collections.abc import Callable
from dataclasses import dataclass

from crm_tui.domain.errors import Forbidden
from crm_tui.domain.filter_language import Language
from crm_tui.domain.kep_filter_words import KEP_FILTER
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.domain.task_filter import TASK_FILTER
from crm_tui.i18n import N_, _
from crm_tui.store.scope import Unit
from crm_tui.usecases.kep_register import check_kep_filter, count_sets
from crm_tui.usecases.task_queue import check_filter, count_tasks

TASKS, KEP = "tasks", "kep"


@dataclass(frozen=True, slots=True)
class Shipped:
    """A filter that every office has: a name in the code, the words for people, the text."""

    code: str
    name: str
    text: str
    needs: Permission | None = None
    """Who lacks this right is not shown it: it would find nothing."""


@dataclass(frozen=True, slots=True)
class FilterList:
    """A list and the filters over it. `check` gives a text as it is understood, or refuses it."""

    name: str
    read: Permission
    share: Permission
    language: Language
    check: Callable[..., str]
    count: Callable[..., int]
    """How many rows a text finds, up to `most`."""
    shipped: tuple[Shipped, ...]

    def shipped_for(self, unit: Unit) -> tuple[Shipped, ...]:
        """Those that this person has a use for."""
        return tuple(one for one in self.shipped if one.needs is None or allowed(unit.actor, one.needs))


_OTHERS = Permission.TASKS_TASK_READ_OTHERS
LISTS = {
    TASKS: FilterList(
        TASKS,
        Permission.TASKS_TASK_READ,
        Permission.TASKS_FILTER_SHARE,
        TASK_FILTER,
        check_filter,
        count_tasks,
        (
            Shipped("mine", N_("My open tasks"), "хто=я"),
            Shipped("day", N_("My overdue and today's"), "хто=я до=сьогодні"),
            Shipped("given", N_("Given to me, not taken yet"), "хто=я стан=неприйняті"),
            Shipped("nobody", N_("Nobody's"), "хто=ніхто"),
            Shipped("made", N_("Made by me for others"), "автор=я хто=інші"),
            Shipped("department", N_("My department's"), "відділ=мій", _OTHERS),
            Shipped("left", N_("Of those who left"), "хто=вибулі", _OTHERS),
            Shipped("all", N_("All that I may see"), "стан=відкриті"),
            Shipped("done", N_("Done by me"), "хто=я стан=виконані"),
        ),
    ),
    KEP: FilterList(
        KEP,
        Permission.KEP_SET_READ,
        Permission.KEP_FILTER_SHARE,
        KEP_FILTER,
        check_kep_filter,
        count_sets,
        (
            Shipped("all", N_("All sets"), ""),
            Shipped("mine", N_("My sets"), "менеджер=я"),
            Shipped("my_debts", N_("My debts of documents"), "менеджер=я борг=документи"),
            Shipped("debts", N_("Debts of documents"), "борг=документи"),
            Shipped("generation", N_("Paid, not generated"), "борг=генерація"),
            Shipped("payment", N_("Generated, not paid"), "борг=оплата"),
            Shipped("issued", N_("Issued this month"), "виписано=цей-місяць"),
            Shipped("paid", N_("Paid this month"), "оплачено=цей-місяць"),
            Shipped("generated", N_("Generated this month"), "згенеровано=цей-місяць"),
            Shipped("ending", N_("Certificates that end within 30 days"), "діє-до=сьогодні..+30"),
            Shipped("box", N_("In boxes for the CA"), "місце=коробка"),
        ),
    ),
}


def filter_list(unit: Unit, name: str) -> FilterList:
    """The list of this name; Forbidden for who may not read it."""
    found = LISTS[name]
    if not allowed(unit.actor, found.read):
        raise Forbidden(_("You have no right to do this: {right}").format(right=found.read.value))
    return found
