"""A filter of the queue as conditions of a query, for the person who asks."""

from collections.abc import Sequence

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import Department, TaskKind
from crm_tui.domain.kyiv import day_start, today
from crm_tui.domain.task_filter import (
    DAYS,
    LEFT,
    ME,
    MINE,
    NOBODY,
    OTHERS,
    FilterError,
    TaskFilter,
    TaskState,
    filter_day,
    parse_filter,
)
from crm_tui.i18n import _
from crm_tui.store.quick import Quick
from crm_tui.store.scope import Unit
from crm_tui.store.task_list import BY_DAY, BY_END, DONE, OPEN, Asked, Way, bound, ids_in
from crm_tui.usecases.lookup import client_by_code, employee_by_login
from crm_tui.usecases.parts.services_named import services_named
from crm_tui.usecases.parts.stand_ins import hands
from crm_tui.usecases.parts.tag_rows import known_tags
from crm_tui.usecases.parts.task_rows import in_sight

_TAGGED = "t.client_id IN (SELECT x.client_id FROM client_tag x WHERE x.tag_id IN ({0}))"
_OWN_DEPARTMENT = "SELECT department FROM employee WHERE id = :id"


def read_filter(text: str) -> TaskFilter:
    """The filter that a text says; Refused with the word that says nothing and what it may be."""
    try:
        return parse_filter(text)
    except FilterError as problem:
        raise Refused(_words(problem)) from None


def asked_for(unit: Unit, wanted: TaskFilter) -> tuple[Asked, Way]:
    """The conditions and the order of the list; Refused for a person, service or client that is not there."""
    asked = Asked()
    for part in (_state, _days, _who, _author, _services, _rest):
        asked = part(unit, wanted, asked)
    if set(wanted.who) - {ME, NOBODY} or not wanted.who:
        asked = in_sight(unit, asked)
    return asked, BY_END if wanted.state is TaskState.DONE else BY_DAY


_STATES = {
    TaskState.OPEN: (OPEN,),
    TaskState.OVERDUE: (OPEN, "t.due_on < :today"),
    TaskState.DUE_TODAY: (OPEN, "t.due_on = :today"),
    TaskState.UPCOMING: (OPEN, "t.due_on > :today"),
    TaskState.WAITING: (OPEN, "t.giver_id IS NOT NULL", "t.accepted_at IS NULL"),
    TaskState.DONE: (DONE,),
    TaskState.ALL: (),
}


def _state(unit: Unit, wanted: TaskFilter, asked: Asked) -> Asked:
    where = _STATES[wanted.state]
    if not any(":today" in one for one in where):
        return asked.also(*where)
    return asked.also(*where, today=bound(today(unit.now), is_sqlite=unit.is_sqlite))


def _days(unit: Unit, wanted: TaskFilter, asked: Asked) -> Asked:
    now = today(unit.now)
    first, last = (filter_day(text, now) if text else None for text in (wanted.first, wanted.last))
    if wanted.state is TaskState.DONE:
        since = day_start(first) if first else None
        until = day_start(last.fromordinal(last.toordinal() + 1)) if last else None
        if since:
            asked = asked.also("t.done_at >= :since", since=bound(since, is_sqlite=unit.is_sqlite))
        if until:
            asked = asked.also("t.done_at < :until", until=bound(until, is_sqlite=unit.is_sqlite))
        return asked
    if first:
        asked = asked.also("t.due_on >= :first", first=bound(first, is_sqlite=unit.is_sqlite))
    if last:
        asked = asked.also("t.due_on <= :last", last=bound(last, is_sqlite=unit.is_sqlite))
    return asked


def _who(unit: Unit, wanted: TaskFilter, asked: Asked) -> Asked:
    return _people(unit, asked, "assignee_id", wanted.who)


def _author(unit: Unit, wanted: TaskFilter, asked: Asked) -> Asked:
    return _people(unit, asked, "author_id", wanted.author)


