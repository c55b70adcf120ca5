"""What a person sees when something fails: one clear line on stderr; a traceback only in the log file."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

from crm_tui.config import ConfigError, load
from crm_tui.domain.errors import Refused
from crm_tui.i18n import _
from crm_tui.paths import state_dir

PASSWORD_IN_URL = re.compile(r"(://[^/\s:@]*:)[^@\s]+(?=@)")
SQL_PARAMETERS = re.compile(r"\[parameters: .*", re.DOTALL)


def guarded(act: Callable[[], int]) -> int:
    """Runs the act and gives its exit code; whatever it raises becomes one line and exit code 1."""
    try:
        return act()
    except (Refused, ConfigError) as error:
        say(str(error))
    except KeyboardInterrupt:
        say(_("stopped"))
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); the rest of it is of no use to anybody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        say(_store_trouble(error) or _log(error))
    return 1


def say(text: str) -> None:
    """One line on stderr, without control characters and without secrets."""
    from crm_tui.domain.text import clean

    print("crm-tui: " + " ".join(clean(scrub(text)).split()), file=sys.stderr)


def scrub(text: str) -> str:
    """The text without passwords, secrets and the values of SQL parameters."""
    text = PASSWORD_IN_URL.sub(r"\1***", SQL_PARAMETERS.sub("", text))
    try:
        settings = load()
    except (ConfigError, OSError):
        return text
    for secret in filter(None, (settings.pbx.secret, settings.mail.password)):
        text = text.replace(secret, "***")
    return text


def _store_trouble(error: Exception) -> str | None:
    """A store that cannot be reached or is too busy is told in the engine's own first line."""
    if (errors := sys.modules.get("sqlalchemy.exc")) is None:
        return None
    if not isinstance(error, (errors.OperationalError, errors.InterfaceError)):
        return None
    first = str(error.orig).strip().splitlines()[0]
    return _("the store cannot be used: {reason}; `crm-tui doctor` says more").format(reason=first)


def _log(error: Exception) -> str:
    """Writes the traceback to the log file and tells where it is."""
    import traceback
    from datetime import UTC, datetime

    kind = type(error).__name__
    trace = scrub("".join(traceback.format_exception(error)))
    try:
        path = log_file("errors")
        with open(path, "a", encoding="utf-8", opener=_private) as file:
            file.write(f"--- {datetime.now(UTC).isoformat()} pid {os.getpid()}\n{trace}\n")
    except OSError as unwritable:
        return _("a fault of the program: {kind}; its log cannot be written: {reason}").format(
            kind=kind, reason=unwritable
        )
    return _("a fault of the program: {kind}; send the developers {path}").format(kind=kind, path=path)


def log_file(name: str) -> Path:
    """A log of this person's; its folder is made."""
    folder = state_dir() / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
