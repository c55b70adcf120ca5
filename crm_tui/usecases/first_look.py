"""What the first screen shows, asked so that nothing heavy need be imported for it (see `store/glance`)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor, Permission
from crm_tui.store.glance import rows_of
from crm_tui.store.task_list import BY_DAY, OPEN, Asked
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.stand_ins import hands
from crm_tui.usecases.parts.task_rows import read_tasks
from crm_tui.usecases.shapes import TaskRow

if TYPE_CHECKING:
    from crm_tui.store.glance import Glance
    from crm_tui.store.scope import Unit

_PERSON = "SELECT id, login, full_name FROM employee WHERE os_login = :account AND active"
FIRST_PAGE = 100
_ROLES = "SELECT role FROM employee_role WHERE employee_id = :id"


@dataclass(frozen=True, slots=True)
class FirstLook:
    """Who sits at the screen by his OS account, and the tasks that he sees first."""

    actor: Actor
    tasks: tuple[TaskRow, ...]


@requires(None)
def who_sits_here(unit: "Unit | Glance", *, os_login: str) -> Actor | None:
    """The person whose OS account it is. Nobody is let in by this: `sign_in_os` follows, and is logged."""
    found = rows_of(unit, _PERSON, account=os_login) if os_login else []
    for number, login, name in found[:1]:
        roles = frozenset(Role(role) for (role,) in rows_of(unit, _ROLES, id=number))
        return Actor(number, login, name, roles)
    return None


@requires(Permission.TASKS_TASK_READ)
def first_tasks(unit: "Unit | Glance") -> tuple[TaskRow, ...]:
    """The first page of the actor's open tasks, as the queue shows them (`task_queue.task_page`)."""
    whose = hands(unit)
    mine = Asked((OPEN, f"t.assignee_id IN ({', '.join(map(str, whose))})"))
    if len(whose) == 1:
        mine = Asked((OPEN, "t.assignee_id = :who"), {"who": unit.actor.id})
    return read_tasks(unit, mine, BY_DAY.order(), FIRST_PAGE, phones=True)
