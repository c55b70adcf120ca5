"""Runs pytest; the Postgres server for the tests is started once, before the workers (store-facts)."""

import subprocess
import sys


def main() -> int:
    return subprocess.run([sys.executable, "-m", "pytest", "-n", "2", *sys.argv[1:]], check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
