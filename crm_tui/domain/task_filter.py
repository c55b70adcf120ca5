"""Filters of the task queue, read and written: `хто=я до=сьогодні (послуга=КЕП або статус=рахунок)`.

`domain/filter_text.py` tells the language. What `стан=` says beside the brackets is what the queue shows;
where it is not said there, open tasks are shown, whatever stands inside the brackets.
"""

from enum import StrEnum

from crm_tui.domain.filter_days import coming_span
from crm_tui.domain.filter_language import Field, FieldKind, Language
from crm_tui.domain.filter_text import parse_tree, tree_text
from crm_tui.domain.filter_tree import Condition, FilterError, Sign, Tree, conditions_of, parts_of
from crm_tui.domain.kinds import Department, TaskKind

ME, NOBODY, OTHERS, LEFT = "me", "nobody", "others", "left"
"""Whose: the person's own, nobody's, anybody else's, of those who no longer work here; else a login."""
MINE = "mine"
"""The person's own department."""


class TaskState(StrEnum):
    """How a task stands on a day."""

    OPEN = "open"
    OVERDUE = "overdue"
    DUE_TODAY = "today"
    UPCOMING = "upcoming"
    WAITING = "waiting"
    """Given by another and not taken yet."""
    DONE = "done"
    ALL = "all"


class TaskField(StrEnum):
    """What a filter may ask about."""

    WHO = "who"
    STATE = "state"
    DUE = "due"
    FIRST = "first"
    LAST = "last"
    SERVICE = "service"
    STAGE = "stage"
    DEPARTMENT = "department"
    KIND = "kind"
    AUTHOR = "author"
    CLIENT = "client"
    TAG = "tag"


F, K = TaskField, FieldKind
_PEOPLE = {ME: ("я",), NOBODY: ("ніхто", "нічиї"), OTHERS: ("інші",), LEFT: ("вибулі",)}
_STATES: dict[str, tuple[str, ...]] = {
    TaskState.OPEN: ("відкриті",),
    TaskState.OVERDUE: ("протерміновані", "прострочені"),
    TaskState.DUE_TODAY: ("сьогодні", "поточні"),
    TaskState.UPCOMING: ("майбутні", "future"),
    TaskState.WAITING: ("неприйняті",),
    TaskState.DONE: ("виконані", "завершені"),
    TaskState.ALL: ("усі", "всі"),
}
_DEPARTMENTS: dict[str, tuple[str, ...]] = {
    MINE: ("мій",),
    Department.SALES: ("продаж", "sales"),
    Department.SUPPORT: ("супровід", "support"),
    Department.KEP: ("кеп", "kep"),
}
_KINDS: dict[str, tuple[str, ...]] = {
    TaskKind.BY_HAND: ("вручну", "by-hand"),
    TaskKind.RENEWAL: ("продовження",),
    TaskKind.SUPPORT: ("після-продажу", "супровід"),
    TaskKind.NOTICE: ("сповіщення",),
}
# Kept filters of before the brackets have several values inside one pair of quotes.
TASK_FILTER = Language(
    {
        F.WHO: Field(K.PERSON, ("хто", "who"), _PEOPLE),
        F.STATE: Field(K.CODE, ("стан", "state"), _STATES),
        F.DUE: Field(K.DAY, ("термін", "due")),
        F.FIRST: Field(K.BORDER, ("від", "from")),
        F.LAST: Field(K.BORDER, ("до", "to")),
        F.SERVICE: Field(K.TEXT, ("послуга", "service")),
        F.STAGE: Field(K.TEXT, ("статус", "stage")),
        F.DEPARTMENT: Field(K.CODE, ("відділ", "department"), _DEPARTMENTS),
        F.KIND: Field(K.CODE, ("вид", "kind"), _KINDS),
        F.AUTHOR: Field(K.PERSON, ("автор", "author"), _PEOPLE),
        F.CLIENT: Field(K.TEXT, ("клієнт", "client")),
        F.TAG: Field(K.TEXT, ("мітка", "tag")),
    },
    coming_span,
    splits_quoted=True,
)


def parse_filter(text: str) -> Tree:
    """The filter that a text says; raises FilterError with the word that says nothing."""
    tree = parse_tree(text, TASK_FILTER)
    _refuse_hidden(tree)
    return tree


def filter_text(tree: Tree) -> str:
    """The text that says this filter; `parse_filter` reads the same tree from it."""
    return tree_text(tree, TASK_FILTER)


def states_of(tree: Tree) -> tuple[str | None, ...]:
    """The states that the filter shows, of those said beside all brackets; none: open ones."""
    return tuple(
        value
        for part in parts_of(tree)
        if isinstance(part, Condition) and part.field == F.STATE and part.sign is Sign.IS
        for value in part.values
    )


def _refuse_hidden(tree: Tree) -> None:
    """A state inside brackets that open tasks cannot have would find nothing, and nobody would see why."""
    if states_of(tree):
        return
    for one in conditions_of(tree):
        hidden = {TaskState.OPEN, TaskState.DONE, TaskState.ALL} & set(one.values)
        if one.field == F.STATE and hidden:
            word = TASK_FILTER.said(F.STATE, min(hidden))
            raise FilterError("outside", f"{TASK_FILTER.fields[F.STATE].word}{one.sign}{word}")
