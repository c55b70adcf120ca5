"""Tasks as rows, and whose tasks a person may see."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Row, bindparam, or_, select

from crm_tui.domain.kyiv import today
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.store.scope import Unit
from crm_tui.usecases.parts.core import CLIENT, CONTACT, EMPLOYEE, SERVICE, TASK, client_name, named
from crm_tui.usecases.shapes import TaskRow

_AUTHOR = EMPLOYEE.alias("author")

SELECT_TASKS = select(
    *(TASK.c[name] for name in ("id", "title", "text", "due_on", "stage", "client_id", "contact_id")),
    *(TASK.c[name] for name in ("service_id", "author_id", "assignee_id", "done_at", "version")),
    client_name().label("client_name"),
    CONTACT.c.full_name.label("contact_name"),
    SERVICE.c.name.label("service_name"),
    _AUTHOR.c.full_name.label("author_name"),
    EMPLOYEE.c.full_name.label("assignee_name"),
).select_from(
    TASK.outerjoin(CLIENT, CLIENT.c.id == TASK.c.client_id)
    .outerjoin(CONTACT, CONTACT.c.id == TASK.c.contact_id)
    .outerjoin(SERVICE, SERVICE.c.id == TASK.c.service_id)
    .outerjoin(_AUTHOR, _AUTHOR.c.id == TASK.c.author_id)
    .outerjoin(EMPLOYEE, EMPLOYEE.c.id == TASK.c.assignee_id)
)


IN_SIGHT = or_(
    bindparam("sees_all", type_=Boolean),
    TASK.c.assignee_id == bindparam("me", type_=BigInteger),
    TASK.c.author_id == bindparam("me", type_=BigInteger),
    TASK.c.assignee_id.is_(None),
)
"""The tasks a person may see: his own, those he gave, nobody's; all of them with the right to."""


def sight(unit: Unit) -> dict[str, object]:
    """The values that IN_SIGHT asks for."""
    return {"sees_all": allowed(unit.actor, Permission.TASKS_TASK_READ_OTHERS), "me": unit.actor.id}


def task_row(unit: Unit, row: Row[Any]) -> TaskRow:
    return TaskRow(
        id=row.id,
        title=row.title,
        text=row.text,
        due_on=row.due_on,
        days_late=(today(unit.now) - row.due_on).days,
        stage=row.stage,
        client=named(row.client_id, row.client_name),
        contact=named(row.contact_id, row.contact_name),
        service=named(row.service_id, row.service_name),
        author=named(row.author_id, row.author_name),
        assignee=named(row.assignee_id, row.assignee_name),
        done_at=row.done_at,
        version=row.version,
    )
