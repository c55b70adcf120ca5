"""The shortest way to rows for what runs at every key press: our own SQL by the driver itself.

Core and its result objects cost 0.15 ms a statement; the statements themselves less.
"""

import re
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

Rows = list[tuple[Any, ...]]


def say(connection: Connection, statement: str, values: Any) -> Any:
    """The driver's own cursor after one statement in its own form; raises what SQLAlchemy raises."""
    driver: Any = connection.connection.driver_connection
    try:
        return driver.execute(statement, values)
    except Exception as error:
        raise translated(connection, statement, values, error) from error


def translated(connection: Connection, statement: str, values: Any, error: Exception) -> BaseException:
    """A failure of the driver as SQLAlchemy raises it; a connection that is gone is given up."""
    dialect, driver = connection.dialect, connection.connection.driver_connection
    gone = isinstance(error, dialect.loaded_dbapi.Error) and dialect.is_disconnect(error, driver, None)
    if gone:
        connection.invalidate(error)
    return DBAPIError.instance(
        statement, values, error, dialect.loaded_dbapi.Error, connection_invalidated=gone, dialect=dialect
    )


class Quick:
    """Reads in the session's transaction; statements are constants with `:name` parameters."""

    def __init__(self, session: Session) -> None:
        self._connection = connection_of(session)
        self.is_sqlite = self._connection.dialect.name == "sqlite"

    def rows(self, statement: str, **values: Any) -> Rows:
        """All rows of a statement; raises what SQLAlchemy raises."""
        if not self.is_sqlite:
            statement = _for_postgres(statement)
        found: Rows = say(self._connection, statement, values).fetchall()
        return found


def connection_of(session: Session) -> Connection:
    """The session's connection inside its transaction; the session itself begins only when it must."""
    bound = session.bind
    return bound if isinstance(bound, Connection) and bound.in_transaction() else session.connection()


@lru_cache(maxsize=256)
def _for_postgres(statement: str) -> str:
    return re.sub(r"(?<!:):([a-z]\w*)", r"%(\1)s", statement)
