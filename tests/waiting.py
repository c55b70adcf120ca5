"""Waiting for a condition, never for a time."""

import time
from collections.abc import Callable


def wait_until(condition: Callable[[], object], *, seconds: float = 20) -> None:
    """Returns when the condition holds; fails after `seconds` (a dead-line for a broken program only)."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise AssertionError(f"not so after {seconds} s: {condition}")
        time.sleep(0.005)
