"""A file to be attached: read from a path within bounds, and the reasons for which no file is taken."""

import io
import os
import stat
from collections.abc import Callable
from pathlib import Path
from zipfile import BadZipFile, LargeZipFile, ZipFile

from crm_tui.domain.attachments import tidy_name
from crm_tui.domain.errors import Refused
from crm_tui.domain.text import clean
from crm_tui.exchange.certificate_keys import KEY_STORE, key_by_content, key_by_name
from crm_tui.i18n import _

MOST_LISTED = 20_000
"""Files of a zip whose names are looked at; with more it is refused."""


def read_attachment(
    path: Path, *, most: int, allowed: Callable[[Path], bool] = lambda _path: True
) -> tuple[str, bytes]:
    """Name and bytes of a file; Refused for what is none, is too large or lies where nothing is taken.

    `allowed` says from where files may come.
    """
    place = path.expanduser()
    shown = clean(_name(place))
    try:
        real = place.resolve(strict=True)
        if not allowed(real):
            said = _("{file}: the settings allow no files from there (file_folders)")
            raise Refused(said.format(file=shown))
        if not stat.S_ISREG(real.stat().st_mode):  # a pipe or a device would wait for ever
            raise Refused(_("{file}: not a file").format(file=shown))
        with real.open("rb") as file:
            before = os.fstat(file.fileno())
            refuse_size(shown, before.st_size, most)
            content = file.read(most + 1)
            after = os.fstat(file.fileno())
    except FileNotFoundError:
        raise Refused(_("{file}: there is no such file").format(file=clean(str(path)))) from None
    except (OSError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise Refused(_("{file}: cannot be read: {why}").format(file=shown, why=why)) from None
    if (len(content), before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        said = _("{file}: the file is being written just now; take it again when it is done")
        raise Refused(said.format(file=shown))
    return tidy_name(_name(place)), content


def refuse_size(name: str, size: int, most: int) -> None:
    """Refuses an empty file and one that is larger than the office keeps."""
    if not size:
        raise Refused(_("{file}: the file is empty").format(file=name))
    if size > most:
        said = _("{file}: larger than {n} MB, the most that is kept (setting attachment_mb)")
        raise Refused(said.format(file=name, n=most >> 20))


def refuse_keys(name: str, content: bytes) -> None:
    """Refuses private keys and key stores, by name and content, also by the names in a zip file."""
    if word := key_by_name(name) or key_by_content(content) or _key_in_zip(name, content):
        raise Refused(f"{name}: {_(word)}")


def _key_in_zip(name: str, content: bytes) -> str:
    if not content.startswith(b"PK"):
        return ""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (BadZipFile, LargeZipFile, NotImplementedError, ValueError, EOFError):
        return ""
    if len(names) > MOST_LISTED:
        raise Refused(_("{file}: more files than can be looked through; divide it").format(file=name))
    return KEY_STORE if any(key_by_name(one) for one in names) else ""


def _name(path: Path) -> str:
    """The name as it was meant: an old one in bytes that are no UTF-8 is of Windows."""
    raw = os.fsencode(path.name)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1251", "replace")
