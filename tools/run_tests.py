"""Runs pytest in parallel; `--heavy` runs what is marked so. One Postgres server serves all workers."""

import os
import subprocess
import sys

from tools import postgres

SERVER = "CRM_TUI_TEST_DATABASE_URL"


def main() -> int:
    arguments = sys.argv[1:]
    if "--heavy" in arguments:
        arguments = ["-m", "heavy", "--timeout=1800", *(one for one in arguments if one != "--heavy")]
    else:
        arguments = ["-n", "2", "-m", "not heavy", *arguments]
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
