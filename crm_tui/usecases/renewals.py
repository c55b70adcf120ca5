"""Renewal tasks by themselves: one a term, some days before its end, for whoever answers that day (S9, S20).

Set by set: a portion is one query, one insert and its lines of the log, in a transaction of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, Row, and_, exists, literal, or_, select, tuple_
from sqlalchemy.exc import SQLAlchemyError

from crm_tui.domain.kinds import Department, RenewalRule, TaskEventKind, TaskKind
from crm_tui.domain.permissions import Permission
from crm_tui.store.bulk import add_many, next_ids, ordered_uuids
from crm_tui.store.quick import connection_of
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Employee, Task, TaskEvent
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.absent import Staff, staff
from crm_tui.usecases.parts.core import CLIENT_SERVICE, EMPLOYEE, SERVICE, TASK, core, fetch
from crm_tui.usecases.parts.store_settings import number_setting
from crm_tui.usecases.parts.task_acting import moved_to, step, told, whose
from crm_tui.usecases.parts.task_stages import first_stage
from crm_tui.usecases.parts.term_rows import renewal_title

PORTION = 1_000
Place = tuple[date, int]
"""The end of a term and the client's service: how far the portions have come."""
_CS = CLIENT_SERVICE.c


@dataclass(frozen=True, slots=True)
class RenewalPortion:
    """Tasks made, what went wrong (one line per service that was left out), where to go on; None: the end."""

    made: int
    failed: tuple[str, ...]
    after: Place | None


_COLUMNS = (
    *("client_id", "service_id", "assignee_id", "department", "client_service_id", "term_end", "title"),
    "stage",
)
Made = list[tuple[int, int, int | None]]
"""Of each task: its number, the client, whose it is."""


@dataclass(slots=True)
class _Maker:
    """What all rows of a portion share."""

    unit: Unit
    day: date
    people: Staff
    stages: dict[Department, str] = field(default_factory=dict)
    hands: dict[int | None, tuple[int | None, Department]] = field(default_factory=dict)
    """By the service's manager: who answers for it, and his department."""

    def values(self, row: Row[Any]) -> tuple[Any, ...]:
        """The columns of a term's task in which it differs from others."""
        if row.manager_id not in self.hands:
            self.hands[row.manager_id] = self._whose(row.manager_id)
        assignee, department = self.hands[row.manager_id]
        if department not in self.stages:
            self.stages[department] = first_stage(self.unit, department).code
        title = renewal_title(row.service_name, row.valid_to)
        whose = (row.client_id, row.service_id, assignee, department)
        return (*whose, row.id, row.valid_to, title, self.stages[department])

    def same(self) -> dict[str, Any]:
        """Those in which all are alike."""
        days = {"reminded_on": self.day, "due_on": self.day, "created_at": self.unit.now}
        return {**days, "kind": TaskKind.RENEWAL, "text": "", "version": 1}

    def _whose(self, manager: int | None) -> tuple[int | None, Department]:
        departments = self.people.departments
        assignee = self.people.responsible(manager, departments.get(manager) if manager else None)
        return assignee, (departments.get(assignee) if assignee else None) or Department.SALES


@requires(Permission.ADMIN_STORE_CARE, writes=True)
def make_renewals(unit: Unit, *, day: date, after: Place | None = None) -> RenewalPortion:
    """The next portion of terms that are to be spoken of on a day and have no task yet.

    Terms that ended at most `renewal_past_days` ago are among them: what was missed is caught up. Services
    that others are changing at this moment wait for the next run.
    """
    rows = fetch(unit, _due(unit, day, after))
    maker = _Maker(unit, day, staff(unit, day))
    made, failed = _insert_all(unit, maker, rows)
    _tell(unit, made)
    last = (rows[-1].valid_to, rows[-1].id) if len(rows) == PORTION else None
    return RenewalPortion(len(made), failed, last)


@requires(Permission.ADMIN_STORE_CARE, writes=True)
def settle_renewals(unit: Unit, *, day: date, after: int = 0) -> tuple[int, int | None]:
    """Gives open tasks to whoever answers for them on a day; how many, and after which task to go on.

    A renewal that nobody has touched follows the service's manager: back to him when he is there again, from
    a head to the manager who took the client. Any task of who no longer works here goes to his service's
    manager, else to a head. What people touched or gave by hand stays where it is.
    """
    people = staff(unit, day)
    rows = fetch(unit, _strayed(after))
    given = 0
    for row in rows:
        department = row.manager_department or row.assignee_department or row.department
        wanted = people.responsible(row.manager_id, department)
        if wanted is not None and wanted != row.assignee_id:
            given += _give(unit, row.id, wanted)
    return given, rows[-1].id if len(rows) == PORTION else None


