"""When something was, by the PBX's clock: what its packets prove, not when we came to read them."""

from crm_tui.pbx.packets import Packet

CLOCK_STEP = 5.0
"""Seconds by which the PBX's clock must fall back before it is taken for set anew, not for a late packet."""


class Moments:
    """Seconds since the epoch.

    An event was when its `Timestamp` says, else when it came. An answer was made somewhere between the last
    thing heard before it was asked for and its arrival; the earlier bound is taken, so nothing that ended
    unseen is counted beyond what was proven.
    """

    __slots__ = ("_most", "_skew", "told")

    def __init__(self) -> None:
        self._skew: float | None = None
        self._most = 0.0
        """The greatest of this connection: if it falls, perhaps we were still and no clock was set."""
        self.told = 0.0
        """The latest moment up to which this connection surely brought everything."""

    def connected(self, at: float) -> None:
        """A connection begins, at this moment by our clock."""
        self._most = self._skew or 0.0
        self.told = self.ours(at)

    def ours(self, at: float) -> float:
        """A moment of our clock by the PBX's, as far as its packets have told how the two differ."""
        return at + (self._skew or 0.0)

    def of(self, packet: Packet, at: float) -> float:
        """The moment of a packet that came at `at` by our clock."""
        stamp = _stamp(packet)
        if stamp is None and _is_answer(packet):
            return self.told
        self.told = moment = self._moment(packet, stamp, at)
        return moment

    def until(self, at: float | None) -> float:
        """The end of a connection that was heard until `at` by our clock; None: to its last packet only."""
        if at is not None:
            self.told = max(self.told, self.ours(at))
        return self.told

    @property
    def heard_until(self) -> float:
        """`told` by our clock; of two ways to reckon it the one that claims less."""
        return self.told - self._most

    def _moment(self, packet: Packet, moment: float | None, at: float) -> float:
        if moment is None:
            return self.ours(at)
        if packet.event:
            # A packet is late by more or less; the least late one shows how the clocks differ.
            ahead = moment - at
            if self._skew is None or not self._skew - CLOCK_STEP <= ahead <= self._skew:
                self._most = ahead if self._skew is None else max(self._most, ahead)
                self._skew = ahead
        elif self._skew is None and not at - CLOCK_STEP <= moment <= at:
            # Every PBX stamps a pong, also one that stamps no events: its clock must not be mixed with ours.
            return at
        return moment


def _is_answer(packet: Packet) -> bool:
    """Lists come late to a listener that is just starting; only they and the greeting tell of no moment."""
    return packet.event == "fullybooted" or (
        bool(packet.event) and "actionid" in packet.index and packet.event != "originateresponse"
    )


def _stamp(packet: Packet) -> float | None:
    try:
        moment = float(packet.get("timestamp") or 0.0)
    except ValueError:
        return None
    return moment if 1e9 < moment < 1e10 else None
