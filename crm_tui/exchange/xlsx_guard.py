"""What an XLSX unpacks to, looked at before openpyxl reads it: it holds a row whole, and all that is none."""

import re
import zipfile
import zlib
from pathlib import Path

from crm_tui.domain.errors import Refused
from crm_tui.i18n import _

LARGEST_UNPACKED = 4 << 30
LARGEST_STRINGS = 256 << 20  # openpyxl holds the shared strings in memory
MOST_STRINGS = 4_000_000
LARGEST_PART = 8 << 20
"""Of styles and the like, and of what stands in a sheet after its rows."""
LONGEST_ROW = 1 << 20
HIGHEST_RATIO = 300
_BLOCK = 1 << 20
_OVERLAP = 64
_ROW = re.compile(rb"<(?:\w{1,20}:)?row[\s/>]")
_STRING = re.compile(rb"<(?:\w{1,20}:)?si[\s/>]")


def check_book(path: Path) -> None:
    """Refused: no zip archive, or one made to fill the memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if _is_bomb(members):
                raise _too_much(path)
            for member in members:
                if not _fits(archive, member):
                    raise _too_much(path)
    except (
        *(zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError),
        *(zlib.error, MemoryError, OverflowError),
    ) as error:
        raise Refused(_("{file}: cannot be read: {why}").format(file=path.name, why=error)) from None


def _is_bomb(members: list[zipfile.ZipInfo]) -> bool:
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    strings = sum(member.file_size for member in members if "sharedStrings" in member.filename)
    bomb = unpacked > 10 << 20 and unpacked / packed > HIGHEST_RATIO
    return bomb or unpacked > LARGEST_UNPACKED or strings > LARGEST_STRINGS or len(members) > 10_000


def _fits(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    if member.file_size <= LARGEST_PART or not member.filename.lower().endswith((".xml", ".rels")):
        return True
    if "worksheets" in member.filename:
        return _evenly(archive, member, _ROW)
    return "sharedStrings" in member.filename and _evenly(archive, member, _STRING)


def _evenly(archive: zipfile.ZipFile, member: zipfile.ZipInfo, begin: re.Pattern[bytes]) -> bool:
    """Whether a large part is made of small elements that begin so; comments could hide that it is not."""
    last, place, kept, count = 0, 0, b"", 0
    with archive.open(member) as file:
        while block := file.read(_BLOCK):
            block = kept + block
            if b"<!" in block:
                return False
            for found in begin.finditer(block):
                at = place + found.start()
                if at - last > LONGEST_ROW:
                    return False
                count += at > last
                last = at
            if place + len(block) - last > LARGEST_PART or (begin is _STRING and count > MOST_STRINGS):
                return False
            kept = block[-_OVERLAP:]
            place += len(block) - len(kept)
    return True


def _too_much(path: Path) -> Refused:
    return Refused(_("{file}: unpacks to too much; save it as CSV").format(file=path.name))
