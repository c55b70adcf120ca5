"""What lies in the folders of this machine, for a person who chooses files: names made harmless, in order.

A name stays beside its shown form as the system has it: old disks hold names that are no UTF-8.
"""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crm_tui.domain.errors import Refused
from crm_tui.domain.sort_key import sort_key
from crm_tui.domain.text import clean
from crm_tui.domain.text import shown_name as shown
from crm_tui.i18n import _

MOST = 200_000
"""Names of one folder that are looked at; that there are more is told."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder; `folded` is what typed letters are compared with."""

    name: str
    shown: str
    folded: str
    is_folder: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A folder's entries, folders first, each in Ukrainian order; `more`: there are names beyond them."""

    folder: Path
    entries: tuple[Entry, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Look:
    """A file's size (None of a folder) and when it was changed last; both None where it cannot be seen."""

    size: int | None
    changed: datetime | None


def list_folder(folder: Path, most: int = MOST) -> Listing:
    """What is in a folder; Refused in one line when it cannot be read. Nothing is asked of each file."""
    found: list[tuple[bool, str, Entry]] = []
    more = False
    try:
        with os.scandir(folder) as entries:
            for one in entries:
                if len(found) == most:
                    more = True
                    break
                entry = _entry(one)
                found.append((not entry.is_folder, sort_key(entry.shown), entry))
    except (OSError, ValueError) as error:
        raise Refused(f"{_why(error)}: {shown(str(folder))}") from None
    found.sort(key=lambda one: (*one[:2], one[2].name))
    return Listing(folder, tuple(entry for _file, _key, entry in found), more)


def look_at(folder: Path, name: str) -> Look:
    """Size and day of one file; a link is looked through."""
    try:
        known = os.stat(folder / name)
    except OSError:
        return Look(None, None)
    try:
        changed = datetime.fromtimestamp(known.st_mtime, UTC)
    except (OverflowError, ValueError, OSError):
        changed = None
    return Look(None if stat.S_ISDIR(known.st_mode) else known.st_size, changed)


def folder_of(typed: str) -> Path:
    """The folder that a person's words name; `~` of nobody here stays as it is typed."""
    try:
        return Path(typed).expanduser()
    except RuntimeError:
        return Path(typed)


def is_file(path: Path) -> bool:
    """Whether there is a file; False too where one may not look."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def within(path: Path, roots: Iterable[str], *, never: Iterable[str] = ()) -> bool:
    """Whether a path leads into one of the folders (none named: everywhere), links looked through.

    `never` are files of the program itself: they and what lies beside them under their name are no one's.
    """
    try:
        tops = [folder_of(root).resolve() for root in roots]
        real = path.resolve()
        shut = [str(Path(one).resolve()) for one in never if one]
    except (OSError, RuntimeError, ValueError):
        return False
    if any(str(real).startswith(one) for one in shut):
        return False
    return not tops or any(real.is_relative_to(top) for top in tops)


def _entry(one: os.DirEntry[str]) -> Entry:
    try:
        is_folder = one.is_dir()
    except OSError:
        is_folder = False
    name = shown(one.name)
    return Entry(one.name, name, name.casefold(), is_folder)


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return _("there is no such folder")
    if isinstance(error, NotADirectoryError):
        return _("it is no folder")
    if isinstance(error, PermissionError):
        return _("no right to look into it")
    return clean(getattr(error, "strerror", None) or str(error))
