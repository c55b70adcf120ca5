"""What stands in a store, in one line per table: how many rows and a hash over all of them, in key order."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, inspect

from crm_tui.store.text_index import is_shadow

AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class TablePrint:
    """A table's rows and their hash; comparable between stores of one engine."""

    rows: int
    hash: str


def fingerprint(connection: Connection) -> dict[str, TablePrint]:
    """Reads every table once, as a stream; run it in one transaction to see one moment.

    The store itself says what tables it has: it may be of another release than this program.
    """
    one = _sqlite if connection.dialect.name == "sqlite" else _postgres
    driver, look = connection.connection.driver_connection, inspect(connection)
    prints = {}
    for table in sorted(look.get_table_names()):
        if is_shadow(table):
            continue
        key = look.get_pk_constraint(table)["constrained_columns"]
        order = ", ".join(f'"{column}"' for column in key) or "1"
        prints[table] = one(driver, f'SELECT * FROM "{table}" ORDER BY {order}')
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
