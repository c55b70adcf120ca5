"""A process that works until it is told to stop: the listener and the scheduler."""

import logging
import os
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any

from crm_tui.cli.failures import scrub
from crm_tui.cli.processes import end_after_last_screen, only_one
from crm_tui.cli.session import opened
from crm_tui.config import load
from crm_tui.domain.permissions import system_actor


def run_service(name: str, work: Callable[..., Any], *, while_screens: float | None) -> None:
    """Runs `work(office, holder=..., stop=...)` as the system until SIGTERM or Ctrl+C.

    `while_screens`: started by a screen, it ends so many minutes after the last one. A second one of its name
    waits for the lease of the first.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    _log_to_stderr()
    settings = load()
    with only_one(settings, name), opened(settings) as office:
        if while_screens is not None:
            end_after_last_screen(settings, while_screens)
        work(office.as_actor(system_actor(name)), holder=holder(), stop=stop)


def holder() -> str:
    """This process's own word for its lease."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


class _WithoutSecrets(logging.Formatter):
    """Takes secrets out of every line before it is written."""

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))


def _log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_WithoutSecrets("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
