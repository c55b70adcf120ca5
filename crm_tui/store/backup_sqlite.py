"""Copies of a SQLite store: SQLite's own backup in one step, which sees one moment and disturbs nobody."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from crm_tui.store.engine import BUSY_TIMEOUT_MS


def copy_out(source: Path, target: Path) -> None:
    """Writes the store's present moment to a new file that needs no others beside it.

    In one step: small steps begin anew at every write of others and may never end.
    """
    with closing(_open(source)) as store, closing(_open(target)) as copy:
        store.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    _sync(target)


def copy_in(source: Path, target: Path) -> None:
    """Puts the content of a copy into a store's file, in one transaction; open screens see it at once."""
    with closing(_open(source)) as copy, closing(_open(target)) as store:
        copy.backup(store)
        store.execute("PRAGMA journal_mode=WAL")


def quick_check(file: Path) -> str:
    """SQLite's word on the file: `ok`, or what is wrong."""
    try:
        with closing(_open(file)) as connection:
            return str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        return str(error)


def _open(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000)


def _sync(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
