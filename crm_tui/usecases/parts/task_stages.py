"""The stages of each department, as the use cases of tasks ask them."""

from dataclasses import dataclass

from sqlalchemy import select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import Department
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import DepartmentStage
from crm_tui.usecases.parts.core import core, fetch

STAGE = core(DepartmentStage)


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage in its department; a final one ends a task, for good or (`refused`) by refusal."""

    id: int
    department: Department
    code: str
    name: str
    position: int
    final: bool
    refused: bool
    active: bool
    version: int


def stage_rows(unit: Unit, department: Department | None = None) -> tuple[StageRow, ...]:
    """The stages in their order, also those put away; of one department or of all."""
    statement = select(STAGE).order_by(STAGE.c.department, STAGE.c.position, STAGE.c.id)
    if department is not None:
        statement = statement.where(STAGE.c.department == department)
    return tuple(
        StageRow(
            id=row.id,
            department=row.department,
            code=row.code,
            name=row.name,
            position=row.position,
            final=row.final,
            refused=row.refused,
            active=row.active,
            version=row.version,
        )
        for row in fetch(unit, statement)
    )


def in_use(unit: Unit, department: Department) -> tuple[StageRow, ...]:
    """The stages that tasks of a department go through now; Refused when an office has put all away."""
    found = tuple(one for one in stage_rows(unit, department) if one.active)
    if not any(not one.final for one in found) or not any(one.final and not one.refused for one in found):
        raise Refused(_("This department has no stages: a head defines them (`tasks stages`)"))
    return found


def stage_of(unit: Unit, department: Department, wanted: str) -> StageRow:
    """A stage by its code or its name; Refused when the department has no such one."""
    stages = in_use(unit, department)
    text = wanted.strip().casefold()
    for one in stages:
        if text in {one.code.casefold(), one.name.casefold()}:
            return one
    names = ", ".join(one.name for one in stages)
    raise Refused(
        _("There is no stage {stage} here; there are: {names}").format(stage=wanted.strip(), names=names)
    )


def first_stage(unit: Unit, department: Department) -> StageRow:
    """Where a task of the department begins."""
    return next(one for one in in_use(unit, department) if not one.final)


def done_stage(unit: Unit, department: Department) -> StageRow:
    """Where a task of the department ends well."""
    return next(one for one in in_use(unit, department) if one.final and not one.refused)


def next_stage(unit: Unit, department: Department, code: str) -> StageRow:
    """The stage after this one on the way to the good end; Refused when that is reached."""
    stages = stage_rows(unit, department)
    here = next((one for one in stages if one.code == code), None)
    if here is not None and here.final:
        raise Refused(_("The task is at its last stage: {stage}").format(stage=here.name))
    place = (here.position, here.id) if here is not None else (0, 0)
    for one in in_use(unit, department):
        if not one.refused and (one.position, one.id) > place:
            return one
    return done_stage(unit, department)
