"""A simulated day of an office in which everything dies again and again, at random moments."""

import json
import random
import signal
import sqlite3
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from sqlalchemy import func
from sqlmodel import Session, select

from crm_tui.domain.kinds import CallEnding, Role
from crm_tui.store import tables as t
from crm_tui.store.engine import Store
from crm_tui.usecases.office import Office
from tests.factories import Make
from tests.pbx.nursery import Nursery
from tests.pbx.parts import DayClock
from tests.waiting import wait_until

STORIES = [
    "a_inbound_answered", "a_inbound_answered_by_group", "a_inbound_group_of_local_channels",
    "b_caller_gives_up", "c_no_answer", "d_busy_overflow", "e_queue_answered", "f_queue_abandoned",
    "f_queue_one_refuses", "g_blind_transfer_ami", "g_blind_transfer_refer", "h_attended_transfer_ami",
    "h_attended_transfer_refer", "i_outbound_dialled_by_hand", "k_hold", "k_pickup",
]  # fmt: skip
NUMBERS = [f"+38050{number:07d}" for number in range(40)]
UNHEARD = "b_caller_gives_up"
"""The first call of the day: it comes and goes before anybody listens."""
CALLED, DIALLED = "0671234567", "0501112233"
"""The client's number in the recordings: who calls, who is dialled."""
BEGIN = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
HOURS = 10
LEASE = 0.3
ABSENT = 0.2
"""How often a listener that died stays away, for longer than a short call lasts."""
KINDS = ("listener", "listener", "listener", "listener", "store", "store", "screen", "pbx")


def day_of(calls: int, rng: random.Random) -> list[dict]:
    """What happens: queues, groups, transfers; now and then one client calls twice at once."""
    day, before = [], ""
    for _ in range(calls):
        number = before if before and rng.random() < 0.1 else rng.choice(NUMBERS)
        before = number
        words = dict.fromkeys((CALLED, DIALLED), number)
        day.append({"story": rng.choice(STORIES), "words": words, "pause": rng.uniform(0.2, 1.8)})
    day[0]["story"] = UNHEARD
    return day


