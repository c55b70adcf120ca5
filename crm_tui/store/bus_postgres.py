"""The bus of a Postgres store: LISTEN on a connection of its own, opened again whenever it breaks."""

import contextlib
import logging
import select
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any

import psycopg

from crm_tui.store.bus import CHANNEL, EVERYTHING, Note, decode
from crm_tui.store.engine import Store

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
READY_SECONDS = 5.0
CHECK_SECONDS = 15.0
"""A silent line is asked for life this often: a cut network cable sends no goodbye."""

log = logging.getLogger(__name__)


class PostgresListener:
    """One listening thread of a Postgres store."""

    def __init__(self, store: Store, deliver: Callable[[Iterable[Note]], None]) -> None:
        self._deliver = deliver
        url = store.engine.url.set(drivername="postgresql")
        self._address = url.render_as_string(hide_password=False)
        self._wake, self._woken = socket.socketpair()
        self._tried = threading.Event()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="bus", daemon=True)
        self._thread.start()
        self._tried.wait(READY_SECONDS)

    def close(self) -> None:
        """Ends the thread."""
        if self._stopped:
            return
        self._stopped = True
        with contextlib.suppress(OSError):  # a thread that was awake just then has ended already
            self._wake.send(b"!")
        if self._thread is not threading.current_thread():
            self._thread.join(5)
        self._wake.close()

    def _run(self) -> None:
        pause, missed = FIRST_PAUSE, False
        while not self._stopped:
            try:
                with psycopg.connect(self._address, autocommit=True, connect_timeout=10) as line:
                    line.execute(f"LISTEN {CHANNEL}")
                    self._tried.set()
                    if missed:
                        self._hand_over([Note(EVERYTHING)])
                    pause = FIRST_PAUSE
                    self._listen(line)
            except psycopg.Error as error:
                log.warning("the bus lost its line to Postgres: %s", str(error).strip())
            missed = True
            self._tried.set()
            if not self._stopped:
                select.select([self._woken], [], [], pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        self._woken.close()

    def _listen(self, line: psycopg.Connection[Any]) -> None:
        sources: list[Any] = [line.fileno(), self._woken]
        while True:
            ready = select.select(sources, [], [], CHECK_SECONDS)[0]
            if self._stopped:
                return
            if not ready:
                line.execute("SELECT 1")
            notes = [note for one in line.notifies(timeout=0) for note in decode(one.payload)]
            if notes:
                self._hand_over(notes)

    def _hand_over(self, notes: list[Note]) -> None:
        try:
            self._deliver(notes)
        except Exception:  # a listener's fault must not end the listening
            log.exception("a bus listener failed")
