"""One after another, across processes: a turn waited for outside of any transaction of rows.

A turn is a courtesy that spares work and waiting. It keeps nothing right: what must be right is looked at
again in the transaction that writes. So a turn that cannot be had is done without.
"""

import os
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from random import random
from threading import Lock

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from crm_tui.store.engine import Store

WAIT_SECONDS = 60.0
"""Longer than fifty papers take; a turn that is not had by then belongs to a process that hangs."""
PAUSE_SECONDS = 0.02
_HERE = Lock()


@contextmanager
def turn(store: Store, name: str, *, wait: float = WAIT_SECONDS) -> Iterator[bool]:
    """Runs the block while no other process or thread has the turn of this name; says whether that is so.

    It ends with the block, and with the process, however that ends.
    """
    # Threads of a process wait here: each would hold a connection, and the one whose turn it is needs one.
    here = _HERE.acquire(timeout=wait)
    try:
        with (_file_turn if store.is_sqlite else _server_turn)(store, name, wait) as mine:
            yield mine and here
    finally:
        if here:
            _HERE.release()


@contextmanager
def _file_turn(store: Store, name: str, wait: float) -> Iterator[bool]:
    if store.path is None or sys.platform == "win32":
        yield False
        return
    import fcntl

    handle = os.open(store.path.with_name(f"{store.path.name}.{name}.lock"), os.O_RDWR | os.O_CREAT, 0o660)
    try:
        until, mine = time.monotonic() + wait, False
        while not mine:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                mine = True
            except OSError:
                if time.monotonic() > until:
                    break
                # Of unequal length, so that none of many who wait is always the one who comes too late.
                time.sleep(PAUSE_SECONDS * (0.5 + random()))  # noqa: S311  # nothing secret
        yield mine
    finally:
        os.close(handle)


@contextmanager
def _server_turn(store: Store, name: str, wait: float) -> Iterator[bool]:
    with store.engine.connect() as connection, connection.begin():
        # The server wakes who waits, in the order in which they came.
        connection.execute(text(f"SET LOCAL lock_timeout = {int(wait * 1000)}"))
        key = zlib.crc32(f"crm-tui turn {name}".encode())
        try:
            with connection.begin_nested():
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
            mine = True
        except OperationalError:
            mine = False
        yield mine
