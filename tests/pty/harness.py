"""A real pseudo-terminal with a program in it: keys in, screen out, everything counted.

    with Terminal(["python", "-m", "crm_tui"], env=..., size=(120, 40)) as terminal:
        terminal.wait("Клієнти")
        seen = terminal.press("down")
        seen.bytes, seen.first_ms, seen.last_ms

`line=Line(round_trip=0.3, bits=256_000)` puts a slow line in between: keys are held back half a round trip,
what the program writes arrives no faster than the line carries, half a round trip later.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType

from tests.pty.vt import Screen

KEYS = {
    "enter": "\r", "escape": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z", "backspace": "\x7f", "space": " ",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
    "insert": "\x1b[2~", "delete": "\x1b[3~", "pageup": "\x1b[5~", "pagedown": "\x1b[6~",
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
    "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~", "f11": "\x1b[23~",
    "f12": "\x1b[24~",
}  # fmt: skip
QUIET = 0.12
"""The program has answered when it has written nothing for this long, in seconds."""
PAUSE = 0.06
"""Seconds without a byte that end a burst."""


@dataclass(frozen=True, slots=True)
class Line:
    """A slow line between the program and the person."""

    round_trip: float = 0.0
    bits: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back after keys: bytes, and milliseconds from the key to the first and last of them.

    `burst_ms`: to the last one before a pause; what comes after it, the program had put off on purpose.
    """

    bytes: int
    first_ms: float
    last_ms: float
    burst_ms: float


@dataclass
class Terminal:
    """A program in a pseudo-terminal of its own; ended when the block is left."""

    command: Sequence[str]
    size: tuple[int, int] = (120, 40)
    env: Mapping[str, str] = field(default_factory=dict)
    line: Line = field(default_factory=Line)
    presses: int = 0
    written: int = 0

    def __enter__(self) -> "Terminal":
        columns, rows = self.size
        self.screen = Screen(columns, rows)
        self.started = time.monotonic()
        self._arrivals: deque[tuple[float, bytes]] = deque()
        self._line_free = 0.0
        self._last_arrival = self.started
        self._open = True
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **self.env}
        env.pop("NO_COLOR", None) if "NO_COLOR" not in self.env else None
        self.process = subprocess.Popen(
            list(self.command), stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True
        )
        os.close(slave)
        os.set_blocking(self._master, False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self._master >= 0:
            os.close(self._master)

    def hang_up(self) -> None:
        """The line drops: the terminal is gone, nobody tells the program."""
        os.close(self._master)
        self._master, self._open = -1, False

    def press(self, *keys: str, quiet: float = QUIET) -> Answer:
        """Presses keys one after another (names, `ctrl+x`, `alt+x` or single letters); each counts."""
        self.presses += len(keys)
        return self._send("".join(_bytes_of(key) for key in keys), quiet)

    def type(self, text: str, quiet: float = QUIET) -> Answer:
        """Types a text: its letters are no presses of a job."""
        return self._send(text, quiet)

    def wait(self, text: str, seconds: float = 20.0) -> float:
        """Waits until the text stands on the screen; milliseconds since the start of the program."""
        self.wait_for(lambda: text in self.screen.text, seconds, f"{text!r} is not on the screen")
        return (self._last_arrival - self.started) * 1000

    def wait_gone(self, text: str, seconds: float = 20.0) -> None:
        self.wait_for(lambda: text not in self.screen.text, seconds, f"{text!r} is still on the screen")

    def wait_for(self, condition: Callable[[], bool], seconds: float = 20.0, words: str = "in vain") -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"{words}:\n{self.screen.text}")
            self._listen(0.05)

    def settle(self, quiet: float = QUIET, seconds: float = 20.0) -> None:
        """Waits until nothing has arrived for `quiet` seconds."""
        deadline = time.monotonic() + seconds
        silent = time.monotonic()
        while time.monotonic() < min(deadline, silent + quiet):
            if self._listen(0.01):
                silent = time.monotonic()

    @property
    def memory_mb(self) -> float:
        """Resident memory of the program."""
        with open(f"/proc/{self.process.pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def _send(self, text: str, quiet: float) -> Answer:
        self.settle(0.02)
        before, pressed = self.written, time.monotonic()
        self._sleep(self.line.round_trip / 2)
        os.write(self._master, text.encode())
        first = last = burst = silent = time.monotonic()
        seen = paused = False
        while time.monotonic() < silent + quiet + self.line.round_trip:
            if self._listen(0.005):
                arrived = self._last_arrival
                first = first if seen else arrived
                paused = paused or (seen and arrived - last > PAUSE)
                burst = burst if paused else arrived
                seen, last, silent = True, arrived, time.monotonic()
        return Answer(self.written - before, *((at - pressed) * 1000 for at in (first, last, burst)))

    def _sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._listen(min(left, 0.01))

    def _listen(self, seconds: float) -> bool:
        """Reads what the program wrote and paints what the line has delivered; False: nothing new."""
        if self._open and select.select([self._master], [], [], seconds)[0]:
            try:
                data = os.read(self._master, 65536)
            except OSError:
                data = b""
            if data:
                self._carry(data)
            else:
                self._open = False
        elif not self._open:
            time.sleep(min(seconds, 0.01))
        return self._deliver()

    def _carry(self, data: bytes) -> None:
        now = time.monotonic()
        step = 256 if self.line.bits else len(data)
        for begin in range(0, len(data), step):
            part = data[begin : begin + step]
            if self.line.bits:
                self._line_free = max(now, self._line_free) + len(part) * 8 / self.line.bits
            self._arrivals.append((max(now, self._line_free) + self.line.round_trip / 2, part))

    def _deliver(self) -> bool:
        any_came = False
        while self._arrivals and self._arrivals[0][0] <= time.monotonic():
            self._last_arrival, part = self._arrivals.popleft()
            self.written += len(part)
            self.screen.feed(part)
            any_came = True
        return any_came


def _bytes_of(key: str) -> str:
    if key in KEYS:
        return KEYS[key]
    modifier, _plus, letter = key.rpartition("+")
    if modifier == "ctrl" and letter.isascii():
        return chr(ord(letter.upper()) & 0x1F)
    if modifier == "alt":
        return "\x1b" + letter
    if modifier:
        raise ValueError(f"no bytes are known for {key}")
    return key
