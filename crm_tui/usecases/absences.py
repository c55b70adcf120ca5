"""Absences and deputies: who is away from when until when, and who does the work meanwhile."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.deputies import stands_in_for
from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.kyiv import format_date, today
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Absence, Employee
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.absent import ABSENCE, staff
from crm_tui.usecases.parts.core import EMPLOYEE, fetch, must
from crm_tui.usecases.shapes import Named

LONGEST = timedelta(days=3 * 366)
_DEPUTY = EMPLOYEE.alias("deputy")


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Days on which a person is away, both ends in; `deputy_away`: on some of them the deputy is, too."""

    id: int
    employee: Named
    first_day: date
    last_day: date
    deputy: Named | None
    deputy_away: bool
    note: str
    version: int


_ALL = (
    select(ABSENCE, EMPLOYEE.c.full_name, _DEPUTY.c.full_name.label("deputy_name"))
    .select_from(
        ABSENCE.join(EMPLOYEE, EMPLOYEE.c.id == ABSENCE.c.employee_id).outerjoin(
            _DEPUTY, _DEPUTY.c.id == ABSENCE.c.deputy_id
        )
    )
    .order_by(ABSENCE.c.first_day, ABSENCE.c.id)
)


@requires(Permission.OFFICE_OWN_READ)
def list_absences(
    unit: Unit, *, employee_id: int | None = None, with_past: bool = False
) -> tuple[AbsenceRow, ...]:
    """Absences that last or are to come (`with_past`: all), by their first day."""
    statement = _ALL if with_past else _ALL.where(ABSENCE.c.last_day >= today(unit.now))
    if employee_id is not None:
        statement = statement.where(ABSENCE.c.employee_id == employee_id)
    return _rows(unit, fetch(unit, statement))


@requires(Permission.OFFICE_OWN_READ)
def list_workers(unit: Unit) -> tuple[Named, ...]:
    """Those who work in the office, by name: whoever may be away or stand in."""
    asked = select(EMPLOYEE.c.id, EMPLOYEE.c.full_name).where(EMPLOYEE.c.active)
    rows = fetch(unit, asked.order_by(EMPLOYEE.c.full_name, EMPLOYEE.c.id))
    return tuple(Named(row.id, row.full_name) for row in rows)


@requires(Permission.OFFICE_OWN_READ)
def my_stand_ins(unit: Unit) -> tuple[Named, ...]:
    """Those whose work the actor does today beside his own, by name."""
    people = staff(unit, today(unit.now))
    me = unit.actor.id
    others = stands_in_for(me, people.away, people.departments) if me is not None else frozenset()
    asked = select(EMPLOYEE.c.id, EMPLOYEE.c.full_name).where(EMPLOYEE.c.id.in_(others))
    rows = fetch(unit, asked.order_by(EMPLOYEE.c.full_name, EMPLOYEE.c.id)) if others else []
    return tuple(Named(row.id, row.full_name) for row in rows)


@requires(Permission.OFFICE_OWN_EDIT, writes=True)
def add_absence(
    unit: Unit,
    *,
    employee_id: int,
    first_day: date,
    last_day: date,
    deputy_id: int | None = None,
    note: str = "",
) -> AbsenceRow:
    """Notes that a person is away; of others only with the right to. Refused for days he is away already."""
    person = _person(unit, employee_id)
    _refuse_others(unit, employee_id)
    _refuse_days(unit, person, first_day, last_day, besides=None)
    row = Absence(employee_id=employee_id, first_day=first_day, last_day=last_day, created_at=unit.now)
    row.deputy_id, row.note = _deputy(unit, employee_id, deputy_id), clean(note).strip()
    row.author_id = unit.actor.id
    return _told(unit, unit.add(row))


