"""What stands in a store, in one line per table: how many rows and a hash over all of them, in key order."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from crm_tui.store.tables import metadata

AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class TablePrint:
    """A table's rows and their hash; comparable between stores of one engine."""

    rows: int
    hash: str


def fingerprint(connection: Connection) -> dict[str, TablePrint]:
    """Reads every table once, as a stream; run it in one transaction to see one moment."""
    one = _sqlite if connection.dialect.name == "sqlite" else _postgres
    driver = connection.connection.driver_connection
    prints = {}
    for table in metadata.sorted_tables:
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        order = ", ".join(f'"{column.name}"' for column in table.primary_key)
        prints[table.name] = one(driver, f'SELECT {columns} FROM "{table.name}" ORDER BY {order}')
    return prints


def _sqlite(driver: Any, query: str) -> TablePrint:
    digest, rows = hashlib.sha256(), 0
    cursor = driver.execute(query)
    while part := cursor.fetchmany(AT_ONCE):
        rows += len(part)
        digest.update(repr(part).encode())
    return TablePrint(rows, digest.hexdigest())


def _postgres(driver: Any, query: str) -> TablePrint:
    digest = hashlib.sha256()
    with driver.cursor() as cursor:
        with cursor.copy(f"COPY ({query}) TO STDOUT") as copy:
            for part in copy:
                digest.update(part)
        return TablePrint(cursor.rowcount, digest.hexdigest())
