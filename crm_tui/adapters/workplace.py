"""What this workplace does with a file: prints it, shows it, reads it, keeps it in the person's folder."""

import os
import shlex
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from crm_tui.domain.errors import Refused
from crm_tui.domain.text import clean
from crm_tui.i18n import _

PRINT_SECONDS = 60


def print_file(command: str, file: Path, copies: int = 1) -> None:
    """Runs the print command of the settings and waits for it; Refused with its own words when it fails."""
    if not command:
        raise Refused(_("No print command is set for this workplace: setting print_command"))
    try:
        done = subprocess.run(  # noqa: S603  # the office's own command, no shell
            _filled(command, file, copies),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PRINT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused(_("The printer did not answer in {n} seconds").format(n=PRINT_SECONDS)) from None
    except (OSError, ValueError) as error:
        raise Refused(_("Not printed: {reason}").format(reason=_words(error))) from None
    if done.returncode:
        said = (done.stderr or done.stdout).decode("utf-8", "replace")
        reason = " ".join(clean(said).split())[:300] or _("exit code {code}").format(code=done.returncode)
        raise Refused(_("Not printed: {reason}").format(reason=reason))


def print_content(command: str, name: str, content: bytes, copies: int = 1) -> None:
    """Prints what is in no file yet; Refused as `print_file`."""
    with TemporaryDirectory(prefix="crm-tui-") as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        print_file(command, file, copies)


def open_file(command: str, file: Path) -> None:
    """Starts what shows files here and leaves it to itself; Refused when it cannot be started."""
    if not command:
        raise Refused(_("Nothing shows files at this workplace: setting open_command"))
    try:
        subprocess.Popen(  # noqa: S603  # the office's own command, no shell
            _filled(command, file, 1),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise Refused(_("Cannot be opened: {reason}").format(reason=_words(error))) from None


def read_file(path: Path, most: int) -> bytes:
    """A file that a person names, at most a byte more than `most`: who takes it refuses what is longer."""
    try:
        if not path.is_file():  # a pipe or a device would wait for ever
            raise Refused(_("{file}: there is no such file").format(file=clean(str(path))))
        with path.open("rb") as file:
            return file.read(most + 1)
    except (OSError, ValueError) as error:
        raise Refused(_("{place}: {reason}").format(place=clean(str(path)), reason=_words(error))) from None


def scan_file(command: str, seconds: int, most: int) -> bytes:
    """What the scan command of the settings put into its file; Refused with its own words when it fails.

    One that takes longer than `seconds` is ended with all that it started.
    """
    if not command:
        raise Refused(_("No scanner is set for this workplace: setting scan_command"))
    with TemporaryDirectory(prefix="crm-tui-") as folder:
        file, words = Path(folder) / "scan.pdf", Path(folder) / "said"
        try:
            with words.open("wb") as said:
                code = _run_out(_filled(command, file, 1), seconds, said)
        except (OSError, ValueError) as error:
            raise Refused(_("Not scanned: {reason}").format(reason=_words(error))) from None
        if code:
            with words.open("rb") as said:
                reason = " ".join(clean(said.read(2000).decode("utf-8", "replace")).split())[:300]
            reason = reason or _("exit code {code}").format(code=code)
            raise Refused(_("Not scanned: {reason}").format(reason=reason))
        if not file.is_file() or not file.stat().st_size:
            raise Refused(_("Not scanned: {reason}").format(reason=_("the scanner gave no page")))
        with file.open("rb") as page:
            return page.read(most + 1)


def _run_out(words: list[str], seconds: int, said: IO[bytes]) -> int:
    running = subprocess.Popen(  # noqa: S603  # the office's own command, no shell
        words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said, start_new_session=True
    )
    try:
        return running.wait(seconds)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        raise Refused(_("The scanner did not answer in {n} seconds").format(n=seconds)) from None


def save_file(folder: str, name: str, content: bytes) -> Path:
    """Keeps the content under its name in the folder (else in the home folder), whole or not at all.

    A file of that name with other content is left alone: the new one gets a number.
    """
    place = Path(folder).expanduser() if folder else Path.home()
    try:
        place.mkdir(parents=True, exist_ok=True)
        target = _free(place, name, content)
        fresh = target.with_name(target.name + ".part")
        fresh.write_bytes(content)
        fresh.replace(target)
    except OSError as error:
        raise Refused(_("{place}: {reason}").format(place=place, reason=_words(error))) from None
    return target


def _free(place: Path, name: str, content: bytes) -> Path:
    stem, dot, suffix = name.rpartition(".")
    number = 1
    target = place / name
    while target.exists() and target.read_bytes() != content:
        number += 1
        target = place / f"{stem}-{number}{dot}{suffix}"
    return target


def _filled(command: str, file: Path, copies: int) -> list[str]:
    return [
        word.replace("{file}", str(file)).replace("{copies}", str(copies)) for word in shlex.split(command)
    ]


def _words(error: Exception) -> str:
    return clean(getattr(error, "strerror", None) or str(error))
