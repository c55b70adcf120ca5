"""A list as a file (CSV, XLSX, JSON) -> rows of text with their line numbers.

The file is read whole into a scratch file first, in bounded memory: whoever works with a `Sheet` knows that
the rest of it can be read too, so a file that is cut or hostile in its middle changes nothing.
"""

import hashlib
import marshal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from crm_tui.domain.errors import Refused
from crm_tui.i18n import _

Line = tuple[int, list[str]]
"""The number of a line in its file (from 1) and its cells."""

LARGEST_FILE = 2 << 30
MOST_CELLS = 500
LONGEST_CELL = 100_000
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was read to its end; its rows can be gone through several times while it is open."""

    name: str
    content_hash: str
    count: int
    _scratch: IO[bytes]

    def rows(self, *, after_line: int = -1) -> Iterator[Line]:
        """The rows that hold anything, in order; `after_line` goes on behind a line."""
        self._scratch.seek(0)
        while block := marshal.load(self._scratch):  # noqa: S302  # our own scratch file
            if block[-1][0] > after_line:
                yield from (line for line in block if line[0] > after_line)


@contextmanager
def open_sheet(path: Path) -> Iterator[Sheet]:
    """Reads a list to its end. Raises Refused with one line for what cannot be read, is cut or too large."""
    from crm_tui.exchange.sheet_csv import read_csv
    from crm_tui.exchange.sheet_json import read_json
    from crm_tui.exchange.sheet_xlsx import is_xlsx, read_xlsx

    content_hash = _hash(path)
    reader = read_xlsx if is_xlsx(path) else read_json if path.suffix.lower() == ".json" else read_csv
    with TemporaryFile() as scratch:
        count = _spool(reader(path), scratch, path)
        yield Sheet(path.name, content_hash, count, scratch)


def _hash(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refused(_("{file}: larger than 2 GB; divide it").format(file=path.name))
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Refused(_("{file}: cannot be read: {why}").format(file=path, why=error.strerror)) from None


def _spool(lines: Iterable[Line], scratch: IO[bytes], path: Path) -> int:
    count = 0
    filled = (line for line in lines if any(line[1]))
    while block := list(islice(filled, _AT_ONCE)):
        for number, cells in block:
            if len(cells) > MOST_CELLS or max(map(len, cells)) > LONGEST_CELL:
                raise Refused(
                    _("{file}, line {line}: too long for a list").format(file=path.name, line=number)
                )
        marshal.dump(block, scratch)
        count += len(block)
    marshal.dump([], scratch)
    return count
