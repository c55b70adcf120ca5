"""Writing many rows by the engine's quickest way: one prepared statement on SQLite, COPY on Postgres."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table
from sqlmodel import SQLModel

from crm_tui.store.quick import say, translated

Values = Sequence[tuple[Any, ...]]
COPY_FROM = 50
"""With fewer rows a COPY costs more than it saves."""


def table_of(model: type[SQLModel]) -> Table:
    """The model's table."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


def insert_rows(
    connection: Connection, table: Table, names: Sequence[str], rows: Values, **same: Any
) -> None:
    """Writes rows; values are bound as the columns' types say. Nothing is logged here (see `bulk`).

    `names` are the columns of the rows, `same` those in which all rows are alike.
    """
    if not rows:
        return
    rows = _bound(binders(table, tuple(names), connection.dialect), rows)
    if same:
        (tail,) = _bound(binders(table, tuple(same), connection.dialect), [tuple(same.values())])
        rows = [row + tail for row in rows]
        names = [*names, *same]
    quoted = ", ".join(f'"{name}"' for name in names)
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite or len(rows) < COPY_FROM:
        marks = ", ".join(["?" if is_sqlite else "%s"] * len(names))
        statement = f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})'  # names are ours
        if len(rows) == 1:
            say(connection, statement, rows[0])
        elif is_sqlite:
            connection.exec_driver_sql(statement, list(rows))
        else:
            # One statement, quicker than the driver's pipeline; and that one ends with a Flush, after which
            # Postgres no longer counts how long the transaction stands idle (see `leases.HANGING_SECONDS`).
            values = tuple(value for row in rows for value in row)
            connection.exec_driver_sql(f"{statement}{f', ({marks})' * (len(rows) - 1)}", values)
        return
    driver: Any = connection.connection.driver_connection
    statement = f'COPY "{table.name}" ({quoted}) FROM STDIN'
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except Exception as error:
        raise translated(connection, statement, None, error) from error


Binders = tuple[Callable[[Any], Any] | None, ...]


@lru_cache(maxsize=256)  # to ask a type for its binder costs more than to write a row
def binders(table: Table, names: tuple[str, ...], dialect: Dialect) -> Binders:
    """What turns a value of each column into the driver's; None: it goes as it is."""
    return tuple(table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names)


def _bound(how: Binders, rows: Values) -> Values:
    if not any(how):
        return rows
    places: list[list[Any]] = []
    for place, bind in enumerate(how):
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
