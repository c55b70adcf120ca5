"""What the first screen shows, asked so that nothing heavy need be imported for it (see `store/glance`)."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from crm_tui.domain.kinds import Role, TaskStage
from crm_tui.domain.kyiv import today
from crm_tui.domain.permissions import Actor, Permission
from crm_tui.store.glance import rows_of
from crm_tui.usecases.base import requires
from crm_tui.usecases.shapes import Named, TaskRow

if TYPE_CHECKING:
    from crm_tui.store.glance import Glance
    from crm_tui.store.scope import Unit

_PERSON = "SELECT id, login, full_name FROM employee WHERE os_login = :account AND active"
_ROLES = "SELECT role FROM employee_role WHERE employee_id = :id"
_TASKS = (
    "SELECT t.id, t.title, t.text, t.due_on, t.stage, t.version, t.client_id,"
    " COALESCE(NULLIF(c.short_name, ''), c.full_name), t.contact_id, k.full_name, t.service_id, s.name,"
    " t.author_id, a.full_name, t.assignee_id, e.full_name FROM task t"
    " LEFT JOIN client c ON c.id = t.client_id LEFT JOIN contact k ON k.id = t.contact_id"
    " LEFT JOIN service s ON s.id = t.service_id LEFT JOIN employee a ON a.id = t.author_id"
    " LEFT JOIN employee e ON e.id = t.assignee_id"
    " WHERE t.assignee_id = :me AND t.done_at IS NULL ORDER BY t.due_on, t.id LIMIT 200"
)


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
    """The actor's open tasks, as `list_tasks(mine=True)` gives them."""
    now = today(unit.now)
    return tuple(
        TaskRow(
            id=number, title=title, text=text, due_on=_day(due), days_late=(now - _day(due)).days,
            stage=TaskStage(stage), version=version, done_at=None, client=_named(*who[0:2]),
            contact=_named(*who[2:4]), service=_named(*who[4:6]), author=_named(*who[6:8]),
            assignee=_named(*who[8:10]),
        )
        for number, title, text, due, stage, version, *who in rows_of(unit, _TASKS, me=unit.actor.id)
    )  # fmt: skip


def _named(number: int | None, name: str | None) -> Named | None:
    return None if number is None else Named(number, name or "")


def _day(value: date | str) -> date:
    """SQLite has no days, only their texts."""
    return date.fromisoformat(value) if isinstance(value, str) else value
