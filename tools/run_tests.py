"""Runs pytest in parallel; `--heavy` runs what is marked so. One Postgres server serves all workers.

The fast suite keeps its files in memory where the machine has such a file system: a commit of SQLite waits
for the disk, which is the heavy suite's and the bench's to measure.

The whole fast suite is measured: less of it run than pyproject.toml demands fails it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import marks, measure, postgres

SERVER = "CRM_TUI_TEST_DATABASE_URL"
# Four workers on two cores: a test of a screen waits for the clock half of its time.
PARALLEL = ["-n", "4", "--dist", "worksteal", "-m", "not heavy"]
HEAVY = ["-n", "2", "--dist", "worksteal", "-m", "heavy", "--timeout=1800", "-rP"]
"""With what passed tests printed: their seeds, and how much they saw."""
MEMORY, ENOUGH = Path("/dev/shm"), 2 * 1024**3


def main() -> int:
    arguments = sys.argv[1:]
    if "--heavy" in arguments:
        arguments = [*HEAVY, *(one for one in arguments if one != "--heavy")]
        return _with_server(arguments)
    with _in_memory():
        return _with_server([*PARALLEL, *arguments]) if arguments else _measured()


def _measured() -> int:
    with tempfile.TemporaryDirectory(prefix="crm-tui-marks-") as folder:
        os.environ[marks.FOLDER] = folder
        failed = _with_server(PARALLEL)
        return failed or (0 if measure.enough(Path(folder)) else 1)


@contextmanager
def _in_memory() -> Iterator[None]:
    """Temporary files lie in memory meanwhile; on the disk where there is too little of it."""
    if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ENOUGH:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="crm-tui-", dir=MEMORY) as folder:
        # The database server runs as another user and has to come through.
        os.chmod(folder, 0o711)
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        yield


def _with_server(arguments: list[str]) -> int:
    if os.environ.get(SERVER):
        return _pytest(arguments)
    with postgres.server() as folder:
        if folder is not None:
            os.environ[SERVER] = postgres.address(folder, "postgres")
        return _pytest(arguments)


def _pytest(arguments: list[str]) -> int:
    # What is compiled is kept, whatever is usual here: each worker and each process that a test starts would
    # compile all modules anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())
    raise SystemExit(main())
