"""What the form that builds a filter needs: the names to compare with, and how many rows are found."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from crm_tui.domain.filter_language import FieldKind
from crm_tui.domain.kep_filter_words import KepField
from crm_tui.domain.permissions import Permission
from crm_tui.domain.regions import REGIONS
from crm_tui.domain.task_filter import TaskField
from crm_tui.store.scope import Unit
from crm_tui.store.tables import DepartmentStage
from crm_tui.usecases.base import requires
from crm_tui.usecases.kep_kinds import list_kep_kinds
from crm_tui.usecases.own_entities import list_own_entities
from crm_tui.usecases.parts.core import EMPLOYEE, core, fetch
from crm_tui.usecases.parts.filter_lists import KEP, TASKS, filter_list
from crm_tui.usecases.parts.tag_rows import tag_rows
from crm_tui.usecases.services import list_services

MOST_COUNTED = 10_000
_STAGE = core(DepartmentStage)
_STAGES = select(_STAGE.c.name).where(_STAGE.c.active.is_(True)).order_by(_STAGE.c.position, _STAGE.c.id)
_PEOPLE = (
    select(EMPLOYEE.c.login, EMPLOYEE.c.full_name)
    .where(EMPLOYEE.c.active.is_(True))
    .order_by(EMPLOYEE.c.full_name, EMPLOYEE.c.id)
)


@dataclass(frozen=True, slots=True)
class FilterName:
    """A value as the text of a filter has it, and how people call it."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class FilterCount:
    """How many rows a filter finds; `more`: they were not counted to the end."""

    rows: int
    more: bool


@requires(Permission.OFFICE_OWN_READ)
def filter_names(unit: Unit, *, of: str, field: str) -> tuple[FilterName, ...]:
    """The names in the store that a field of a list may be compared with; none where it is typed freely."""
    if filter_list(unit, of).language.fields[field].kind is FieldKind.PERSON:
        return tuple(FilterName(row.login, row.full_name) for row in fetch(unit, _PEOPLE))
    names = _NAMES.get((of, field))
    return names(unit) if names else ()


@requires(Permission.OFFICE_OWN_READ)
def count_filter(unit: Unit, *, of: str, text: str) -> FilterCount:
    """How many rows a text finds for this person; Refused for words that say nothing or name none."""
    found = filter_list(unit, of).count(unit, wanted=text, most=MOST_COUNTED + 1)
    return FilterCount(min(found, MOST_COUNTED), found > MOST_COUNTED)


def _services(unit: Unit) -> tuple[FilterName, ...]:
    return tuple(FilterName(one.code, "  " * one.depth + one.name) for one in list_services(unit))


def _stages(unit: Unit) -> tuple[FilterName, ...]:
    return _same(*(row.name for row in fetch(unit, _STAGES)))


def _tags(unit: Unit) -> tuple[FilterName, ...]:
    return _same(*(one.name for one in tag_rows(unit)))


def _kinds(unit: Unit) -> tuple[FilterName, ...]:
    return tuple(FilterName(one.code, one.name) for one in list_kep_kinds(unit))


def _firms(unit: Unit) -> tuple[FilterName, ...]:
    return tuple(FilterName(one.fields.tax_code, one.fields.short_name) for one in list_own_entities(unit))


def _regions(_unit: Unit) -> tuple[FilterName, ...]:
    return _same(*(one.name for one in REGIONS))


def _same(*words: str) -> tuple[FilterName, ...]:
    return tuple(FilterName(one, one) for one in dict.fromkeys(words))


_NAMES: dict[tuple[str, str], Callable[[Unit], tuple[FilterName, ...]]] = {
    (TASKS, TaskField.SERVICE): _services,
    (TASKS, TaskField.STAGE): _stages,
    (TASKS, TaskField.TAG): _tags,
    (KEP, KepField.KIND): _kinds,
    (KEP, KepField.FIRM): _firms,
    (KEP, KepField.REGION): _regions,
    (KEP, KepField.TAG): _tags,
}
