"""Figures of the PBX path: reader, tracker, and the whole way into the store, over real TCP.

python -m tests.bench.pbx
"""

import asyncio
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import Asterisk.Manager

from crm_tui.domain.kinds import Role
from crm_tui.pbx.client import AmiClient, GoneAway
from crm_tui.pbx.packets import Packet, packet_of
from crm_tui.pbx.pretend import Disguise
from crm_tui.pbx.reader import END
from crm_tui.pbx.recorder import Recorder
from crm_tui.pbx.rules import Rules
from crm_tui.pbx.tracker import Tracker
from crm_tui.store.engine import Store
from crm_tui.usecases.office import Office
from tests import stores
from tests.bench import BenchRow
from tests.factories import Make
from tests.pbx.recorded import recording

HELLO = b"Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nActionID: 1\r\nMessage: Welcome\r\n\r\n"
STORIES = (
    "a_inbound_answered", "a_inbound_answered_by_group", "b_caller_gives_up", "d_busy_overflow",
    "e_queue_answered", "g_blind_transfer_ami", "i_outbound_dialled_by_hand", "k_hold",
)  # fmt: skip
SERVER = """
import socket, sys
data = open(sys.argv[1], "rb").read()
with socket.create_server(("127.0.0.1", 0)) as server:
    print(server.getsockname()[1], flush=True)
    while True:
        client, _ = server.accept()
        try:
            client.sendall(data)
            client.shutdown(socket.SHUT_WR)
            client.recv(1 << 16)
        except OSError:
            pass
        client.close()
"""


def a_day(calls: int, *, cel: bool = False) -> list[Packet]:
    """The packets of so many calls, 18 s apart on average and so interleaved, each with its time."""
    rng, moment, packets = random.Random(1), 1.8e9, []
    for serial in range(1, calls + 1):
        story = recording(rng.choice(STORIES))
        begin = story.steps[0].at
        disguise = Disguise(serial, int(moment - begin), {"0671234567": f"+38050{serial % 2000:07d}"})
        for step in story.steps:
            if step.packet.event not in ("", "fullybooted") and (cel or step.packet.event != "cel"):
                at = moment + step.at - begin
                packets.append(
                    (at, packet_of([*disguise.put_on(step.packet).fields, ("Timestamp", f"{at:.6f}")]))
                )
        moment += rng.expovariate(1 / 18)
    return [packet for _, packet in sorted(packets, key=lambda one: one[0])]


@contextmanager
def served(packets: list[Packet]) -> Iterator[int]:
    """A process of its own that sends these packets to whoever connects; its port."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "stream"
        file.write_bytes(HELLO + b"".join(packet.text.encode() + END for packet in packets))
        server = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(file)], stdout=subprocess.PIPE, text=True
        )
        try:
            yield int(server.stdout.readline())
        finally:
            server.kill()
            server.wait()
            server.stdout.close()


def read_all(port: int, take: Callable[[list[Packet]], None]) -> float:
    """Seconds of our client to read the whole stream."""
    begin = time.perf_counter()
    client = AmiClient(("127.0.0.1", port), "crm", "x", on_packets=take)
    try:
        while True:
            client._until = client._clock() + 60
            client.receive()
    except GoneAway:
        return time.perf_counter() - begin
    finally:
        client.hang_up()


def looked_at(packets: list[Packet]) -> None:
    for packet in packets:
        _ = packet.index


async def asyncio_floor(port: int) -> float:
    begin = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    await reader.readuntil(b"\r\n")
    try:
        while True:
            fields = {}
            for line in (await reader.readuntil(END)).decode().split("\r\n"):
                key, _, value = line.partition(": ")
                fields[key] = value
    except asyncio.IncompleteReadError:
        pass
    writer.close()
    return time.perf_counter() - begin


def plain_library(port: int, packets: int) -> float:
    """Seconds of plain py-Asterisk to read so many packets."""
    begin = time.perf_counter()
    plain = Asterisk.Manager.Manager(("127.0.0.1", port), "crm", "x")
    with closing(plain.sock), closing(plain.file):
        for _ in range(packets):
            plain.read()
    return time.perf_counter() - begin


def median(measure: Callable[[], float], times: int = 5) -> float:
    return statistics.median(measure() for _ in range(times))


def live(store: Store, port: int) -> float:
    """Seconds from the wire to the committed store."""
    make = Make(store, lambda: datetime.now(UTC))
    for number in range(50):
        make.known(e164=f"+38050{number:07d}")
    for extension in ("201", "202", "203"):
        make.employee(Role.OPERATOR, extensions=(extension,))
    recorder = Recorder(Office(store=store, settings=store.settings))
    recorder.opened("bench")
    return read_all(port, recorder.take)


def live_sqlite(port: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        store = stores.sqlite_from(stores.sqlite_template(Path(folder)), Path(folder) / "crm.db")
        seconds = live(store, port)
        store.close()
        return seconds


def live_postgres(port: int) -> float | None:
    from crm_tui.config import Settings
    from crm_tui.store.engine import open_store

    with stores.postgres_server() as server:
        if server is None:
            return None
        with stores.postgres_database(server) as address:
            store = open_store(Settings(database_url=address))
            seconds = live(store, port)
            store.close()
            return seconds


def rows(*, calls: int = 2000) -> list[BenchRow]:
    """The rows of `goals.md` about the PBX path; a day is 2,000 calls."""
    packets = a_day(calls)
    count = len(packets)
    found = []
    with served(packets) as port:
        ours = count / median(lambda: read_all(port, looked_at))
        floor = count / median(lambda: asyncio.run(asyncio_floor(port)))
        library = 4000 / median(lambda: plain_library(port, 4000), 3)
        found += [
            BenchRow("packet reader", ours, floor, "packets/s", ">= 0.4x", ours >= 0.4 * floor),
            BenchRow(
                "packet reader / py-Asterisk", ours, library, "packets/s", ">= 30x", ours >= 30 * library
            ),
        ]
        tracked = count / median(lambda: read_all(port, _follow(Tracker(Rules()))), 3)
        found.append(BenchRow("reader and tracker", tracked, ours, "events/s", "-", holds=True))
        lite, server = live_sqlite(port), live_postgres(port)
        for name, seconds, most in (("SQLite", lite, 36), ("Postgres", server, 72)):
            if seconds is not None:
                speed, day = count / seconds, seconds * 2000 / calls
                found += [
                    BenchRow(f"live writes, {name}", speed, ours, "events/s", ">= 3,000", speed >= 3000),
                    BenchRow(
                        f"a day of 2,000 calls, {name}", day, count / ours, "s", f"<= {most} s", day <= most
                    ),
                ]
    return found


def _follow(tracker: Tracker) -> Callable[[list[Packet]], None]:
    def take(packets: list[Packet]) -> None:
        for packet in packets:
            tracker.feed(packet, 1.8e9)
        tracker.changes()

    return take


if __name__ == "__main__":
    for row in rows():
        ratio = f"{row.ratio:.2f}x" if row.ratio else "-"
        figures = f"{row.ours:12,.1f} {row.floor or 0:12,.1f} {row.unit:10} {ratio:>8}"
        print(f"{row.act:32} {figures} {row.goal:10} {'holds' if row.holds else 'missed'}")
