"""Watched folders of this machine: what lies in them, and what was read put aside."""

import hashlib
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from crm_tui.adapters.folders import folder_of
from crm_tui.domain.arrivals import InFolder, is_part
from crm_tui.domain.errors import Refused
from crm_tui.domain.text import shown_name
from crm_tui.i18n import _

DONE, REFUSED = "done", "refused"


@dataclass(frozen=True, slots=True)
class Found:
    """A file of a watched folder as it is now; `key` is its path, whatever bytes the name has."""

    path: Path
    name: str
    key: str
    size: int
    changed_ns: int
    is_link: bool


def look_into(folder: InFolder) -> list[Found]:
    """The files of a folder in the order of their names; OSError when it cannot be read.

    Folders in it, names that begin with a dot and those of unfinished uploads are left alone.
    """
    found = []
    with os.scandir(folder_of(folder.path)) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            if is_part(entry.name) or entry.name in {DONE, REFUSED}:
                continue
            try:
                known = entry.stat(follow_symlinks=False)
            except OSError:
                continue  # it went meanwhile
            is_link = stat.S_ISLNK(known.st_mode)
            if stat.S_ISREG(known.st_mode) or is_link:
                key = hashlib.sha256(os.fsencode(entry.path)).hexdigest()
                path = Path(entry.path)
                found.append(
                    Found(path, shown_name(entry.name), key, known.st_size, known.st_mtime_ns, is_link)
                )
    return found


def holds(folder: InFolder, own: Iterable[str]) -> bool:
    """Whether files of the program itself lie in a folder: nothing there may be moved."""
    try:
        top = folder_of(folder.path).resolve()
        return any(Path(one).resolve().parent == top for one in own if one)
    except (OSError, RuntimeError):
        return False


def same_still(found: Found) -> bool:
    """Whether the file is as it was looked at."""
    try:
        known = os.lstat(found.path)
    except OSError:
        return False
    return (known.st_size, known.st_mtime_ns) == (found.size, found.changed_ns)


def put_aside(found: Found, place: str) -> Path:
    """Moves a file into the sub-folder `place`, under a name that is free there.

    OSError when it cannot be, Refused where the sub-folder is a link: it would lead the file anywhere.
    """
    into = found.path.parent / place
    if into.is_symlink():
        raise Refused(_("a link, not a folder: {place}").format(place=shown_name(str(into))))
    into.mkdir(exist_ok=True)
    target, number = into / found.path.name, 1
    while os.path.lexists(target):
        number += 1
        target = into / f"{found.path.stem} ({number}){found.path.suffix}"
    return found.path.rename(target)