def _people(unit: Unit, asked: Asked, column: str, who: Sequence[str]) -> Asked:
    """One of these people; a single one is a plain comparison, so that the index gives the order too.

    What is in the hands of those whom a person stands in for today is in his own.
    """
    if not who:
        return asked
    place, me = f"t.{column}", unit.actor.id or 0
    ways = {
        NOBODY: f"{place} IS NULL",
        LEFT: f"{place} IN ({ids_in(_who_left(unit) if LEFT in who else ())})",
        OTHERS: f"({place} <> {me} OR {place} IS NULL)",
    }
    mine = hands(unit) if ME in who and column == "assignee_id" else [me]
    named = [one for one in who if one not in ways and one != ME]
    ids = [*(mine if ME in who else ()), *(employee_by_login(unit, login=one).id for one in named)]
    chosen = [ways[one] for one in who if one in ways]
    if len(ids) == 1 and not chosen:
        return asked.also(f"{place} = :{column}", **{column: ids[0]})
    if ids:
        chosen.append(f"{place} IN ({ids_in(ids)})")
    return asked.also(f"({' OR '.join(chosen)})")


def _who_left(unit: Unit) -> list[int]:
    """By number: beside a query of them Postgres would read all open tasks in their order to find none."""
    return [one for (one,) in Quick(unit.session).rows("SELECT id FROM employee WHERE NOT active")]


def _services(unit: Unit, wanted: TaskFilter, asked: Asked) -> Asked:
    if not wanted.service:
        return asked
    ids = sorted({one for text in wanted.service for one in services_named(unit, text)})
    return asked.also(f"t.service_id IN ({ids_in(ids)})")


def _rest(unit: Unit, wanted: TaskFilter, asked: Asked) -> Asked:
    if wanted.stage:
        codes = _stages(unit, wanted.stage)
        asked = asked.also(f"t.stage IN ({', '.join(codes)})")
    if wanted.department:
        named = [_department(unit, one) for one in wanted.department]
        asked = (
            asked.also("t.department = :department", department=named[0])
            if len(named) == 1
            else asked.also(f"COALESCE(t.department, '') IN ({', '.join(map(repr, named))})")
        )
    if wanted.kind:
        kinds = ", ".join(repr(TaskKind(one).value) for one in wanted.kind)
        asked = asked.also(f"t.kind IN ({kinds})")
    if wanted.client:
        client = client_by_code(unit, code=wanted.client)
        asked = asked.also("t.client_id = :client", client=client.id)
    if wanted.tag:
        tags = ids_in([int(row.id) for row in known_tags(unit, wanted.tag)])
        asked = asked.also(_TAGGED.format(tags))
    return asked


def _department(unit: Unit, code: str) -> str:
    if code != MINE:
        return Department(code).value
    rows = Quick(unit.session).rows(_OWN_DEPARTMENT, id=unit.actor.id or 0)
    if not rows or rows[0][0] is None:
        raise Refused(_("You belong to no department: an administrator enters it"))
    return str(rows[0][0])


def _stages(unit: Unit, wanted: Sequence[str]) -> list[str]:
    """The codes as constants: they are ours, small letters and digits (see `task_stages.add_stage`)."""
    rows = Quick(unit.session).rows("SELECT code, name FROM task_stage")
    codes = set()
    for text in wanted:
        found = {code for code, name in rows if text.casefold() in {code.casefold(), name.casefold()}}
        if not found:
            names = ", ".join(sorted({name for _code, name in rows}))
            raise Refused(
                _("There is no stage {stage} here; there are: {names}").format(stage=text, names=names)
            )
        codes |= found
    return [f"'{code}'" for code in sorted(codes)]


def _words(problem: FilterError) -> str:
    texts = {
        "word": _("Filter: {word} says nothing; write key=value, for example хто=я до=сьогодні"),
        "key": _("Filter: there is no key {word}; there are: {choices}"),
        "value": _("Filter: {word} is none of: {choices}"),
        "day": _("Filter: {word} is no day; write {days}"),
        "empty": _("Filter: nothing is said after {word}="),
        "several": _("Filter: only one state at once, not {word}"),
    }
    return texts[problem.about].format(word=problem.word, choices=", ".join(problem.choices), days=DAYS)
