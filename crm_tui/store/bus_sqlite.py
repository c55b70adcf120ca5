"""The bus of a SQLite store: Unix datagrams between the processes, a poll of `data_version` as the net below.

Each listener has a socket in the folder `<store file>.bus`, which is as open to others as the store is.
"""

import contextlib
import logging
import os
import select
import socket
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from uuid import uuid4

from crm_tui.store.bus import EVERYTHING, Note, decode
from crm_tui.store.engine import Store

POLL_SECONDS = 0.1
LOOK_AGAIN_SECONDS = 1.0
"""A writer that announces nothing (another tool) makes listeners look again at most this often."""
PATH_BYTES = 100
"""A socket's address holds about 108 bytes."""
MOST_AT_ONCE = 8
"""A kernel's queue may hold ten datagrams; as many at once means that some may be lost."""

log = logging.getLogger(__name__)


def folder_of(store_file: Path) -> Path:
    """Where the listeners' sockets of a store lie."""
    return Path(f"{store_file}.bus")


def send(store_file: Path, messages: list[str]) -> None:
    """Sends to all listeners; a refused send means that the process is gone, and its socket is removed."""
    folder = folder_of(store_file)
    try:
        names = [name for name in os.listdir(folder) if name.endswith(".sock")]
    except OSError:
        return
    if not names:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out, _short(folder) as near:
        out.setblocking(False)
        for name in names:
            try:
                for message in messages:
                    out.sendto(message.encode(), f"{near}/{name}")
            except ConnectionRefusedError:
                with contextlib.suppress(OSError):
                    os.unlink(folder / name)
            except OSError:  # its queue is full or it is closed to us: its poll will see the write
                continue


class SqliteListener:
    """One listening thread of a SQLite store."""

    def __init__(self, store: Store, deliver: Callable[[Iterable[Note]], None]) -> None:
        self._deliver = deliver
        self._path = store.path
        self._stop = threading.Event()
        self._looked = 0.0
        self._socket, self._file = _bind(self._path) if self._path else (None, None)
        name = store.engine.url.database or ":memory:"
        self._connection = sqlite3.connect(name, isolation_level=None, check_same_thread=False)
        self._version = self._data_version()
        self._thread = threading.Thread(target=self._run, name="bus", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends the thread and removes the socket."""
        self._stop.set()
        if self._thread is not threading.current_thread():
            self._thread.join(5)
        if self._file is not None:
            self._file.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                self._file.parent.rmdir()  # the last one takes the folder away

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wait()
            # The version is read before the datagrams: a write between the two is then told twice, not lost.
            version = self._data_version()
            notes, count = self._received()
            if count >= MOST_AT_ONCE or (version != self._version and not count and self._may_look()):
                notes.append(Note(EVERYTHING))
            if count or notes:
                self._version = version
            if notes:
                self._hand_over(notes)
        self._connection.close()
        if self._socket is not None:
            self._socket.close()

    def _wait(self) -> None:
        if self._socket is None:
            self._stop.wait(POLL_SECONDS)
        else:
            select.select([self._socket], [], [], POLL_SECONDS)

    def _may_look(self) -> bool:
        now = time.monotonic()
        if now - self._looked < LOOK_AGAIN_SECONDS:
            return False
        self._looked = now
        return True

    def _received(self) -> tuple[list[Note], int]:
        notes: list[Note] = []
        count = 0
        while self._socket is not None:
            try:
                message = self._socket.recv(65536)
            except OSError:
                break
            count += 1
            notes += decode(message.decode(errors="replace"))
        return notes, count

    def _hand_over(self, notes: list[Note]) -> None:
        try:
            self._deliver(notes)
        except Exception:  # a listener's fault must not end the listening
            log.exception("a bus listener failed")

    def _data_version(self) -> int:
        try:
            version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.Error:
            return -1
        return version


def _bind(store_file: Path) -> tuple[socket.socket | None, Path | None]:
    """A new socket beside the store; nothing where there are none (the poll alone then does the work)."""
    if not hasattr(socket, "AF_UNIX"):
        return None, None
    file = folder_of(store_file) / f"{os.getpid()}-{uuid4().hex[:8]}.sock"
    inbox = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    inbox.setblocking(False)
    try:
        try:
            _bind_at(inbox, file)
        except FileNotFoundError:  # the last other listener just took the folder away
            _bind_at(inbox, file)
        # Who may write the store may wake its listeners.
        os.chmod(file, store_file.stat().st_mode & 0o666)
    except OSError as error:
        log.warning("no wake-up socket beside the store (%s); changes are seen by polling", error)
        inbox.close()
        return None, None
    return inbox, file


def _bind_at(inbox: socket.socket, file: Path) -> None:
    _make_folder(file.parent)
    with _short(file.parent) as near:
        inbox.bind(f"{near}/{file.name}")


def _make_folder(folder: Path) -> None:
    """The folder is as open as the store's own, so that every account of the office can listen."""
    try:
        folder.mkdir()
    except FileExistsError:
        return
    parent = folder.parent.stat()
    with contextlib.suppress(OSError):
        os.chown(folder, -1, parent.st_gid)
        os.chmod(folder, parent.st_mode & 0o7777)


@contextlib.contextmanager
def _short(folder: Path) -> Iterator[str]:
    """The folder's name as a socket address can hold it: a long one goes by its open descriptor (Linux)."""
    if len(os.fsencode(folder)) + 24 <= PATH_BYTES or sys.platform != "linux":
        yield str(folder)
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)
