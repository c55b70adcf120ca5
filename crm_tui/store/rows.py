"""Writing many rows by the engine's quickest way: one prepared statement on SQLite, COPY on Postgres."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Table
from sqlmodel import SQLModel

Values = Sequence[tuple[Any, ...]]
COPY_FROM = 50
"""With fewer rows a COPY costs more than it saves."""


def table_of(model: type[SQLModel]) -> Table:
    """The model's table."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


def insert_rows(connection: Connection, table: Table, names: Sequence[str], rows: Values) -> None:
    """Writes rows; their values are bound as the columns' types say. Nothing is logged here (see `bulk`)."""
    if not rows:
        return
    rows = _bound(connection, [table.c[name] for name in names], rows)
    quoted = ", ".join(f'"{name}"' for name in names)
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite or len(rows) < COPY_FROM:
        marks = ", ".join(["?" if is_sqlite else "%s"] * len(names))
        statement = f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})'  # names are ours
        connection.exec_driver_sql(statement, list(rows))
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({quoted}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def _bound(connection: Connection, columns: Sequence[Column[Any]], rows: Values) -> Values:
    binders = [
        column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for column in columns
    ]
    if not any(binders):
        return rows
    places: list[list[Any]] = []
    for place, bind in enumerate(binders):
        values = [row[place] for row in rows]
        places.append(_each_once(bind, values) if bind else values)
    return list(zip(*places, strict=True))


def _each_once(bind: Callable[[Any], Any], values: list[Any]) -> list[Any]:
    # times and kinds repeat from row to row, and binding one costs more than finding it
    done: dict[Any, Any] = {}
    for value in values:
        if value not in done:
            done[value] = bind(value)
    return [done[value] for value in values]
