"""`pbx simulate`: a PBX on loopback that speaks AMI over TCP and replays recordings to who is logged in."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

from crm_tui.pbx.packets import Packet, packet_of
from crm_tui.pbx.pretend import Disguise, Switchboard
from crm_tui.pbx.pretend_acts import (
    ATTENDED,
    BLIND,
    CALLER,
    COLLEAGUE,
    NO_CHANNEL,
    PHONE,
    QUEUED,
    Grafted,
    Playing,
    back_to,
    dialling,
    ending,
    graft,
    named_as_asked,
    parties,
    parts_of_transfer,
    recorded_names,
    shipped,
)
from crm_tui.pbx.pretend_presence import PretendPresence
from crm_tui.pbx.reader import END, Reader
from crm_tui.pbx.recordings import Recording, Step

Result = TypeVar("Result")
BANNER = b"Asterisk Call Manager/11.0.0\r\n"


@dataclass(frozen=True, slots=True)
class Scene:
    """One recording of a script: when it begins (seconds after the script), and what is put in it."""

    recording: Recording
    after: float = 0.0
    words: Mapping[str, str] = field(default_factory=dict)


class Simulator:
    """A pretended PBX in a thread of its own.

    `speed` 2 plays twice as fast, 0 as fast as it goes. `stamps` adds the `Timestamp` that
    `timestampevents = yes` would. Faults for tests: `cut`, `crash`, `deaf`.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        username: str = "crm",
        secret: str = "",
        speed: float = 1.0,
        stamps: bool = True,
        clock: Callable[[], float] = time.time,
        uptime: float = 86_400.0,
        first_serial: int = 1,
    ) -> None:
        self.host, self.port = host, port
        self.username, self.secret = username, secret
        self.speed, self.stamps = speed, stamps
        self._clock, self._booted_at = clock, clock() - uptime
        self.lists_allowed = True
        self.deaf = False
        """Takes everything and says nothing, like a line cut without a word."""
        self.logins = 0
        self.board = Switchboard()
        self.presence = PretendPresence()
        self._clients: set[asyncio.StreamWriter] = set()
        self._serials = count(first_serial)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="simulator", daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()
        self._playing: list[Playing] = []
        self.acts: list[Packet] = []
        """What it was asked to do with calls, in order."""

    def start(self) -> int:
        """Begins to listen; the port."""
        self._thread.start()
        server = self._do(asyncio.start_server(self._serve, self.host, self.port)).result(10)
        self._server = server
        self.port = server.sockets[0].getsockname()[1]
        return self.port

    def stop(self) -> None:
        """Ends everything; safe to repeat."""
        if not self._thread.is_alive():
            return
        self._do(self._end()).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def expect(self, scenes: Iterable[Scene]) -> None:
        """Lists the telephones and queues of a script as free; to be called before anybody logs in."""
        for scene in scenes:
            disguise = Disguise(0, 0, scene.words)
            self.presence.at_rest(
                disguise.put_on(step.packet) for step in scene.recording.steps if _is_replayed(step)
            )

    def play(self, scenes: Iterable[Scene], *, loop: bool = False) -> "Future[None]":
        """Replays a script beside whatever is playing; the future is done when its last packet is sent."""
        return self._do(self._script(list(scenes), loop=loop))

    def cut(self) -> None:
        """Closes every connection; calls go on."""
        self._loop.call_soon_threadsafe(self._cut)

    def crash(self) -> None:
        """Forgets all channels and closes every connection, like a killed PBX."""
        self._loop.call_soon_threadsafe(self.board.lines.clear)
        self._loop.call_soon_threadsafe(self.presence.callers.clear)
        self.cut()

    @property
    def clients(self) -> int:
        """How many are logged in."""
        return len(self._clients)

    def _do(self, work: Coroutine[Any, Any, Result]) -> "Future[Result]":
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _end(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        self._cut()
        await asyncio.sleep(0)

    def _cut(self) -> None:
        for writer in list(self._clients):
            writer.close()
        self._clients.clear()

    async def _script(self, scenes: list[Scene], *, loop: bool) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
        while True:
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*(self._scene(scene) for scene in scenes))
            if not loop:
                return

    async def _scene(self, scene: Scene) -> None:
        await self._pause(scene.after)
        steps = [step for step in scene.recording.steps if _is_replayed(step)]
        if steps:
            disguise = Disguise(next(self._serials), int(self._clock() - steps[0].at), scene.words)
            await self._play(steps, Playing(disguise.put_on))

    async def _play(self, steps: Sequence[Step], playing: Playing) -> None:
        self._playing.append(playing)
        begin, started = steps[0].at, self._loop.time()
        for step in steps:
            if self.speed:
                await self._pause_until(started + (step.at - begin) / self.speed)
            if playing.stopped:
                return
            self._tell(packet := playing.put_on(step.packet))
            if packet.event == "newchannel":
                playing.uids.add(packet.get("uniqueid"))
            if not self.speed:
                await asyncio.sleep(0)
        if not playing.rest:
            self._playing.remove(playing)

    async def _pause(self, seconds: float) -> None:
        if self.speed:
            await asyncio.sleep(seconds / self.speed)

    async def _pause_until(self, moment: float) -> None:
        if (left := moment - self._loop.time()) > 0:
            await asyncio.sleep(left)

    def _tell(self, packet: Packet) -> None:
        now = self._clock()
        self.board.follow(packet, now)
        self.presence.follow(packet, now)
        if self.stamps:
            packet = packet_of([*packet.fields, ("Timestamp", f"{now:.6f}")])
        self._send(self._clients, packet)

    def _send(self, writers: Iterable[asyncio.StreamWriter], packet: Packet) -> None:
        if not self.deaf:
            data = packet.text.encode() + END
            for writer in [one for one in writers if not one.is_closing()]:
                writer.write(data)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(BANNER)
        packets = Reader()
        packets.feed(BANNER)
        try:
            while data := await reader.read(1 << 16):
                for packet in packets.feed(data):
                    await self._answer(packet, writer)
        except OSError:
            pass
        finally:
            self._clients.discard(writer)
            writer.close()

    async def _answer(self, packet: Packet, writer: asyncio.StreamWriter) -> None:
        action, action_id = packet.get("action").lower(), packet.get("actionid")
        if action == "login":
            await self._log_in(packet, writer)
        elif writer not in self._clients:
            self._reply(writer, action_id, "Error", "Permission denied")
        elif action == "ping":
            self._reply(writer, action_id, "Success", Ping="Pong", Timestamp=f"{self._clock():.6f}")
        elif self.lists_allowed and (items := self._list(action, action_id)):
            for item in items:
                self._send([writer], item)
        elif action == "logoff":
            self._reply(writer, action_id, "Goodbye", "Thanks for all the fish.")
            writer.close()
        elif action in QUEUED:
            self._act(action, packet, writer)
        elif action in ("command", "coreshowchannels", "devicestatelist", "getconfig", "updateconfig"):
            self._reply(writer, action_id, "Error", "Permission denied")
        else:
            self._reply(writer, action_id, "Error", f"Invalid/unknown command: {packet.get('action')}.")

    def _act(self, action: str, packet: Packet, writer: asyncio.StreamWriter) -> None:
        """Dials, transfers or hangs up; the answer goes out before anything happens, as the PBX does it."""
        self.acts.append(packet)
        channel, action_id = packet.get("channel"), packet.get("actionid")
        begun = self._dial(packet) if action == "originate" else self._change(action, channel, packet)
        if begun is None:
            self._reply(writer, action_id, "Error", NO_CHANNEL)
            return
        self._reply(writer, action_id, "Success", QUEUED[action])
        task = self._loop.create_task(begun)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _dial(self, packet: Packet) -> Coroutine[Any, Any, None]:
        name, words = dialling(packet)
        return self._scene(Scene(named_as_asked(shipped(name), packet), words=words))

    def _change(self, action: str, channel: str, packet: Packet) -> Coroutine[Any, Any, None] | None:
        """What the act does to the call that this channel is in; None when there is no such call."""
        mine = next((one for one in self.board.lines.values() if one.fields.get("Channel") == channel), None)
        if mine is None:
            return None
        uid = mine.fields["Uniqueid"]
        playing = next((one for one in self._playing if uid in one.uids), Playing(lambda one: one, {uid}))
        if action in ("blindtransfer", "atxfer"):
            return self._transfer(BLIND if action == "blindtransfer" else ATTENDED, packet, playing)
        if action == "cancelatxfer":
            return self._take_back(channel, playing) if playing.rest else None
        if playing.rest:
            rest, playing.rest = playing.rest, ()
            return self._play(rest, playing)
        return self._hang_up(playing, packet.get("cause") or "16")

    def _transfer(self, name: str, packet: Packet, playing: Playing) -> Coroutine[Any, Any, None] | None:
        living = parties(self.board, packet.get("channel"))
        if living is None:
            return None
        mine, client = living
        before, now, rest = parts_of_transfer(name, shipped(name))
        words = {
            COLLEAGUE[name]: packet.get("exten").removesuffix("#"),
            PHONE: mine.fields["Channel"].partition("/")[2].rpartition("-")[0],
            CALLER: client.fields.get("CallerIDNum", CALLER),
        }
        disguise = Disguise(next(self._serials), int(self._clock() - now[0].at), words)
        recorded = recorded_names(before, disguise.put_on)
        grafted = Grafted(disguise.put_on, graft(recorded, living))
        playing.stopped = True
        self._playing[:] = [one for one in self._playing if one is not playing]
        uids = {one.fields["Uniqueid"] for one in living}
        return self._play(now, Playing(grafted.put_on, uids, rest=tuple(rest)))

    async def _take_back(self, channel: str, playing: Playing) -> None:
        playing.stopped, playing.rest = True, ()
        client = next(
            uid for uid, line in self.board.lines.items()
            if uid in playing.uids and line.bridge and line.fields["Channel"] != channel
            and not line.fields["Channel"].startswith("Local/") and line.dialled is False
        )  # fmt: skip
        mine = next(uid for uid in playing.uids if self.board.lines[uid].fields["Channel"] == channel)
        for packet in [
            *back_to(self.board, channel, client),
            *ending(self.board, playing.uids - {client, mine}, "16"),
        ]:
            self._tell(packet)
        playing.uids = {client, mine}

    async def _hang_up(self, playing: Playing, cause: str) -> None:
        playing.stopped = True
        for packet in list(ending(self.board, playing.uids, cause)):
            self._tell(packet)

    def _list(self, action: str, action_id: str) -> list[Packet]:
        """The answer to an action that asks for a list; empty for another."""
        match action:
            case "coreshowchannels":
                return self.board.list_channels(action_id, self._clock())
            case "devicestatelist":
                return self.presence.list_devices(action_id)
            case "queuestatus":
                return self.presence.list_queues(action_id, self._clock())
        return []

    async def _log_in(self, packet: Packet, writer: asyncio.StreamWriter) -> None:
        self.logins += 1
        given = packet.index.get("username"), packet.index.get("secret")
        if given != (self.username, self.secret):
            self._reply(writer, packet.get("actionid"), "Error", "Authentication failed")
            writer.close()
            return
        self._reply(writer, packet.get("actionid"), "Success", "Authentication accepted")
        booted = {
            "Event": "FullyBooted",
            "Privilege": "system,all",
            "Uptime": str(int(self._clock() - self._booted_at)),
            "Status": "Fully Booted",
        }
        self._send([writer], packet_of(booted))
        self._clients.add(writer)

    def _reply(
        self, writer: asyncio.StreamWriter, action_id: str, response: str, message: str = "", **more: str
    ) -> None:
        fields = {"Response": response, "ActionID": action_id} | more
        self._send([writer], packet_of(fields | ({"Message": message} if message else {})))


def _is_replayed(step: Step) -> bool:
    """Events of calls; answers to the recorder's own actions are not the PBX's news."""
    packet = step.packet
    answers = bool(packet.get("actionid")) and packet.event != "originateresponse"
    return bool(packet.event) and packet.event != "fullybooted" and not answers
