"""The line between listener and PBX, so that a test can cut it: with a word, or so that nobody notices."""

import socket
import threading
from contextlib import suppress


class Line:
    """Carries whatever comes to `port` on to the PBX."""

    def __init__(self, pbx_port: int) -> None:
        self._pbx = ("127.0.0.1", pbx_port)
        self._ends: list[socket.socket] = []
        self._whole, self._flows = threading.Event(), threading.Event()
        self._whole.set()
        self._flows.set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._welcome, daemon=True).start()

    def cut(self) -> None:
        """Both ends are told at once, as when a switch is restarted; whoever comes again finds nobody."""
        self._whole.clear()
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def freeze(self) -> None:
        """Nothing comes through any more and nobody is told, as when a cable is pulled."""
        self._flows.clear()

    def mend(self) -> None:
        self._whole.set()
        self._flows.set()

    def close(self) -> None:
        self.cut()
        self._flows.set()
        self._door.close()

    def _welcome(self) -> None:
        with suppress(OSError):
            while True:
                came, _ = self._door.accept()
                if not self._whole.is_set() or not self._join(came):
                    came.close()

    def _join(self, came: socket.socket) -> bool:
        try:
            on = socket.create_connection(self._pbx)
        except OSError:
            return False
        self._ends += [came, on]
        for pair in ((came, on), (on, came)):
            threading.Thread(target=self._carry, args=pair, daemon=True).start()
        return True

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 16):
                self._flows.wait()
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
