"""The test's office: its people, its settings, its listener as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from crm_tui.cli.session import os_account
from crm_tui.config import PbxSettings, Settings, load
from crm_tui.domain.kinds import CommandOutcome, Role
from crm_tui.pbx.office_config import CEL, RECORDING
from crm_tui.store import tables as t
from crm_tui.store.engine import Store, open_store
from crm_tui.usecases.journal import pbx_state
from crm_tui.usecases.office import Office, utc_now
from crm_tui.usecases.parts.commands import CommandRow
from crm_tui.usecases.pbx_commands import show_command
from tests.cli.running import ROOT
from tests.factories import Make
from tests.waiting import wait_until

PEOPLE = {"201": "Олена Коваль", "202": "Іван Петренко", "203": "Ганна Шевчук"}
ACCOUNT = "380445550000"
TOML = """
database_url = "{database}"
language = "en"
start_processes = false
[pbx]
host = "127.0.0.1"
port = {port}
secret = "{secret}"
trunks = ["provider"]
own_numbers = ["0445550000"]
city_code = "44"
dial_allowed = ["+380", "+48"]
dial_forbidden = ["+380672"]
dial_seconds = 6
cel = "{root}{cel}"
recording = "{root}{recording}"
"""
PATIENCE = 40
"""Seconds; the machine may be busy with other work."""


class OurOffice:
    """One store with its settings and its listener."""

    def __init__(self, folder: Path, database: str, *, root: Path, port: int, secret: str) -> None:
        self.folder = folder
        self.file = folder / "config.toml"
        where = {"root": root, "cel": CEL, "recording": RECORDING}
        self.file.write_text(TOML.format(database=database, port=port, secret=secret, **where), "utf-8")
        self.settings: Settings = load({"CRM_TUI_CONFIG": str(self.file)})
        self.store: Store = open_store(self.settings)
        self.listener: subprocess.Popen | None = None
        make = Make(self.store, utc_now)
        boss = make.actor(Role.ADMIN, login="boss", os_login=os_account(), full_name="Оксана Бондар")
        self.office = Office(self.store, self.settings, boss)
        self.people = {
            extension: self.office.as_actor(
                make.actor(Role.OPERATOR, login=f"user{extension}", extensions=(extension,), full_name=name)
            )
            for extension, name in PEOPLE.items()
        }
        self._make = make

    @property
    def pbx(self) -> PbxSettings:
        return self.settings.pbx

    def run(self, *words: str) -> str:
        """A command of ours; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "crm_tui", *words],
            capture_output=True, text=True, check=False, env=self._environ(), timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done
        return done.stdout

    def hire(self, extension: str) -> Office:
        """A person whose phone Asterisk was never told of."""
        actor = self._make.actor(Role.OPERATOR, login=f"user{extension}", extensions=(extension,))
        return self.office.as_actor(actor)

    # --- the listener

    def listen(self, *, port: int | None = None) -> None:
        """Starts `crm-tui pbx listen`, until it hears the PBX; `port`: of a proxy on the way."""
        environ = self._environ() | ({"CRM_TUI_PBX__PORT": str(port)} if port else {})
        began_at = utc_now()
        with (self.folder / "listener.log").open("ab") as log:
            self.listener = subprocess.Popen(
                [sys.executable, "-m", "crm_tui", "pbx", "listen"], env=environ, stdout=log, stderr=log
            )
        self.until_up(began_at)

    def until_up(self, since: datetime) -> None:
        """Until the line stands that was opened after this moment."""
        wait_until(lambda: self._is_up(since), seconds=PATIENCE)

    def _is_up(self, since: datetime) -> bool:
        newest = select(t.JournalConnection).order_by(t.JournalConnection.id.desc()).limit(1)
        opened = [one for one in self.rows(newest) if one.opened_at >= since and one.closed_at is None]
        return bool(opened) and self.office.call(pbx_state).state == "up"

    def kill(self) -> None:
        assert self.listener is not None
        self.listener.kill()
        self.listener.wait()

    def close(self) -> None:
        if self.listener is not None and self.listener.poll() is None:
            self.listener.terminate()
            try:
                self.listener.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        self.store.close()

    def _environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CRM_TUI_")}
        return kept | {"CRM_TUI_CONFIG": str(self.file), "PYTHONPATH": str(ROOT), "HOME": str(self.folder)}

    # --- what the store holds

    def calls(self, number: str) -> list[t.Call]:
        return self.rows(select(t.Call).where(t.Call.number == number).order_by(t.Call.id))

    def call(self, number: str) -> t.Call:
        """The one call with this number."""
        wait_until(lambda: self.calls(number), seconds=PATIENCE)
        (call,) = self.calls(number)
        return call

    def ended(self, number: str) -> t.Call:
        wait_until(lambda: self.call(number).ended_at, seconds=PATIENCE)
        return self.call(number)

    def of_call(self, table: type, call: t.Call) -> list[Any]:
        return self.rows(select(table).where(table.call_id == call.id).order_by(table.id))

    def rows(self, wanted: Any) -> list[Any]:
        with Session(self.store.engine) as session:
            return list(session.exec(wanted))

    def talks(self, number: str, extension: str) -> bool:
        """Whether this extension talks with this client now, as the store has it."""
        return any(
            leg.extension == extension and leg.talk_began_at and not leg.ended_at
            for call in self.calls(number)
            for leg in self.of_call(t.CallLeg, call)
        )

    def until(self, condition: Callable[[], object]) -> None:
        wait_until(condition, seconds=PATIENCE)

    def outcome(self, command: CommandRow) -> CommandOutcome | None:
        """How the wish ended; waits for it."""
        self.until(lambda: self.office.call(show_command, command_id=command.id).outcome)
        return self.office.call(show_command, command_id=command.id).outcome

    def later(self, hours: float = 1) -> Office:
        """The same office some hours on, when nothing more can come of today's calls."""
        return replace(self.office, clock=lambda: datetime.now(UTC) + timedelta(hours=hours))
