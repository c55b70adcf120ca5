"""Core columns for lists: tables, names of people and clients, one way to run a query."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Executable, FromClause, Row, Table, func, literal, tuple_
from sqlmodel import SQLModel

from crm_tui.domain.errors import NotFound
from crm_tui.i18n import _
from crm_tui.store.quick import connection_of
from crm_tui.store.scope import Unit
from crm_tui.store.tables import CallLeg, Client, ClientService, Contact, Employee, Service, Talk, Task
from crm_tui.usecases.shapes import Named

Found = TypeVar("Found")


def core(model: type[SQLModel]) -> Table:
    """The Core table of a model: lists read columns, not entities (4 times cheaper, `store-facts`)."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined]


CLIENT = core(Client)
CONTACT = core(Contact)
SERVICE = core(Service)
CLIENT_SERVICE = core(ClientService)
EMPLOYEE = core(Employee)
TALK = core(Talk)
TASK = core(Task)
LEG = core(CallLeg)


def fetch(unit: Unit, statement: Executable, **values: Any) -> Sequence[Row[Any]]:
    """All rows of a query inside the unit's transaction."""
    return connection_of(unit.session).execute(statement, values).all()


def past_index(column: Any) -> ColumnElement[Any]:
    """The column as a value only, for a condition beside a narrower one.

    SQLite without statistics may else take its index: all that a person ever did, all that was ever missed.
    """
    value: ColumnElement[Any] = func.coalesce(column, column)
    return value


def client_name(client: FromClause = CLIENT) -> ColumnElement[str]:
    """What people call a client: the short name, else the full one."""
    name: ColumnElement[str] = func.coalesce(func.nullif(client.c.short_name, ""), client.c.full_name)
    return name


def named(row_id: int | None, name: str | None) -> Named | None:
    """A pointer to a record, None when there is none."""
    return None if row_id is None else Named(row_id, name or "")


def must(found: Found | None, what: str, row_id: object) -> Found:
    """The record, or NotFound with its (translated) name."""
    if found is None:
        raise NotFound(_("No such record: {what} {id}").format(what=what, id=row_id))
    return found


def older_than(table: Table, place: tuple[datetime, int], *, by: str = "started_at") -> ColumnElement[bool]:
    """The rows after a place in a list that is ordered by this moment and id, the newest first."""
    at, row_id = place
    column = table.c[by]
    return tuple_(column, table.c.id) < tuple_(literal(at, column.type), literal(row_id))


def newer_than(table: Table, place: tuple[datetime, int]) -> ColumnElement[bool]:
    """The rows before a place in such a list."""
    at, row_id = place
    column = table.c.started_at
    return tuple_(column, table.c.id) > tuple_(literal(at, column.type), literal(row_id))