@dataclass
class Day:
    """The office, its processes, and what was done to them."""

    store: Store
    folder: Path
    rng: random.Random
    calls: int
    port: int
    speed: float = 8.0
    wait: float = 0.1
    """Mean seconds between the beginnings of two calls."""
    kills: int = 0
    done: dict[str, int] = field(default_factory=dict)
    deaths: list[float] = field(default_factory=list)
    """When the PBX died."""
    listener: int = 0
    """0: nobody listens now."""
    back_at: float = 0.0
    pbx: int = 0
    screens: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = DayClock(self.folder / "clock", begin=BEGIN)
        self.make = make = Make(self.store, self.clock.now)
        self.people = {
            one: make.employee(Role.OPERATOR, extensions=(one,)).id for one in ("201", "202", "203")
        }
        self.clients = {number: make.known(e164=number).id for number in NUMBERS}
        (self.folder / "day").write_text(json.dumps(day_of(self.calls, self.rng)), "utf-8")
        environ = {
            "CRM_TUI_DATABASE_URL": self.store.engine.url.render_as_string(hide_password=False),
            "CRM_TUI_PBX__HOST": "127.0.0.1",
            "CRM_TUI_PBX__PORT": str(self.port),
            "CRM_TUI_PBX__SECRET": "right",
        }
        self.nursery = Nursery(self.folder, environ)

    # --- who lives

    def begin(self) -> None:
        self._pbx()
        record = self.folder / "Master.csv"
        wait_until(lambda: record.exists() and "LINKEDID_END" in record.read_text("utf-8"), seconds=60)
        self._listen()
        for employee_id in self.people.values():
            self._screen(employee_id)

    def _pbx(self) -> None:
        options = {"port": self.port, "life": len(self.deaths), "speed": self.speed, "wait": self.wait}
        self.pbx = self.nursery.start("pbx", folder=str(self.folder), **options)

    def _listen(self) -> None:
        self.listener = self.nursery.start("listener", folder=str(self.folder), lease=LEASE)

    def _screen(self, employee_id: int) -> None:
        self.screens[employee_id] = self.nursery.start(
            "screen", folder=str(self.folder), employee_id=employee_id
        )

    # --- who dies

    def run(self, kills: int, *, pause: float) -> None:
        """Kills at random moments, `pause` seconds apart in the mean; the day's clock jumps meanwhile."""
        self.begin()
        wait_until(lambda: self._connections() > 0, seconds=60)
        jump = HOURS * 3600 / kills
        while self.kills < kills:
            time.sleep(self.rng.uniform(0.1, 1.9) * pause)
            self.clock.wish(self.rng.uniform(0, 2) * jump)
            if not self.listener and time.monotonic() > self.back_at:
                self._listen()
            kind = self.rng.choice(KINDS)
            getattr(self, f"_kill_{kind}")()
            self.kills += 1
            self.done[kind] = self.done.get(kind, 0) + 1
        self._see_out()

    def _kill_listener(self) -> None:
        if self.listener:
            self.nursery.end(self.listener)
            self.listener = 0
        if self.rng.random() < ABSENT:
            self.back_at = time.monotonic() + self.rng.uniform(0.3, 1.0)
        else:
            self._listen()

    def _kill_screen(self) -> None:
        employee_id = self.rng.choice(sorted(self.screens))
        self.nursery.end(self.screens[employee_id])
        self._screen(employee_id)

    def _kill_pbx(self) -> None:
        if self.rng.random() < 0.5 or (self.folder / "over").exists():
            self.nursery.end(self.pbx, signal.SIGUSR1)
            return
        self.nursery.end(self.pbx)
        self.deaths.append(self.clock())
        self._pbx()

    def _kill_store(self) -> None:
        if self.store.is_sqlite:
            connection = sqlite3.connect(str(self.store.path), isolation_level=None, timeout=20)
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(self.rng.uniform(0.0, 0.3))
            connection.close()
            return
        address = self.store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    # --- the end of the day

    def _see_out(self) -> None:
        if not self.listener:
            self._listen()
        wait_until((self.folder / "over").exists, seconds=240)
        before = self._connections()
        self.nursery.end(self.pbx, signal.SIGUSR1)
        wait_until(lambda: self._has_listed(before) and not self._running(), seconds=120)
        wait_until(lambda: not self._unclaimed(), seconds=60)
        assert self.nursery.end(self.listener, signal.SIGTERM) == 0
        self.nursery.close()

    def office(self) -> Office:
        """The office as its administrator sees it."""
        actor, settings = self.make.actor(Role.ADMIN), self.store.settings
        return Office(store=self.store, settings=settings, actor=actor, clock=self.clock.now)

    def _session(self) -> Session:
        return Session(self.store.engine)

    def _connections(self) -> int:
        with self._session() as session:
            return session.exec(select(func.coalesce(func.max(t.JournalConnection.id), 0))).one()

    def _running(self) -> int:
        asked = select(func.count()).select_from(t.Call).where(t.Call.ending == CallEnding.RUNNING)
        with self._session() as session:
            return session.exec(asked).one()

    def _has_listed(self, before: int) -> bool:
        """A connection that was opened since then has looked at what there still is."""
        asked = (
            select(t.Journal.id)
            .where(t.Journal.connection_id > before, t.Journal.packet.contains("CoreShowChannelsComplete"))
            .limit(1)
        )
        with self._session() as session:
            return session.exec(asked).first() is not None

    def _unclaimed(self) -> int:
        """Rings that a screen ought to have taken up and did not."""
        asked = (
            select(func.count())
            .select_from(t.Ring)
            .join(t.Call, t.Call.id == t.Ring.call_id)
            .where(t.Call.ending == CallEnding.RUNNING, t.Ring.screen.is_(None))
        )
        with self._session() as session:
            return session.exec(asked).one()
