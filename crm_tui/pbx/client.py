"""The AMI client: py-Asterisk carries login, actions and action lists; reading and writing are ours.

The library reads byte by byte (870 events/s) and loses a line to a timeout; here its reading is replaced by
the buffered `Reader`, which a timeout cannot hurt. It logs the secret at debug level, so it gets no logger.
One thread only.
"""

import logging
import select
import socket
import time
from collections import deque
from collections.abc import Callable
from itertools import count
from typing import Any
from uuid import uuid4

from crm_tui.domain.errors import Refused
from crm_tui.i18n import _
from crm_tui.pbx.packets import Packet
from crm_tui.pbx.reader import Reader

# The library puts its own logger class in place of everybody's.
_LOGGER_CLASS = logging.getLoggerClass()
import Asterisk.Manager  # noqa: E402

logging.setLoggerClass(_LOGGER_CLASS)

PATIENCE = 5.0
"""Seconds to wait for the answer to an action."""
CHUNK = 1 << 16
GATHER, GATHER_MOST = 0.001, 0.01
"""Seconds: the packets of one instant come within a millisecond of one another, never all at once."""
AuthenticationFailure: type[Exception] = Asterisk.Manager.AuthenticationFailure
NotPermitted: type[Exception] = Asterisk.Manager.PermissionDenied
ActionFailed: type[Exception] = Asterisk.Manager.ActionFailed
GoneAway: type[Exception] = Asterisk.Manager.GoneAwayError
LibraryError: type[Exception] = Asterisk.Manager.BaseException

OnPackets = Callable[[list[Packet]], None]


class _Silence:
    """A logger that says nothing."""

    def _nothing(self, *_args: object, **_kwargs: object) -> None: ...

    debug = info = packet = io = state = _nothing


class AmiClient(Asterisk.Manager.Manager):  # type: ignore[misc]
    """One logged-in connection. Every packet of a read goes to `on_packets` first, together, in order.

    Raises AuthenticationFailure for a wrong user or secret, OSError (TimeoutError) when the PBX is not
    reached or does not answer, GoneAway when it closes the line.
    """

    def __init__(
        self,
        address: tuple[str, int],
        username: str,
        secret: str,
        *,
        on_packets: OnPackets,
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reader = Reader()
        self._waiting: deque[Packet] = deque()
        self._on_packets = on_packets
        self._clock = clock
        self._patience = patience
        self._until = clock() + 2 * patience
        self._ids = (f"{uuid4().hex[:12]}-{number}" for number in count(1))
        self.heard_at = clock()
        try:
            super().__init__(address, username, secret, timeout=patience)
        except BaseException:
            self.hang_up()
            raise
        self.secret = ""

    def on_packets(self, on_packets: OnPackets) -> None:
        """From now on packets go there."""
        self._on_packets = on_packets

    @property
    def banner(self) -> str:
        return self._reader.banner or ""

    @property
    def dropped(self) -> int:
        """Packets over the reader's limit."""
        return self._reader.dropped

    def getLogger(self) -> _Silence:  # noqa: N802
        return _Silence()

    def receive(self) -> None:
        """Takes what has come; to be called when the socket is readable."""
        self._receive(gather=GATHER)
        self._waiting.clear()

    def act(self, action: str, fields: dict[str, Any] | None = None) -> Packet:
        """Sends one action; its response, whatever it says. TimeoutError when none comes in time."""
        self._until = self._clock() + self._patience
        response = self.read_response(self._write_action(action, fields))
        return Packet("\r\n".join(f"{key}: {value}" for key, value in response.items()))

    def ping(self) -> None:
        """Whether the line lives; TimeoutError when it does not."""
        self.act("Ping")

    def list_channels(self) -> None:
        """Asks for the channels there are; they come through `on_packets` like everything else.

        Raises NotPermitted or ActionFailed when the PBX refuses (it needs the write class `reporting`).
        """
        self._until = self._clock() + 2 * self._patience
        self.CoreShowChannels()

    def list_presence(self, action: str) -> None:
        """Asks by `QueueStatus` or `DeviceStateList`; the answers come through `on_packets`.

        Raises NotPermitted or ActionFailed when the PBX refuses or has no such action.
        """
        self._until = self._clock() + 2 * self._patience
        action_id = self._write_action(action)
        self._translate_response(self.read_response(action_id))
        while not self._is_end(action_id):
            self._receive()

    def _is_end(self, action_id: str) -> bool:
        """Whether the list's last event is among what has come."""
        while self._waiting:
            packet = self._waiting.popleft()
            if packet.get("actionid") == action_id and packet.get("eventlist").lower() == "complete":
                return True
        return False

    def hang_up(self) -> None:
        """Drops the connection without a word; safe to repeat."""
        for thing in (getattr(self, "file", None), getattr(self, "sock", None)):
            if thing is not None:
                thing.close()

    def _receive(self, gather: float = 0.0) -> None:
        """One read; `gather` waits so long for what follows at once, for a read is one transaction."""
        remaining = self._until - self._clock()
        self.sock.settimeout(max(0.001, remaining))
        data = self.sock.recv(CHUNK)
        if not data:
            raise GoneAway("the PBX closed the connection")
        self.heard_at = self._clock()
        while gather and len(data) < CHUNK and self._clock() - self.heard_at < GATHER_MOST:
            if not select.select([self.sock], [], [], gather)[0] or not (more := self.sock.recv(CHUNK)):
                break
            data += more
        packets = self._reader.feed(data)
        if packets:
            self._on_packets(packets)
        self._waiting += packets

    def _is_wanted(self, packet: Packet) -> bool:
        """Whether the library waits for it: a response, or an event of the list that it is reading."""
        event = packet.index.get("event")
        return event in self.events.subscriptions if event else "response" in packet.index

    def _readline(self) -> bytes:
        """The library asks for one line only: the banner."""
        while self._reader.banner is None:
            self._receive()
        return self._reader.banner.encode()

    def _authenticate(self) -> None:
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super()._authenticate()

    def _read_packet(self, discard_events: bool = False) -> Any:  # noqa: ARG002
        # Looked at one by one: the library names a list's events only after it has read the response.
        while True:
            while not self._waiting:
                self._receive()
            packet = self._waiting.popleft()
            if self._is_wanted(packet):
                return _for_library(packet)

    def _write_action(self, action: str, data: dict[str, Any] | None = None) -> str:
        """One send, for an action sent line by line waits 41 ms for the other side's ACK."""
        data = dict(data or {})
        action_id = data.pop("ActionID", None) or next(self._ids)
        lines = [("Action", action), ("ActionID", action_id)]
        for key, value in data.items():
            if value is not None:
                lines += [(key, one) for one in (value if isinstance(value, list) else [value])]
        text = "".join(f"{key}: {value}\r\n" for key, value in lines) + "\r\n"
        if text.count("\r") != len(lines) + 1 or text.count("\n") != len(lines) + 1:
            raise Refused(_("A line break cannot be sent to the PBX"))
        self.sock.settimeout(self._patience)
        self.sock.sendall(text.encode())
        return action_id


def _for_library(packet: Packet) -> Any:
    """The mapping the library reads; it must find these keys, and a plain dict holds any ChanVariable."""
    return Asterisk.Util.AttributeDict([("ActionID", ""), ("Message", ""), *packet.fields])
