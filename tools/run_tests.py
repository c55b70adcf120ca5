"""Runs pytest in parallel; `--heavy` runs what is marked so. One Postgres server serves all workers.

The whole fast suite is measured: less than 90 % of branches fails it.
"""

import os
import subprocess
import sys

from tools import postgres

SERVER = "CRM_TUI_TEST_DATABASE_URL"
# Four workers on two cores: a test of a screen waits for the clock half of its time.
PARALLEL = ["-n", "4", "--dist", "worksteal", "-m", "not heavy"]
HEAVY = ["-n", "2", "--dist", "worksteal", "-m", "heavy", "--timeout=1800", "-rP"]
"""With what passed tests printed: their seeds, and how much they saw."""
MEASURED = ["--cov", "--cov-report=", "--cov-fail-under=90"]


def main() -> int:
    arguments = sys.argv[1:]
    if "--heavy" in arguments:
        arguments = [*HEAVY, *(one for one in arguments if one != "--heavy")]
    else:
        arguments = [*PARALLEL, *(arguments or MEASURED)]
    if os.environ.get(SERVER):
        return _pytest(arguments)
    with postgres.server() as folder:
        if folder is not None:
            os.environ[SERVER] = postgres.address(folder, "postgres")
        return _pytest(arguments)


def _pytest(arguments: list[str]) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())
    raise SystemExit(main())
