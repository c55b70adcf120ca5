"""Who is away on a day, who does his work, and whoever is responsible when nobody else is."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm_tui.domain.deputies import who_acts
from crm_tui.domain.kinds import Department, Role
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Absence, EmployeeRole
from crm_tui.usecases.parts.core import EMPLOYEE, core, fetch

ABSENCE = core(Absence)
_ROLE = core(EmployeeRole)


@dataclass(frozen=True, slots=True)
class Staff:
    """The people of the office on a day: who works here at all, who is away and for whom, who leads."""

    departments: dict[int, Department | None]
    """Of everybody who works in the office, also of who is away."""
    away: dict[int, int | None]
    """Those who are absent and their deputies."""
    heads: tuple[int, ...]

    def responsible(self, person: int | None, department: Department | None = None) -> int | None:
        """The person, else his deputy, else a head of the department, else any head; None: nobody is."""
        acting = None if person is None else who_acts(person, self.away, self.departments)
        return acting if acting is not None else self.head(department or Department.SALES)

    def head(self, department: Department) -> int | None:
        """A head who is there, or does a head's work: of this department, else of any."""
        own = [one for one in self.heads if self.departments[one] is department]
        acting = (who_acts(one, self.away, self.departments) for one in [*own, *self.heads])
        return next((one for one in acting if one is not None), None)


def away_on(unit: Unit, day: date) -> dict[int, int | None]:
    """Who is absent on a day and who stands in; of two absences over one day the later entered counts."""
    statement = (
        select(ABSENCE.c.employee_id, ABSENCE.c.deputy_id)
        .where(ABSENCE.c.first_day <= day, ABSENCE.c.last_day >= day)
        .order_by(ABSENCE.c.id)
    )
    return {row.employee_id: row.deputy_id for row in fetch(unit, statement)}


def staff(unit: Unit, day: date) -> Staff:
    """The people of the office on a day."""
    active = select(EMPLOYEE.c.id, EMPLOYEE.c.department).where(EMPLOYEE.c.active)
    departments = {row.id: row.department for row in fetch(unit, active)}
    leads = select(_ROLE.c.employee_id).where(_ROLE.c.role == Role.HEAD).order_by(_ROLE.c.employee_id)
    heads = tuple(row.employee_id for row in fetch(unit, leads) if row.employee_id in departments)
    return Staff(departments, away_on(unit, day), heads)