def _due(unit: Unit, day: date, after: Place | None) -> Any:
    """Services without a task for their term, the earliest end first; held until the portion is written."""
    days = fetch(unit, select(SERVICE.c.reminder_days).distinct().order_by(SERVICE.c.reminder_days))
    groups = [(row.reminder_days, day + timedelta(days=row.reminder_days)) for row in days]
    low = day - timedelta(days=number_setting(unit, "renewal_past_days"))
    statement = (
        select(
            *(_CS.id, _CS.client_id, _CS.service_id, _CS.manager_id, _CS.valid_to),
            SERVICE.c.name.label("service_name"),
        )
        .select_from(CLIENT_SERVICE.join(SERVICE, SERVICE.c.id == _CS.service_id))
        .where(
            _CS.ended_at.is_(None),
            _CS.valid_to.between(low, max((last for _days, last in groups), default=day)),
            or_(*(and_(SERVICE.c.reminder_days == n, _CS.valid_to <= last) for n, last in groups)),
            SERVICE.c.has_term,
            SERVICE.c.renewal != RenewalRule.NONE,
            ~exists().where(TASK.c.client_service_id == _CS.id, TASK.c.term_end == _CS.valid_to),
        )
        .order_by(_CS.valid_to, _CS.id)
        .limit(PORTION)
        .with_for_update(of=CLIENT_SERVICE, skip_locked=True)
    )
    if after is None:
        return statement
    return statement.where(tuple_(_CS.valid_to, _CS.id) > tuple_(literal(after[0], Date), literal(after[1])))


def _insert_all(unit: Unit, maker: _Maker, rows: Sequence[Row[Any]]) -> tuple[Made, tuple[str, ...]]:
    """All at once; where the store takes offence at one, one by one without it."""
    values, failed = [], []
    for row in rows:
        try:
            values.append(maker.values(row))
        except Exception as error:  # one bad row never stops the rest
            failed.append(f"#{row.id}: {error or type(error).__name__}")
    if not values:
        return [], tuple(failed)
    keys = zip(next_ids(unit, Task, len(values)), ordered_uuids(unit.now, len(values)), strict=True)
    tasks = [(*key, *one) for key, one in zip(keys, values, strict=True)]
    names, same = ("id", "uuid", *_COLUMNS), maker.same()
    try:
        with unit.session.begin_nested():
            add_many(unit, Task, names, tasks, **same)
            return [(one[0], one[2], one[4]) for one in tasks], tuple(failed)
    except SQLAlchemyError:
        made: Made = []
        for one in tasks:
            try:
                with unit.session.begin_nested():
                    made += _insert(unit, dict(zip(names, one, strict=True)) | same)
            except SQLAlchemyError as error:
                failed.append(f"#{one[6]}: {str(error).splitlines()[0]}")
        return made, tuple(failed)


def _insert(unit: Unit, values: dict[str, Any]) -> Made:
    """The task as it was written; none of a term that another process took meanwhile."""
    if unit.is_sqlite:
        from sqlalchemy.dialects.sqlite import insert
    else:
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]
    statement = insert(TASK).on_conflict_do_nothing().returning(TASK)
    made = connection_of(unit.session).execute(statement, values).all()
    for row in made:
        unit.log_new(Task, row)
    return [(row.id, row.client_id, row.assignee_id) for row in made]


def _tell(unit: Unit, made: Made) -> None:
    if not made:
        return
    unit.notify("tasks", *(task for task, _client, _person in made))
    unit.notify("clients", *dict.fromkeys(client for _task, client, _person in made))
    theirs: dict[int, list[int]] = {}
    for task, _client, person in made:
        if person is not None:
            theirs.setdefault(person, []).append(task)
    for person, tasks in theirs.items():
        unit.notify(f"op.{person}", *tasks)


_MANAGER, _EVENT = EMPLOYEE.alias("manager"), core(TaskEvent)


def _strayed(after: int) -> Any:
    """Open tasks in the hands of who left, and untouched renewals in other hands than the manager's."""
    return (
        select(
            *(TASK.c.id, TASK.c.assignee_id, TASK.c.department, _CS.manager_id),
            EMPLOYEE.c.department.label("assignee_department"),
            _MANAGER.c.department.label("manager_department"),
        )
        .select_from(
            TASK.outerjoin(CLIENT_SERVICE, _CS.id == TASK.c.client_service_id)
            .outerjoin(EMPLOYEE, EMPLOYEE.c.id == TASK.c.assignee_id)
            .outerjoin(_MANAGER, _MANAGER.c.id == _CS.manager_id)
        )
        .where(
            TASK.c.done_at.is_(None),
            TASK.c.id > after,
            or_(
                EMPLOYEE.c.active.is_(False),
                and_(
                    TASK.c.kind == TaskKind.RENEWAL,
                    ~exists().where(_EVENT.c.task_id == TASK.c.id, _EVENT.c.author_id.is_not(None)),
                    or_(
                        TASK.c.assignee_id.is_(None),
                        _CS.manager_id.is_(None),
                        TASK.c.assignee_id != _CS.manager_id,
                    ),
                ),
            ),
        )
        .order_by(TASK.c.id)
        .limit(PORTION)
    )


def _give(unit: Unit, task_id: int, person_id: int) -> bool:
    task = unit.lock(Task, task_id)
    person = unit.session.get(Employee, person_id)
    if task is None or task.done_at is not None or person is None:
        return False
    before = task.assignee_id
    step(unit, task, TaskEventKind.ASSIGNED, **whose(unit, person), **moved_to(unit, task, person))
    told(unit, task, before)
    return True
