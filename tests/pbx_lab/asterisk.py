"""A running Asterisk over the files that `crm-tui pbx config --write` made for the test's office."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crm_tui.pbx.office_config import CDR, CEL
from tests.waiting import wait_until

USER = "asterisk"
STARTS_IN = 60
OWN = (
    "etc/asterisk", "run/asterisk", "var/lib/asterisk", "var/log/asterisk", "var/spool/asterisk",
)  # fmt: skip
"""The folders that Asterisk's account must be able to write."""
MADE = tuple(str(Path(file).parent).removeprefix("/") for file in (CEL, CDR))
"""Those of the record, which `pbx config` says to make."""
DIDS = {"group": "0445550003", "menu": "0445550006", "201": "0445550001", "202": "0445550002"}
QUEUE = "0445550000"
"""Every other number of the office goes to the queue, as the shipped plan has it."""
ADDED = f"""
; Of the tests: numbers that go past the queue, as an office would add them in a file of its own.
[from-trunk](+)
exten => {DIDS["group"]},1,Goto(office,group,1)
exten => {DIDS["201"]},1,Goto(internal,201,1)
exten => {DIDS["202"]},1,Goto(internal,202,1)
exten => {DIDS["menu"]},1,Answer()
 same => n,Wait(30)
 same => n,Hangup()
"""


def free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class Asterisk:
    """The PBX of the tests, in the folder `root`."""

    def __init__(self, root: Path, *, sip_port: int) -> None:
        self.root, self.sip = root, ("127.0.0.1", sip_port)
        self.process: subprocess.Popen | None = None

    def configure(self, written: Path, *, trunk_password: str) -> None:
        """The office's files with what a person still has to set, and nothing left of an earlier run."""
        etc = self.root / "etc/asterisk"
        if not (self.root / "etc/asterisk.debian").exists():
            etc.rename(self.root / "etc/asterisk.debian")
        shutil.rmtree(etc, ignore_errors=True)
        shutil.copytree(written, etc)
        change(etc / "pjsip_auth.conf", "password = SET-ME", f"password = {trunk_password}")
        change(etc / "pjsip.conf", "bind = 0.0.0.0:5060", f"bind = {self.sip[0]}:{self.sip[1]}")
        (etc / "tests.conf").write_text(ADDED)
        with (etc / "extensions.conf").open("a") as plan:
            plan.write("\n#include tests.conf\n")
        for name in ("var/log/asterisk", "var/spool/asterisk/monitor"):
            shutil.rmtree(self.root / name, ignore_errors=True)
        (self.root / "var/lib/asterisk/astdb.sqlite3").unlink(missing_ok=True)
        for name in (*OWN, *MADE):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        self._inside("chown", "-R", f"{USER}:{USER}", *(f"/{name}" for name in OWN))

    def start(self) -> None:
        self._end_left_over()
        self.process = subprocess.Popen(
            ["chroot", str(self.root), "asterisk", "-f", "-U", USER, "-G", USER],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        self._pid.write_text(str(self.process.pid))
        self.until_booted()

    def until_booted(self) -> None:
        wait_until(lambda: "fully booted" in self.ask("core waitfullybooted"), seconds=STARTS_IN)

    def stop(self) -> None:
        if self.process is None:
            return
        self.ask("core stop now")
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None
        self._pid.unlink(missing_ok=True)

    def ask(self, words: str) -> str:
        """What Asterisk's own console says."""
        done = self._inside("asterisk", "-rx", words)
        return done.stdout.decode("utf-8", "replace")

    @property
    def channels(self) -> int:
        """How many channels are up."""
        for line in self.ask("core show channels count").splitlines():
            if line.endswith(("active channels", "active channel")):
                return int(line.split()[0])
        return -1

    def log(self) -> str:
        """The end of its log, for who must find out why a test failed."""
        file = self.root / "var/log/asterisk/messages.log"
        return "\n".join(file.read_text("utf-8", "replace").splitlines()[-40:]) if file.exists() else ""

    @property
    def _pid(self) -> Path:
        return self.root.parent / "asterisk.pid"

    def _end_left_over(self) -> None:
        """The Asterisk of a run that was killed."""
        pid = self._pid.read_text() if self._pid.exists() else ""
        if (
            pid
            and Path(f"/proc/{pid}").exists()
            and Path(f"/proc/{pid}/root").resolve() == self.root.resolve()
        ):
            os.kill(int(pid), signal.SIGKILL)
            wait_until(lambda: not Path(f"/proc/{pid}").exists())

    def _inside(self, *command: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(["chroot", str(self.root), *command], capture_output=True, check=False)


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1, (file.name, old)
    file.write_text(text.replace(old, new), "utf-8")


@contextmanager
def running(asterisk: Asterisk) -> Iterator[Asterisk]:
    try:
        asterisk.start()
        yield asterisk
    finally:
        asterisk.stop()
