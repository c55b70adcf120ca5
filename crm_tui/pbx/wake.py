"""Waking a loop that sleeps in `select` from another thread."""

import socket


class Wake:
    """A pair of sockets: `set` from any thread makes `fileno` readable until `clear`."""

    def __init__(self) -> None:
        self._ours, self._theirs = socket.socketpair()
        self._ours.setblocking(False)
        self._theirs.setblocking(False)

    def fileno(self) -> int:
        return self._ours.fileno()

    def set(self) -> None:
        """Wakes; a bell that rings already is enough."""
        try:
            self._theirs.send(b"!")
        except OSError:
            return

    def clear(self) -> bool:
        """Whether it was set since this was last asked."""
        was_set = False
        try:
            while self._ours.recv(4096):
                was_set = True
        except OSError:
            pass
        return was_set

    def close(self) -> None:
        self._ours.close()
        self._theirs.close()
