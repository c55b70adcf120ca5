"""The terminal may go away: an SSH line drops, a window is closed. Textual would spin on the dead input."""

import os
import select
import sys
import time
from collections.abc import Callable
from threading import Thread

PATIENCE = 3.0
"""Seconds a program without a terminal may take to end in good order."""
HUNG_UP = 129
"""The exit code a shell gives a program ended by SIGHUP."""


def when_terminal_goes(end: Callable[[], object]) -> None:
    """Calls `end` (it must not wait) from a thread once the terminal is gone; then all ends in any case."""
    # Not asked to report anything, poll tells only of a hang-up; a pipe or a file has none.
    if not sys.__stdin__ or not sys.__stdin__.isatty():
        return
    descriptor = sys.__stdin__.fileno()

    def watch() -> None:
        poll = select.poll()
        poll.register(descriptor, 0)
        poll.poll()
        end()
        time.sleep(PATIENCE)
        os._exit(HUNG_UP)

    Thread(target=watch, name="hangup", daemon=True).start()
