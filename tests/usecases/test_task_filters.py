"""Any filter of the queue finds what a plain look at every task finds, nothing out of a person's sight."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from crm_tui.domain.errors import NotFound, Refused
from crm_tui.domain.filter_language import FieldKind
from crm_tui.domain.filter_tree import All, Condition, Either, FilterError, Not, Sign, Tree
from crm_tui.domain.kinds import Department, Role, TaskKind
from crm_tui.domain.periods import Period
from crm_tui.domain.permissions import Actor, Permission, allowed
from crm_tui.domain.task_filter import (
    LEFT,
    ME,
    MINE,
    NOBODY,
    TASK_FILTER,
    TaskField,
    TaskState,
    filter_text,
    parse_filter,
    states_of,
)
from crm_tui.store import tables as t
from crm_tui.usecases.office import Office
from crm_tui.usecases.task_queue import task_page
from tests.domain.filter_trees import trees
from tests.factories import Make

TODAY = date(2026, 3, 2)
TASKS = 60
F = TaskField
SAID: dict[str, tuple[str, ...]] = {
    F.WHO: ("me", "nobody", "others", "left", "oksana", "petro"),
    F.AUTHOR: ("me", "nobody", "others", "left", "petro"),
    F.DUE: ("сьогодні", "цей-тиждень", "-7..вчора", "..+2", "завтра"),
    F.FIRST: ("сьогодні", "-3"),
    F.LAST: ("сьогодні", "+3"),
    F.SERVICE: ("KEP1", "звіт"),
    F.STAGE: ("new", "offer"),
    F.CLIENT: ("00000001", "00000002"),
    F.TAG: ("борг", "давній"),
}


def values_of(field: str) -> st.SearchStrategy[str]:
    return st.sampled_from(SAID.get(field) or sorted(TASK_FILTER.fields[field].values))


def shown(tree: Tree) -> bool:
    try:
        parse_filter(filter_text(tree))
    except FilterError:
        return False
    return True


STATES = st.none() | st.sampled_from(list(TaskState)).map(lambda one: Condition(F.STATE, Sign.IS, (one,)))
WANTED = st.tuples(STATES, trees(TASK_FILTER, values_of)).map(
    lambda both: All(both) if both[0] is not None and not isinstance(both[1], All) else both[1]
)


@pytest.fixture
def team(make: Make) -> dict[str, Actor]:
    """Two managers, one who left, a head."""
    given = {"department": Department.SALES}
    return {
        "oksana": make.actor(Role.MANAGER, login="oksana", **given),
        "petro": make.actor(Role.MANAGER, login="petro", department=Department.SUPPORT),
        "gone": make.actor(Role.MANAGER, login="gone", active=False),
        "head": make.actor(Role.HEAD, login="chief", **given),
    }


@pytest.fixture
def queue(office: Office, make: Make, team: dict[str, Actor]) -> Office:
    """Tasks of all kinds, whose order of making is chance's."""
    chance = random.Random("tasks")
    people = [*(one.id for one in team.values()), None]
    with make.together():
        services = [make.service("КЕП на рік", code="KEP1").id, make.service("Звітність").id, None]
        clients = [make.client(f"Клієнт {n}", tax_code=f"0000000{n}") for n in (1, 2, 3)]
        for tag, client in (("борг", clients[0]), ("давній", clients[1])):
            row = make.save(t.Tag(name=tag, key=tag))
            make.save(t.ClientTag(client_id=client.id, tag_id=row.id))
        for _ in range(TASKS):
            done = datetime(2026, 3, chance.randint(1, 2), 10, tzinfo=UTC) if chance.random() < 0.3 else None
            make.task(
                chance.choice(clients),
                assignee_id=chance.choice(people),
                author_id=chance.choice(people),
                giver_id=chance.choice([*people, None, None]),
                accepted_at=datetime(2026, 3, 1, tzinfo=UTC) if chance.random() < 0.5 else None,
                service_id=chance.choice(services),
                department=chance.choice(list(Department)),
                kind=chance.choice(list(TaskKind)),
                stage=chance.choice(("new", "offer", "invoice")),
                due_on=TODAY + timedelta(days=chance.randint(-9, 6)),
                done_at=done,
            )
        make.save(t.Task(title="без клієнта", due_on=TODAY, assignee_id=team["petro"].id))
    return office