@requires(Permission.OFFICE_OWN_EDIT, writes=True)
def edit_absence(
    unit: Unit,
    *,
    absence_id: int,
    version: int,
    first_day: date,
    last_day: date,
    deputy_id: int | None = None,
    note: str = "",
) -> AbsenceRow:
    """Changes the days, the deputy, the note. Refused when another changed it since `version`."""
    row = must(unit.lock(Absence, absence_id), _("absence"), absence_id)
    _refuse_others(unit, row.employee_id)
    if row.version != version:
        raise Refused(_("Another person changed this absence meanwhile: look again"))
    person = must(unit.session.get(Employee, row.employee_id), _("employee"), row.employee_id)
    _refuse_days(unit, person, first_day, last_day, besides=absence_id)
    before = row.deputy_id
    deputy = _deputy(unit, row.employee_id, deputy_id) if deputy_id != before else before
    unit.change(row, first_day=first_day, last_day=last_day, deputy_id=deputy, note=clean(note).strip())
    return _told(unit, row, before)


@requires(Permission.OFFICE_OWN_EDIT, writes=True)
def remove_absence(unit: Unit, *, absence_id: int) -> None:
    """The person is not away after all; what the deputy did stays."""
    row = must(unit.lock(Absence, absence_id), _("absence"), absence_id)
    _refuse_others(unit, row.employee_id)
    people = {row.employee_id, row.deputy_id} - {None}
    unit.remove(row)
    _tell(unit, people)


def _person(unit: Unit, employee_id: int) -> Employee:
    # Held, so that two who enter the same person's absence at once do not both pass.
    person = must(unit.lock(Employee, employee_id), _("employee"), employee_id)
    if not person.active:
        raise Refused(_("{person} no longer works here").format(person=person.full_name))
    return person


def _deputy(unit: Unit, employee_id: int, deputy_id: int | None) -> int | None:
    if deputy_id is None:
        return None
    if deputy_id == employee_id:
        raise Refused(_("Nobody stands in for himself"))
    person = must(unit.session.get(Employee, deputy_id), _("employee"), deputy_id)
    if not person.active:
        raise Refused(_("{person} no longer works here").format(person=person.full_name))
    return deputy_id


def _refuse_others(unit: Unit, employee_id: int) -> None:
    if employee_id != unit.actor.id and not allowed(unit.actor, Permission.OFFICE_ABSENCE_EDIT):
        right = Permission.OFFICE_ABSENCE_EDIT.value
        raise Forbidden(_("You have no right to do this: {right}").format(right=right))


def _refuse_days(unit: Unit, person: Employee, first: date, last: date, *, besides: int | None) -> None:
    if last < first:
        raise Refused(_("An absence cannot end before it begins"))
    if last - first > LONGEST:
        raise Refused(_("An absence is at most three years: look at the days again"))
    known = unit.session.exec(
        select_rows(Absence).where(
            col(Absence.employee_id) == person.id,
            col(Absence.first_day) <= last,
            col(Absence.last_day) >= first,
            col(Absence.id) != (besides or 0),
        )
    ).first()
    if known is not None:
        text = _("{person} is away from {first} to {last} already: change that one")
        days = {"first": format_date(known.first_day), "last": format_date(known.last_day)}
        raise Refused(text.format(person=person.full_name, **days))


def _told(unit: Unit, row: Absence, *others: int | None) -> AbsenceRow:
    _tell(unit, {row.employee_id, row.deputy_id, *others} - {None})
    (found,) = _rows(unit, fetch(unit, _ALL.where(ABSENCE.c.id == row.id)))
    return found


def _tell(unit: Unit, people: set[int | None]) -> None:
    unit.notify("absences")
    for person in people:
        unit.notify(f"op.{person}")


def _rows(unit: Unit, rows: "list[Row[Any]] | Any") -> tuple[AbsenceRow, ...]:
    deputies = {row.deputy_id for row in rows} - {None}
    asked = select(ABSENCE.c.employee_id, ABSENCE.c.first_day, ABSENCE.c.last_day)
    theirs = fetch(unit, asked.where(ABSENCE.c.employee_id.in_(deputies))) if deputies else []
    return tuple(
        AbsenceRow(
            id=row.id,
            employee=Named(row.employee_id, row.full_name),
            first_day=row.first_day,
            last_day=row.last_day,
            deputy=Named(row.deputy_id, row.deputy_name) if row.deputy_id is not None else None,
            deputy_away=any(
                one.employee_id == row.deputy_id
                and one.first_day <= row.last_day
                and one.last_day >= row.first_day
                for one in theirs
            ),
            note=row.note,
            version=row.version,
        )
        for row in rows
    )
