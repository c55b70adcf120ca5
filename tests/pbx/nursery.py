"""Processes that are born in milliseconds, to be killed: a mother that has imported everything forks them.

Run as `python -m tests.pbx.nursery`; it takes one JSON line per wish and answers each with one.
"""

import faulthandler
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class Nursery:
    """The side of the test: `start` a part of the office, `end` it by a signal."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self._log = (folder / "processes.log").open("ab")
        self._mother = subprocess.Popen(
            [sys.executable, "-m", "tests.pbx.nursery"], cwd=ROOT, text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | environ,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log,
        )  # fmt: skip

    def start(self, what: str, **options: Any) -> int:
        """Its process id."""
        return int(self._ask({"start": what, "options": options}))

    def end(self, pid: int, how: int = signal.SIGKILL) -> int:
        """Signals a process; one that ends by it is waited for: its exit code (negative: the signal)."""
        return int(self._ask({"end": pid, "how": int(how)}))

    def close(self) -> None:
        """Kills all that still run."""
        self._mother.stdin.close()
        try:
            self._mother.wait(20)
        finally:
            self._mother.kill()
        self._mother.stdout.close()
        self._log.close()

    def _ask(self, wish: dict[str, Any]) -> Any:
        print(json.dumps(wish), file=self._mother.stdin, flush=True)
        answer = self._mother.stdout.readline()
        assert answer, "the mother of the processes has died; see processes.log"
        return json.loads(answer)


def main() -> None:
    from tests.pbx.parts import PARTS

    children: set[int] = set()
    for line in sys.stdin:
        wish = json.loads(line)
        if "start" in wish:
            pid = _fork(PARTS[wish["start"]], wish["options"])
            children.add(pid)
            answer = pid
        else:
            pid = wish["end"]
            os.kill(pid, wish["how"])
            answer = 0
            if wish["how"] in (signal.SIGKILL, signal.SIGTERM):
                answer = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                children.discard(pid)
        print(json.dumps(answer), flush=True)
    for pid in children:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _fork(part: Callable[..., None], options: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        # The wishes are the mother's; a child that shared them would keep her alive.
        os.close(0)
        os.dup2(2, 1)
        faulthandler.register(signal.SIGUSR2)
        part(**options)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
