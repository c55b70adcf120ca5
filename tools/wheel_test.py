"""Builds the wheel and tries it in an empty environment outside the checkout: all must be inside it."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEEDED = (
    "crm_tui/locale/uk/LC_MESSAGES/crm_tui.mo",
    "crm_tui/data/systemd/crm-tui-pbx.service",
    "crm_tui/data/recordings/a_inbound_answered.jsonl",
    "crm_tui/data/asterisk/extensions.conf",
    "crm_tui/data/services.toml",
    "crm_tui/store/migrations/script.py.mako",
    "crm_tui/store/migrations/sql/0001_sqlite.sql",
)
SCREEN_SECONDS = 60
ESCAPES = re.compile(rb"\x1b(\[[0-9;:?<>=]*[ -/]*[@-~]|[\]P][^\x07\x1b]*(\x07|\x1b\\)|.)")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="crm-tui-wheel") as name:
        folder = Path(name)
        wheel = build(folder)
        check_contents(wheel)
        install(folder, wheel)
        use(folder)
    print("wheel test: passed")
    return 0


def build(folder: Path) -> Path:
    """The wheel, made from the checkout by the pinned hatchling of this environment."""
    say("building the wheel")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


def check_contents(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    missing = [name for name in NEEDED if name not in names]
    strange = [name for name in names if name.startswith(("tests/", "tools/", "docs/"))]
    if missing or strange:
        raise SystemExit(f"wheel test: missing {missing}, strange {strange}")


def install(folder: Path, wheel: Path) -> None:
    say("installing it into an empty environment")
    run([sys.executable, "-m", "venv", str(folder / "venv")])
    pip = [str(folder / "venv/bin/pip"), "install", "-q", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "-r", str(ROOT / "requirements/run.txt")])
    run([*pip, "--no-deps", str(wheel)])


def use(folder: Path) -> None:
    """What a person does first: version, store, demo clients, search, the screen."""
    env = environment(folder)
    say("crm-tui --version, db upgrade, db demo, clients find")
    version = crm(folder, env, "--version").strip()
    if version not in next(folder.glob("*.whl")).name:
        raise SystemExit(f"wheel test: --version says {version!r}")
    crm(folder, env, "config", "check")
    crm(folder, env, "db", "upgrade")
    crm(folder, env, "db", "demo", "--clients", "50")
    listed = json.loads(crm(folder, env, "clients", "find", "--json", "--limit", "5"))
    name = listed[2]["name"]
    found = json.loads(crm(folder, env, "clients", "find", name, "--json"))
    if len(listed) != 5 or name not in {client["name"] for client in found}:
        raise SystemExit(f"wheel test: clients find {name!r} gave {found!r}")
    if "Usage" not in crm(folder, env, "--help") or "Ukrainian" in crm(folder, env, "clients", "--help"):
        raise SystemExit("wheel test: no help")
    say("the screen in a pseudo-terminal")
    try_screen(folder, env)


def environment(folder: Path) -> dict[str, str]:
    """A person's environment with nothing of ours in it."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    home = folder / "home"
    home.mkdir()
    return {
        **kept,
        "HOME": str(home),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "CRM_TUI_START_PROCESSES": "no",
        "CRM_TUI_DATABASE_URL": f"sqlite:///{folder / 'office.db'}",
    }


def crm(folder: Path, env: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [str(folder / "venv/bin/crm-tui"), *words],
        capture_output=True,
        text=True,
        env=env,
        cwd=folder / "home",
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"wheel test: crm-tui {' '.join(words)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def try_screen(folder: Path, env: dict[str, str]) -> None:
    """The screen must draw its line of keys and end by F10."""
    pid, master = pty.fork()
    if pid == 0:
        os.chdir(folder / "home")
        os.execve(folder / "venv/bin/crm-tui", ["crm-tui"], {**env, "COLUMNS": "80", "LINES": "24"})
    try:
        read_until(master, b"F10")
        os.write(master, b"\x1b[21~")
        ended = time.monotonic() + SCREEN_SECONDS
        while time.monotonic() < ended:
            drain(master)
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                if os.waitstatus_to_exitcode(status):
                    raise SystemExit(f"wheel test: the screen ended with {os.waitstatus_to_exitcode(status)}")
                return
        raise SystemExit("wheel test: F10 does not end the screen")
    finally:
        os.close(master)
        end(pid)


def read_until(master: int, wanted: bytes) -> None:
    seen = b""
    ends = time.monotonic() + SCREEN_SECONDS
    while time.monotonic() < ends:
        seen += drain(master)
        if wanted in ESCAPES.sub(b"", seen):
            return
    text = ESCAPES.sub(b"", seen).decode("utf-8", "replace")
    raise SystemExit(f"wheel test: the screen did not show {wanted.decode()}: {text[-2000:]}")


def drain(master: int) -> bytes:
    ready, _, _ = select.select([master], [], [], 0.2)
    try:
        return os.read(master, 65536) if ready else b""
    except OSError:
        return b""


def end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    except (ProcessLookupError, ChildProcessError):
        return


def run(command: list[str], cwd: Path | None = None) -> None:
    subprocess.run(command, check=True, cwd=cwd)


def say(text: str) -> None:
    print(f"wheel test: {text}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
