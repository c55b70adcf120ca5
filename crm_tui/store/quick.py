"""The shortest way to rows for what runs at every key press: our own SQL by the driver itself.

Core and its result objects cost 0.15 ms a statement; the statements themselves less.
"""

import re
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session

Rows = list[tuple[Any, ...]]


class Quick:
    """Reads in the session's transaction; statements are constants with `:name` parameters."""

    def __init__(self, session: Session) -> None:
        self._connection = connection_of(session)
        self._driver: Any = self._connection.connection.driver_connection
        self.is_sqlite = self._connection.dialect.name == "sqlite"

    def rows(self, statement: str, **values: Any) -> Rows:
        """All rows of a statement; raises what SQLAlchemy raises."""
        if not self.is_sqlite:
            statement = _for_postgres(statement)
        try:
            found: Rows = self._driver.execute(statement, values).fetchall()
        except Exception:
            # Said once more by SQLAlchemy: its errors are those the callers know, and its pool learns of it.
            found = list(map(tuple, self._connection.exec_driver_sql(statement, values)))
        return found


def connection_of(session: Session) -> Connection:
    """The session's connection inside its transaction; the session itself begins only when it must."""
    bound = session.bind
    return bound if isinstance(bound, Connection) and bound.in_transaction() else session.connection()


@lru_cache(maxsize=256)
def _for_postgres(statement: str) -> str:
    return re.sub(r"(?<!:):([a-z]\w*)", r"%(\1)s", statement)