class Plain:
    """The filter once more, one task at a time, without a store's language."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self.me, self.sees_all = actor, allowed(actor, Permission.TASKS_TASK_READ_OTHERS)
        self.tasks = session.exec(select(t.Task)).all()
        self.people = {row.login: row for row in session.exec(select(t.Employee)).all()}
        self.services = {row.id: row for row in session.exec(select(t.Service)).all()}
        self.clients = {row.id: row.tax_code for row in session.exec(select(t.Client)).all()}
        names = {row.id: row.name for row in session.exec(select(t.Tag)).all()}
        self.tags = [(row.client_id, names[row.tag_id]) for row in session.exec(select(t.ClientTag)).all()]

    def in_sight(self, task: t.Task) -> bool:
        """His own, those he made or gave, nobody's; all for whoever may see others'."""
        return (
            self.sees_all
            or self.me.id in {task.assignee_id, task.author_id, task.giver_id}
            or (task.assignee_id is None)
        )

    def found(self, tree: Tree) -> list[int]:
        states = states_of(tree)
        self.of_done = set(states) == {TaskState.DONE}
        rows = [one for one in self.tasks if self.in_sight(one) and (states or one.done_at is None)]
        return sorted(one.id or 0 for one in rows if self.holds(one, tree))

    def holds(self, task: t.Task, tree: Tree) -> bool:
        match tree:
            case Not(part):
                return not self.holds(task, part)
            case All(parts):
                return all(self.holds(task, part) for part in parts)
            case Either(parts):
                return any(self.holds(task, part) for part in parts)
            case Condition():
                one_is = any(self.meant(task, tree, value) for value in tree.values)
                return one_is != (tree.sign is Sign.IS_NOT)

    def meant(self, task: t.Task, asked: Condition, value: str | None) -> bool:
        field = F(asked.field)
        has: Any = {
            F.WHO: task.assignee_id,
            F.AUTHOR: task.author_id,
            F.SERVICE: task.service_id,
            F.CLIENT: task.client_id,
            F.STAGE: task.stage,
            F.KIND: task.kind,
            F.TAG: {name for client, name in self.tags if client == task.client_id},
        }.get(field, 1)
        if value is None:
            return has is None or has == set()
        match field:
            case F.WHO | F.AUTHOR:
                return self.is_person(has, value)
            case F.SERVICE:
                service = self.services.get(has)
                return service is not None and (service.code == value or value in service.name.casefold())
            case F.CLIENT:
                return bool(self.clients.get(has) == value)
            case F.TAG:
                return value in has
            case F.STATE:
                return self.is_state(task, TaskState(value))
            case F.DEPARTMENT:
                return bool(task.department == (self.my_department if value == MINE else value))
            case F.STAGE | F.KIND:
                return bool(has == value)
        return self.in_days(task, asked, value)

    @property
    def my_department(self) -> Department | None:
        return self.people[self.me.login].department

    def is_person(self, number: int | None, value: str) -> bool:
        if number is None:
            return value in {NOBODY, "others"}
        if value == LEFT:
            return any(row.id == number and not row.active for row in self.people.values())
        if value in {ME, "others"}:
            return (number == self.me.id) == (value == ME)
        return value in self.people and self.people[value].id == number

    def is_state(self, task: t.Task, state: TaskState) -> bool:
        opened = task.done_at is None
        return {
            TaskState.ALL: True,
            TaskState.DONE: not opened,
            TaskState.OPEN: opened,
            TaskState.OVERDUE: opened and task.due_on < TODAY,
            TaskState.DUE_TODAY: opened and task.due_on == TODAY,
            TaskState.UPCOMING: opened and task.due_on > TODAY,
            TaskState.WAITING: opened and task.giver_id is not None and task.accepted_at is None,
        }[state]

    def in_days(self, task: t.Task, asked: Condition, value: str) -> bool:
        if self.of_done and task.done_at is None:
            return False
        day = task.done_at.date() if self.of_done and task.done_at else task.due_on
        span = TASK_FILTER.span(value, TODAY)
        assert isinstance(span, Period)
        if TASK_FILTER.fields[asked.field].kind is FieldKind.BORDER:
            return day >= span.first if asked.field == F.FIRST else day <= span.last
        return {
            Sign.LESS: day < span.first,
            Sign.AT_MOST: day <= span.last,
            Sign.MORE: day > span.last,
            Sign.AT_LEAST: day >= span.first,
        }.get(asked.sign, span.first <= day <= span.last)


@pytest.fixture
def looks(queue: Office, team: dict[str, Actor]) -> dict[str, Plain]:
    """Each person's plain look."""
    with Session(queue.store.engine) as session:
        return {name: Plain(session, actor) for name, actor in team.items()}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=WANTED.filter(shown), who=st.sampled_from(["oksana", "petro", "head"]))
def test_a_filter_finds_what_a_plain_look_finds_and_nothing_out_of_sight(
    queue: Office, looks: dict[str, Plain], team: dict[str, Actor], wanted: Tree, who: str
) -> None:
    text = filter_text(wanted)
    right = looks[who].found(wanted)
    page = queue.as_actor(team[who]).call(task_page, wanted=text, limit=200)
    assert sorted(one.id for one in page.rows) == right, text


def test_nothing_in_brackets_widens_what_a_person_sees(queue: Office, team: dict[str, Actor]) -> None:
    desk = queue.as_actor(team["oksana"])
    for text in ("хто=petro", "хто=я або хто=petro", "не хто=я", "хто!=я", "стан=усі (не хто=я або хто=я)"):
        seen = desk.call(task_page, wanted=text, limit=200).rows
        mine = {team["oksana"].id, None}
        others = [one for one in seen if (one.assignee.id if one.assignee else None) not in mine]
        assert all(team["oksana"].id in {p.id for p in (one.author, one.giver) if p} for one in others), text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("хто=я або стан=виконані", "стан=усі"),
        ("термін=29.02", "29.02: no day"),
        ("(хто=я", "bracket"),
        ("до>сьогодні", "one day"),
    ],
)
def test_what_says_nothing_is_refused_in_one_line(queue: Office, text: str, why: str) -> None:
    with pytest.raises((Refused, NotFound), match=why) as refused:
        queue.call(task_page, wanted=text)
    assert "\n" not in str(refused.value)


def test_days_at_the_ends_of_the_calendar_are_days(queue: Office) -> None:
    for text in ("стан=виконані до=31.12.9999", "стан=виконані від=01.01.0001", "термін<=9999-12-31"):
        queue.call(task_page, wanted=text)
