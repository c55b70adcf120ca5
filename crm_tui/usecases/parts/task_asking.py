"""A filter of the queue as conditions of a query, for the person who asks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from crm_tui.domain.errors import Refused
from crm_tui.domain.filter_tree import Condition, FilterError, Sign, Tree, parts_of
from crm_tui.domain.kinds import Department, TaskKind
from crm_tui.domain.kyiv import day_borders, today
from crm_tui.domain.periods import Period
from crm_tui.domain.task_filter import (
    LEFT,
    ME,
    MINE,
    NOBODY,
    OTHERS,
    TASK_FILTER,
    TaskField,
    TaskState,
    parse_filter,
    states_of,
)
from crm_tui.i18n import _
from crm_tui.store.filter_where import either, where_of
from crm_tui.store.quick import Quick
from crm_tui.store.scope import Unit
from crm_tui.store.tagged import NO_TAG, TAGGED
from crm_tui.store.task_list import BY_DAY, BY_END, DONE, OPEN, Asked, Way, bound, ids_in
from crm_tui.usecases.lookup import client_by_code, employee_by_login
from crm_tui.usecases.parts.filter_words import reading, refused
from crm_tui.usecases.parts.services_named import services_named
from crm_tui.usecases.parts.stand_ins import hands
from crm_tui.usecases.parts.tag_rows import known_tags
from crm_tui.usecases.parts.task_rows import in_sight

F = TaskField
_OWN_DEPARTMENT = "SELECT department FROM employee WHERE id = :id"
_STATES = {
    TaskState.OPEN: OPEN,
    TaskState.OVERDUE: f"{OPEN} AND t.due_on < {{today}}",
    TaskState.DUE_TODAY: f"{OPEN} AND t.due_on = {{today}}",
    TaskState.UPCOMING: f"{OPEN} AND t.due_on > {{today}}",
    TaskState.WAITING: f"{OPEN} AND t.giver_id IS NOT NULL AND t.accepted_at IS NULL",
    TaskState.DONE: DONE,
    TaskState.ALL: "1 = 1",
}
_MAYBE = {F.WHO: "assignee_id", F.AUTHOR: "author_id", F.SERVICE: "service_id", F.CLIENT: "client_id"}
"""The columns that may be empty."""


def read_filter(text: str) -> Tree:
    """The filter that a text says; Refused with the word that says nothing and what it may be."""
    return reading(parse_filter, text)


def asked_for(unit: Unit, tree: Tree) -> tuple[Asked, Way]:
    """The conditions and the order of the list; Refused for a person, service or client that is not there.

    That open tasks are meant, and whose tasks the person may see, stands beside all that the filter says.
    """
    states = set(states_of(tree))
    of_done = states == {TaskState.DONE}
    ask = _Asking(unit, of_done)
    try:
        where = [f"({ask.where(part)})" for part in parts_of(tree)]
    except FilterError as problem:
        raise refused(problem) from None
    asked = Asked(tuple(where), ask.values)
    if not states:
        asked = asked.also(OPEN)
    if not any(_of_own(part) for part in parts_of(tree)):
        asked = in_sight(unit, asked)
    return asked, BY_END if of_done else BY_DAY


def _of_own(part: Tree) -> bool:
    """Whether a condition takes only what is in the person's hands or nobody's: he may see all of it."""
    if not isinstance(part, Condition) or part.field != F.WHO or part.sign is not Sign.IS:
        return False
    return set(part.values) <= {ME, NOBODY, None}


@dataclass(slots=True)
class _Asking:
    """The condition in the making, and the values it binds."""

    unit: Unit
    of_done: bool
    """Whether only finished tasks are shown: their days are those of the end."""
    values: dict[str, Any] = field(default_factory=dict)

    def where(self, tree: Tree) -> str:
        """The condition; raises FilterError for a day that this year has not."""
        return where_of(tree, self._condition)

    def bind(self, value: Any) -> str:
        """The name of a new value in the statement."""
        name = f"v{len(self.values)}"
        days = isinstance(value, date | datetime)
        self.values[name] = bound(value, is_sqlite=self.unit.is_sqlite) if days else value
        return f":{name}"

    def _condition(self, asked: Condition) -> str:
        wanted = [value for value in asked.values if value is not None]
        said = [_MAKE[asked.field](self, asked, wanted)] if wanted else []
        if len(wanted) < len(asked.values):
            said.append(self._empty(asked.field))
        return either(said)

    def _empty(self, name: str) -> str:
        if name == F.TAG:
            return NO_TAG.format("t.client_id")
        return f"t.{_MAYBE[F(name)]} IS NULL" if name in _MAYBE else "1 = 0"

    def span(self, said: str, name: str) -> Period:
        """The days that a value means today."""
        if (found := TASK_FILTER.span(said, today(self.unit.now))) is None:
            raise FilterError("day", f"{TASK_FILTER.fields[name].word}={said}")
        return found

    def since(self, day: date, *, later: bool = False) -> str:
        """From this day on; `later`: only after it."""
        if not self.of_done:
            return f"t.due_on {'>' if later else '>='} {self.bind(day)}"
        return f"t.done_at >= {self.bind(_borders(day)[later])}"

    def until(self, day: date, *, before: bool = False) -> str:
        """Up to this day; `before`: not this day itself."""
        if not self.of_done:
            return f"t.due_on {'<' if before else '<='} {self.bind(day)}"
        return f"t.done_at < {self.bind(_borders(day)[not before])}"


def _borders(day: date) -> tuple[datetime, datetime]:
    """Days at the ends of the calendar have no moment of their own."""
    return day_borders(min(max(day, date(2, 1, 1)), date(9998, 1, 1)))


def _state(ask: _Asking, _asked: Condition, wanted: list[str]) -> str:
    said = [_STATES[TaskState(one)] for one in wanted]
    day = today(ask.unit.now)
    return either([one.format(today=ask.bind(day)) if "{today}" in one else one for one in said])


def _due(ask: _Asking, asked: Condition, wanted: list[str]) -> str:
    spans = [ask.span(one, asked.field) for one in wanted]
    match asked.sign:
        case Sign.LESS:
            return ask.until(spans[0].first, before=True)
        case Sign.AT_MOST:
            return ask.until(spans[0].last)
        case Sign.MORE:
            return ask.since(spans[0].last, later=True)
        case Sign.AT_LEAST:
            return ask.since(spans[0].first)
    return either([_within(ask, one) for one in spans])


def _within(ask: _Asking, span: Period) -> str:
    said = [ask.since(span.first)] if span.first != date.min else []
    said += [ask.until(span.last)] if span.last != date.max else []
    return " AND ".join(said)


def _first(ask: _Asking, asked: Condition, wanted: list[str]) -> str:
    return ask.since(ask.span(wanted[0], asked.field).first)


def _last(ask: _Asking, asked: Condition, wanted: list[str]) -> str:
    return ask.until(ask.span(wanted[0], asked.field).last)


def _people(ask: _Asking, asked: Condition, who: Sequence[str]) -> str:
    """One of these people; a single one is a plain comparison, so that the index gives the order too.

    What is in the hands of those whom a person stands in for today is in his own.
    """
    unit = ask.unit
    place, me = f"t.{_MAYBE[F(asked.field)]}", unit.actor.id or 0
    ways = {
        NOBODY: f"{place} IS NULL",
        LEFT: f"{place} IN ({ids_in(_who_left(unit) if LEFT in who else ())})",
        OTHERS: f"({place} <> {me} OR {place} IS NULL)",
    }
    mine = hands(unit) if ME in who and asked.field == F.WHO else [me]
    named = [one for one in who if one not in ways and one != ME]
    ids = [*(mine if ME in who else ()), *(employee_by_login(unit, login=one).id for one in named)]
    chosen = [ways[one] for one in who if one in ways]
    if len(ids) == 1 and not chosen:
        return f"{place} = {ask.bind(ids[0])}"
    if ids:
        chosen.append(f"{place} IN ({ids_in(ids)})")
    return either(chosen)


def _who_left(unit: Unit) -> list[int]:
    """By number: beside a query of them Postgres would read all open tasks in their order to find none."""
    return [one for (one,) in Quick(unit.session).rows("SELECT id FROM employee WHERE NOT active")]


def _services(ask: _Asking, _asked: Condition, wanted: list[str]) -> str:
    ids = sorted({one for text in wanted for one in services_named(ask.unit, text)})
    return f"t.service_id IN ({ids_in(ids)})"


def _stages(ask: _Asking, _asked: Condition, wanted: list[str]) -> str:
    """The codes as constants: they are ours, small letters and digits (see `task_stages.add_stage`)."""
    rows = Quick(ask.unit.session).rows("SELECT code, name FROM task_stage")
    codes = set()
    for text in wanted:
        found = {code for code, name in rows if text.casefold() in {code.casefold(), name.casefold()}}
        if not found:
            names = ", ".join(sorted({name for _code, name in rows}))
            raise Refused(
                _("There is no stage {stage} here; there are: {names}").format(stage=text, names=names)
            )
        codes |= found
    return f"t.stage IN ({', '.join(repr(code) for code in sorted(codes))})"


def _departments(ask: _Asking, _asked: Condition, wanted: list[str]) -> str:
    named = [_department(ask.unit, one) for one in wanted]
    if len(named) == 1:
        return f"t.department = {ask.bind(named[0])}"
    return f"COALESCE(t.department, '') IN ({', '.join(map(repr, named))})"


def _department(unit: Unit, code: str) -> str:
    if code != MINE:
        return Department(code).value
    rows = Quick(unit.session).rows(_OWN_DEPARTMENT, id=unit.actor.id or 0)
    if not rows or rows[0][0] is None:
        raise Refused(_("You belong to no department: an administrator enters it"))
    return str(rows[0][0])


def _kinds(_ask: _Asking, _asked: Condition, wanted: list[str]) -> str:
    return f"t.kind IN ({', '.join(repr(TaskKind(one).value) for one in wanted)})"


def _clients(ask: _Asking, _asked: Condition, wanted: list[str]) -> str:
    ids = [client_by_code(ask.unit, code=one).id for one in wanted]
    return f"t.client_id = {ask.bind(ids[0])}" if len(ids) == 1 else f"t.client_id IN ({ids_in(ids)})"


def _tags(ask: _Asking, _asked: Condition, wanted: list[str]) -> str:
    return TAGGED.format("t.client_id", ids_in([int(row.id) for row in known_tags(ask.unit, wanted)]))


_MAKE: dict[str, Callable[[_Asking, Condition, list[str]], str]] = {
    F.WHO: _people,
    F.STATE: _state,
    F.DUE: _due,
    F.FIRST: _first,
    F.LAST: _last,
    F.SERVICE: _services,
    F.STAGE: _stages,
    F.DEPARTMENT: _departments,
    F.KIND: _kinds,
    F.AUTHOR: _people,
    F.CLIENT: _clients,
    F.TAG: _tags,
}
