"""Is the store whole: pages, references, search index, sums for reports, the audit's chain, the schema."""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from crm_tui.store.audit_read import verify
from crm_tui.store.engine import Store
from crm_tui.store.schema import SchemaState, schema_state
from crm_tui.store.talk_days import differences
from crm_tui.store.text_index import SHADOWS

MOST = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: `part` is schema, pages, references, search, reports or audit.

    The text is technical English.
    """

    part: str
    text: str


def check(store: Store) -> list[Problem]:
    """All that is wrong with the store; works while it is in use and locks nobody out.

    SQLite is checked on a copy beside the file (the search index can only be asked by its writer), so as much
    room as the store takes must be free.
    """
    state = schema_state(store)
    if state is not SchemaState.CURRENT:
        return [Problem("schema", f"the store's schema is {state.value}; run the upgrade first")]
    problems = _sqlite(store) if store.is_sqlite else check_database(store)
    return problems + check_audit(store)


def check_audit(store: Store) -> list[Problem]:
    """What is wrong with the chain of the change log."""
    return [Problem("audit", one) for one in verify(store).problems]


def check_file(file: Path) -> list[Problem]:
    """The same for a SQLite file that nobody uses; it may be written to."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        try:
            pages = [row[0] for row in connection.execute(f"PRAGMA integrity_check({MOST})")]
        except sqlite3.DatabaseError as error:
            return [Problem("pages", str(error))]
        problems = [Problem("pages", one) for one in pages if one != "ok"]
        if problems:
            return problems
        for table, row, parent, _key in connection.execute("PRAGMA foreign_key_check").fetchmany(MOST):
            problems.append(
                Problem("references", f"{table} row {row} points to a {parent} that is not there")
            )
        for fts in SHADOWS:
            try:
                connection.execute(f"INSERT INTO {fts}({fts}, rank) VALUES ('integrity-check', 1)")
            except sqlite3.DatabaseError as error:
                problems.append(Problem("search", f"{fts} does not fit its table: {error}"))
        told = differences(lambda asked: connection.execute(asked).fetchall(), is_sqlite=True)
        return problems + [Problem("reports", one) for one in told]


def _sqlite(store: Store) -> list[Problem]:
    from crm_tui.store.backup_sqlite import copy_out

    assert store.path is not None  # noqa: S101  # a store in memory is nobody's to check
    folder = Path(tempfile.mkdtemp(prefix=f"{store.path.name}.check", dir=store.path.parent))
    try:
        copy_out(store.path, folder / "copy.db")
        return check_file(folder / "copy.db")
    except sqlite3.DatabaseError as error:
        return [Problem("pages", str(error))]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def check_database(store: Store) -> list[Problem]:
    """What the server itself knows to be wrong with a Postgres store."""
    # References cannot break and pages have the server's own checksums: what can be told from here is asked.
    asked = {
        "search": "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid",
        "references": "SELECT conname FROM pg_constraint WHERE NOT convalidated",
    }
    with store.engine.connect() as connection:
        told = differences(
            lambda asked: [tuple(row) for row in connection.exec_driver_sql(asked)], is_sqlite=False
        )
        return [
            Problem(part, f"{name} is not valid")
            for part, statement in asked.items()
            for name in connection.execute(text(statement)).scalars()
        ] + [Problem("reports", one) for one in told]
