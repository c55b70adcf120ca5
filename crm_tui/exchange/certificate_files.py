"""Certificates from paths: files, folders and zip files of them; what cannot be read is told in one line."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812  # an exception by its kind

from crm_tui.domain.text import shown_name
from crm_tui.exchange.certificate_content import LARGEST_FILE, ReadFile, read_content
from crm_tui.exchange.certificate_keys import key_by_name
from crm_tui.i18n import _

SUFFIXES = frozenset({".cer", ".crt", ".der", ".pem", ".p7b", ".p7c", ".p7s", ".zip"})
"""In folders and zip files only these are opened (and key stores named); a path that was typed always is."""
DEEPEST_FOLDER = 20
MOST_FILES = 100_000
LARGEST_ZIP = 256 << 20
LARGEST_LIST = 4 << 20
"""Bytes of a zip's own list of its files: some 40,000 of them."""
MOST_UNPACKED = 256 << 20
_UTF8 = 0x800


def read_paths(
    paths: Iterable[Path], *, allowed: Callable[[Path], bool] = lambda _path: True
) -> Iterator[ReadFile]:
    """All that the paths hold, in order, folders with what is in them. Never raises for what is there.

    `allowed` says of the links in folders whether what they lead to may be read.
    """
    for path in paths:
        yield from _folder(path, allowed) if path.is_dir() else _file(path, path.name)


def _folder(top: Path, allowed: Callable[[Path], bool]) -> Iterator[ReadFile]:
    count = 0
    for path in _files(top, 0):
        if isinstance(path, ReadFile):
            yield path
            continue
        name = path.relative_to(top).as_posix()
        if path.suffix.lower() not in SUFFIXES and not key_by_name(name):
            continue
        count += 1
        if count > MOST_FILES:
            yield ReadFile(shown_name(top.name), problem=_("more files than can be taken at once; divide it"))
            return
        if path.is_symlink() and not allowed(path):
            yield ReadFile(shown_name(name), problem=_("a link out of the folder"))
            continue
        yield from _file(path, name)


def _files(folder: Path, depth: int) -> Iterator[Path | ReadFile]:
    """The files of a folder in the order of their names; links to folders are not followed."""
    if depth > DEEPEST_FOLDER:
        yield ReadFile(shown_name(folder.name), problem=_("folders too deep in one another"))
        return
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield ReadFile(shown_name(folder.name), problem=_unreadable(error))
        return
    for entry in found:
        try:
            deeper = entry.is_dir(follow_symlinks=False)
        except OSError:
            deeper = False
        if deeper:
            yield from _files(Path(entry.path), depth + 1)
        elif not entry.is_dir():
            yield Path(entry.path)


def _file(path: Path, name: str) -> Iterator[ReadFile]:
    name = shown_name(name)
    if word := key_by_name(name):
        yield ReadFile(name, problem=_(word))
        return
    try:
        if _is_zip(path):
            yield from _zip(path, name)
            return
        yield _whole(path, name)
    except OSError as error:
        yield ReadFile(name, problem=_unreadable(error))


def _is_zip(path: Path) -> bool:
    if not stat.S_ISREG(path.stat().st_mode):  # a pipe or a device would wait for ever
        return False
    with path.open("rb") as file:
        return file.read(4) in {b"PK\x03\x04", b"PK\x05\x06"}


def _whole(path: Path, name: str) -> ReadFile:
    """Reads a file that stands still; one that grows meanwhile is told, not half taken."""
    if not stat.S_ISREG(path.stat().st_mode):
        return ReadFile(name, problem=_("not a file"))
    with path.open("rb") as file:
        before = os.fstat(file.fileno())
        if before.st_size > LARGEST_FILE:
            return ReadFile(name, problem=_("too large for certificates (more than 32 MB)"))
        content = file.read(LARGEST_FILE + 1)
        after = os.fstat(file.fileno())
    if len(content) != after.st_size or (before.st_size, before.st_mtime_ns) != (
        after.st_size,
        after.st_mtime_ns,
    ):
        said = _("the file is being written just now; take it again when it is done")
        return ReadFile(name, problem=said, unfinished=True)
    return read_content(name, content)


# Zip files. Nothing is unpacked to the disk, and every number in them is doubted.


def _zip(path: Path, name: str) -> Iterator[ReadFile]:
    size = path.stat().st_size
    if size > LARGEST_ZIP or _list_size(path, size) > LARGEST_LIST:
        yield ReadFile(name, problem=_("the zip file is too large for certificates"))
        return
    try:
        with ZipFile(path) as archive:
            left = MOST_UNPACKED
            for info in archive.infolist():
                if info.is_dir():
                    continue
                inner = _inner_name(info)
                if PurePosixPath(inner).suffix.lower() not in SUFFIXES and not key_by_name(inner):
                    continue
                read, used = _member(archive, info, f"{name}: {shown_name(inner)}", inner, left)
                yield read
                left -= used
                if left <= 0:
                    yield ReadFile(name, problem=_("the zip file unpacks to too much; the rest is left"))
                    return
    except (BadZipFile, LargeZipFile, EOFError, NotImplementedError, ValueError, RuntimeError):
        said = _("the zip file is damaged, or still being written")
        yield ReadFile(name, problem=said, unfinished=True)


def _list_size(path: Path, size: int) -> int:
    """What the zip says of its own list, before anything is made of it; a zip64 counts as too large."""
    with path.open("rb") as file:
        file.seek(max(0, size - 66_000))
        tail = file.read(66_000)
    place = tail.rfind(b"PK\x05\x06")
    return int.from_bytes(tail[place + 12 : place + 16], "little") if place >= 0 else 0


def _inner_name(info: ZipInfo) -> str:
    """The name as it was meant: old archivers wrote Cyrillic in the DOS page and said nothing of it."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("cp866")
    except UnicodeError:
        return info.filename


def _member(archive: ZipFile, info: ZipInfo, shown: str, inner: str, left: int) -> tuple[ReadFile, int]:
    """(the file of the zip, how many bytes it unpacked to)."""
    if problem := _refused(info, inner):
        return ReadFile(shown, problem=problem), 0
    most = min(LARGEST_FILE, left)
    try:
        with archive.open(info) as file:
            content = file.read(most + 1)
    except (BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        return ReadFile(shown, problem=_("cannot be unpacked")), 0
    if len(content) > most:
        return ReadFile(shown, problem=_("unpacks to too much")), len(content)
    if content[:4] == b"PK\x03\x04":
        return ReadFile(shown, problem=_("a zip file in a zip file is not opened")), len(content)
    return read_content(shown, content), len(content)


def _refused(info: ZipInfo, inner: str) -> str:
    if word := key_by_name(inner):
        return _(word)
    if inner.lower().endswith(".zip"):
        return _("a zip file in a zip file is not opened")
    parts = inner.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or ":" in parts[0]:
        return _("its name leads out of the zip file")
    if stat.S_ISLNK(info.external_attr >> 16):
        return _("a link, not a file")
    if info.flag_bits & 1:
        return _("locked by a password")
    return ""


def _unreadable(error: OSError) -> str:
    return _("cannot be read: {why}").format(why=error.strerror or type(error).__name__)
