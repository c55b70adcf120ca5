"""The stages of each department: data that a head changes (S26)."""

import re

from sqlalchemy import func, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import Department
from crm_tui.domain.permissions import Permission
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import DepartmentStage, Task
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import TASK, fetch, must
from crm_tui.usecases.parts.task_stages import STAGE, StageRow, in_use, stage_rows

__all__ = ["StageRow", "add_stage", "edit_stage", "list_stages"]


@requires(Permission.TASKS_TASK_READ)
def list_stages(unit: Unit, *, department: Department | None = None) -> tuple[StageRow, ...]:
    """The stages of a department, or of all, in their order; those put away too."""
    return stage_rows(unit, department)


@requires(Permission.TASKS_STAGE_EDIT, writes=True)
def add_stage(
    unit: Unit,
    *,
    department: Department,
    code: str,
    name: str,
    after: str | None = None,
    final: bool = False,
    refused: bool = False,
) -> StageRow:
    """A new stage, after the one with the code `after` or at the end of those of its sort.

    Refused when the department has the code or the name. `refused`: a final stage by refusal.
    """
    code = code.strip()
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", code):
        raise Refused(_("A stage's code is up to 40 small Latin letters, digits and _"))
    words = _free_name(unit, department, name)
    stages = stage_rows(unit, department)
    if any(one.code == code for one in stages):
        raise Refused(_("The department has a stage {code} already").format(code=code))
    final = final or refused
    before = (
        [one for one in stages if one.code == after]
        if after
        else [one for one in stages if one.final <= final]
    )
    if not before and after:
        raise Refused(_("There is no stage {stage} to stand after").format(stage=after))
    position = (before[-1].position if before else 0) + 1
    _make_room(unit, department, position)
    stage = unit.add(
        DepartmentStage(
            department=department, code=code, name=words, position=position, final=final, refused=refused
        )
    )
    unit.notify("tasks")
    return _row(unit, stage)


@requires(Permission.TASKS_STAGE_EDIT, writes=True)
def edit_stage(
    unit: Unit,
    *,
    department: Department,
    code: str,
    name: str | None = None,
    active: bool | None = None,
    after: str | None = None,
) -> StageRow:
    """Another name, another place, put away or taken back. The code stays: history names it.

    Refused when open tasks stand at a stage to be put away, or when none is left to begin or to end with.
    """
    stage = must(_stage(unit, department, code), _("stage"), code)
    values: dict[str, object] = {}
    if name is not None and name.strip() != stage.name:
        values["name"] = _free_name(unit, department, name)
    if active is not None:
        values["active"] = active
    if after is not None:
        values["position"] = must(_stage(unit, department, after), _("stage"), after).position + 1
        _make_room(unit, department, int(str(values["position"])))
    if active is False and (waiting := _waiting(unit, department, code)):
        raise Refused(_("Open tasks stand at this stage ({n}): move them first").format(n=waiting))
    unit.change(stage, **values)
    in_use(unit, department)
    unit.notify("tasks")
    return _row(unit, stage)


def _stage(unit: Unit, department: Department, code: str) -> DepartmentStage | None:
    found = fetch(
        unit, select(STAGE.c.id).where(STAGE.c.department == department, STAGE.c.code == code.strip())
    )
    return unit.lock(DepartmentStage, found[0].id) if found else None


def _free_name(unit: Unit, department: Department, name: str) -> str:
    words = " ".join(clean(name).split())
    if not words:
        raise Refused(_("A stage needs a name"))
    if any(one.name.casefold() == words.casefold() for one in stage_rows(unit, department)):
        raise Refused(_("The department has a stage {code} already").format(code=words))
    return words


def _make_room(unit: Unit, department: Department, position: int) -> None:
    for one in reversed(stage_rows(unit, department)):
        if one.position >= position:
            row = must(unit.lock(DepartmentStage, one.id), _("stage"), one.code)
            unit.change(row, position=one.position + 1)


def _waiting(unit: Unit, department: Department, code: str) -> int:
    asked = select(func.count()).where(
        TASK.c.department == department, TASK.c.stage == code, TASK.c.done_at.is_(None)
    )
    return int(unit.session.connection().execute(asked.select_from(Task)).scalar_one())


def _row(unit: Unit, stage: DepartmentStage) -> StageRow:
    return next(one for one in stage_rows(unit, stage.department) if one.id == stage.id)
