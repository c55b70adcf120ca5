"""A small SMTP server of our own, in a thread: it takes letters, refuses them, or dies at a chosen moment."""

import socket
import ssl
import threading
from dataclasses import dataclass, field


@dataclass
class SmtpServer:
    """`manner`: what it does with letters; `letters` are those it took, `lines` all it was told.

    `tls`: its certificate, spoken by from the first byte (`at_once`) or after STARTTLS.
    """

    manner: str = "takes"
    letters: list[bytes] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    port: int = 0
    tls: ssl.SSLContext | None = None
    at_once: bool = False

    def __enter__(self) -> "SmtpServer":
        self._socket = socket.create_server(("127.0.0.1", self.port))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                line, _address = self._socket.accept()
            except OSError:
                return
            try:
                self._talk(line)
            except OSError:  # who does not trust the certificate leaves
                line.close()

    def _talk(self, line: socket.socket) -> None:
        if self.tls is not None and self.at_once:
            line = self.tls.wrap_socket(line, server_side=True)
        line.sendall(b"220 test\r\n")
        while line is not None:
            with line, line.makefile("rb") as heard:
                while (going := self._answer(line, heard)) is True:
                    pass
                line = going or None

    def _secured(self, line: socket.socket) -> ssl.SSLSocket:
        line.sendall(b"220 go on\r\n")
        # Of a copy: the loop closes the plain one.
        return self.tls.wrap_socket(line.dup(), server_side=True)

    def _answer(self, line: socket.socket, heard) -> bool | socket.socket:
        said = heard.readline().decode().strip()
        self.lines.append(said)
        verb = said[:4].upper()
        if verb in {"", "QUIT"}:
            return False
        if verb == "DATA":
            return self._take(line, heard)
        if verb == "STAR":
            return self._secured(line)
        offers = b"250-STARTTLS\r\n" if self.tls is not None else b""
        answers = {
            "EHLO": b"250-test\r\n" + offers + b"250 AUTH PLAIN\r\n",
            "AUTH": b"235 welcome\r\n" if self.manner != "bad password" else b"535 wrong password\r\n",
            "RCPT": {"no such": b"550 no such user\r\n", "busy": b"451 try later\r\n"}.get(
                self.manner, b"250 ok\r\n"
            ),
        }
        line.sendall(answers.get(verb, b"250 ok\r\n"))
        return True

    def _take(self, line: socket.socket, heard) -> bool:
        line.sendall(b"354 go on\r\n")
        data = b""
        while not data.endswith(b"\r\n.\r\n"):
            data += heard.readline()
            if self.manner == "dies in the data":
                return False
        self.letters.append(data)
        if self.manner == "dies after the data":
            return False
        line.sendall(b"554 it is spam\r\n" if self.manner == "spam" else b"250 taken\r\n")
        return True
