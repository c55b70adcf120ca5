"""The line to the PBX: kept up, watched, and taken up again after every kind of loss."""

import select
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from crm_tui.config import PbxSettings
from crm_tui.pbx.client import (
    ActionFailed,
    AmiClient,
    AuthenticationFailure,
    GoneAway,
    LibraryError,
    NotPermitted,
)
from crm_tui.pbx.packets import Packet
from crm_tui.pbx.wake import Wake

PRESENCE_LISTS = ("DeviceStateList", "QueueStatus")
TICK = 0.2
"""Seconds between looks at what else there is to do."""


@dataclass(frozen=True, slots=True)
class Timing:
    """All waits in seconds; a dead line is noticed within `idle` + `patience` and a tick (15 s promised)."""

    idle: float = 5.0
    """Silence after which the PBX is asked whether it is there."""
    patience: float = 5.0
    """How long it has to answer."""
    first_pause: float = 0.2
    longest_pause: float = 4.0
    refused_pause: float = 60.0
    """After a wrong secret: the PBX may lock out who asks too often, and only a person can mend it."""
    relist: float = 300.0
    """Between looks at the list of channels, for hang-ups that never came."""


class LineState(StrEnum):
    """How the line stands; `refused` means the user or the secret is wrong."""

    DOWN = "down"
    CONNECTING = "connecting"
    UP = "up"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LineEvents:
    """What the line tells its owner; all are called from the thread that runs it."""

    state: Callable[[LineState, str], None]
    opened: Callable[[AmiClient], None]
    packets: Callable[[list[Packet]], None]
    closed: Callable[[str, bool], None]
    """Why; whether the PBX ended the line itself, so that all it told before has come."""
    idle: Callable[[], None]
    """Nothing waits to be read."""
    tick: Callable[[AmiClient | None], None]
    """Called at least five times a second while idle, and after each read."""


class Line:
    """Connects, reads, pings, reconnects, until `stop` says so."""

    def __init__(
        self,
        settings: PbxSettings,
        events: LineEvents,
        *,
        stop: Callable[[], bool],
        timing: Timing | None = None,
        clock: Callable[[], float] = time.monotonic,
        wake: Wake | None = None,
    ) -> None:
        """`wake`, when it is set from another thread, brings a tick at once."""
        self._wakes = [wake] if wake is not None else []
        self._settings = settings
        self._events = events
        self._stop = stop
        self._clock = clock
        self._timing = timing or Timing()
        self._pause = self._timing.first_pause
        self._list_wanted = False

    def list_again(self) -> None:
        """Has the PBX asked once more what there is; from the thread that runs the line."""
        self._list_wanted = True

    def run(self) -> None:
        """Returns when `stop` says so; the errors of the line itself end in a pause and a new try."""
        while not self._stop():
            self._wait(self._connection())

    def _connection(self) -> float:
        """One connection from beginning to end; the seconds to wait before the next."""
        self._events.state(LineState.CONNECTING, "")
        try:
            client = self._connect()
        except AuthenticationFailure:
            self._events.state(LineState.REFUSED, "")
            return self._timing.refused_pause
        except (OSError, LibraryError) as error:
            self._events.state(LineState.DOWN, _words(error))
            return self._next_pause()
        why, complete = "stopped", False
        try:
            self._hold(client)
        except (OSError, LibraryError) as error:
            why, complete = _words(error), isinstance(error, GoneAway)
        finally:
            client.hang_up()
        self._events.closed(why, complete)
        self._events.state(LineState.DOWN, why)
        return self._next_pause()

    def _connect(self) -> AmiClient:
        address = (self._settings.host, self._settings.port)
        username, secret = self._settings.username, self._settings.secret
        early: list[list[Packet]] = []
        client = AmiClient(
            address,
            username,
            secret,
            on_packets=early.append,
            patience=self._timing.patience,
            clock=self._clock,
        )
        client.on_packets(self._events.packets)
        try:
            self._events.opened(client)
            for packets in early:
                self._events.packets(packets)
        except BaseException:
            # A store that is away must not leave a line behind that nobody reads.
            client.hang_up()
            raise
        return client

    def _hold(self, client: AmiClient) -> None:
        """Listens first, then lists, so that nothing falls between the two."""
        self._events.state(LineState.UP, self._list(client) or client.banner)
        listed_at = self._clock()
        self._pause = self._timing.first_pause
        while not self._stop():
            sources: list[AmiClient | Wake] = [client, *self._wakes]
            readable, _, _ = select.select(sources, [], [], TICK)
            if client in readable:
                client.receive()
            else:
                self._events.idle()
            if not readable and self._clock() - client.heard_at > self._timing.idle:
                client.ping()
            if self._list_wanted or self._clock() - listed_at > self._timing.relist:
                self._list(client)
                listed_at = self._clock()
            self._events.tick(client)

    def _list(self, client: AmiClient) -> str:
        """Asks what there is now; a PBX that refuses still tells its events, so only the reason is kept.

        A list carries no time of its own: the pong before it proves what it is not older than.
        """
        self._list_wanted = False
        client.ping()
        refused = []
        try:
            client.list_channels()
        except (ActionFailed, NotPermitted) as error:
            refused.append(f"CoreShowChannels: {_words(error)}")
        for action in PRESENCE_LISTS:
            try:
                client.list_presence(action)
            except NotPermitted as error:
                refused.append(f"{action}: {_words(error)}")
            except ActionFailed:
                continue  # A PBX without queues has no such action, and nothing to tell.
        return "; ".join(refused)

    def _next_pause(self) -> float:
        pause, self._pause = self._pause, min(self._pause * 2, self._timing.longest_pause)
        return pause

    def _wait(self, seconds: float) -> None:
        until = self._clock() + seconds
        while not self._stop() and (left := until - self._clock()) > 0:
            self._events.tick(None)
            select.select(self._wakes, [], [], min(left, TICK))


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__
