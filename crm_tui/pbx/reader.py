"""Bytes from the PBX, split anywhere, into packets; strict, buffered and bounded."""

from crm_tui.pbx.packets import Packet, decode_packet

END = b"\r\n\r\n"
MAX_PACKET = 1 << 20
MAX_LINE = 1 << 18
MAX_BANNER = 1 << 10


class Reader:
    """Feed it what the socket gave; it gives the packets that are whole.

    A packet or a line over the limit is dropped and counted in `dropped`; nothing here raises on content,
    and never more than one packet's limit is held. The first line is the banner, not a packet.
    """

    def __init__(self, *, max_packet: int = MAX_PACKET, max_line: int = MAX_LINE) -> None:
        self.banner: str | None = None
        self.dropped = 0
        self._max_packet = max_packet
        self._max_line = max_line
        self._pending = bytearray()
        self._skipping = False

    def feed(self, data: bytes) -> list[Packet]:
        """The packets completed by these bytes."""
        pending = self._pending
        # Three bytes back: the empty line itself may be split between two reads.
        seek = max(0, len(pending) - 3)
        pending += data
        if self.banner is None:
            if not self._take_banner():
                return []
            seek = 0
        if pending.find(END, seek) < 0:
            self._bound()
            return []
        *whole, rest = bytes(pending).split(END)
        if self._skipping:
            self._skipping = False
            del whole[0]
        self._pending = bytearray(rest)
        self._bound()
        return [decode_packet(data) for data in whole if data and self._fits(data)]

    def _take_banner(self) -> bool:
        end = self._pending.find(b"\r\n", 0, MAX_BANNER + 2)
        if end < 0 and len(self._pending) < MAX_BANNER + 2:
            return False
        line = self._pending[: end if end >= 0 else MAX_BANNER]
        self.banner = line.decode("utf-8", "replace")
        del self._pending[: len(line) + (2 if end >= 0 else 0)]
        return True

    def _fits(self, data: bytes) -> bool:
        size = len(data)
        if size > self._max_packet or (
            size > self._max_line and max(map(len, data.split(b"\r\n"))) > self._max_line
        ):
            self.dropped += 1
            return False
        return True

    def _bound(self) -> None:
        """Forgets the beginning of a packet that is already too long; its end is awaited."""
        if len(self._pending) > self._max_packet + 3:
            if not self._skipping:
                self._skipping = True
                self.dropped += 1
            del self._pending[:-3]
