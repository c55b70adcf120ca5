"""A list as a file (CSV, XLSX, DBF, JSON, a page with a table) -> rows of text with their line numbers.

The file is read whole into a scratch file first, in bounded memory: whoever works with a `Sheet` knows that
the rest of it can be read too, so a file that is cut or hostile in its middle changes nothing.
"""

import hashlib
import marshal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from os import SEEK_END
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Protocol

from crm_tui.domain.errors import Refused
from crm_tui.i18n import _

Line = tuple[int, list[str]]
"""The number of a line in its file (from 1) and its cells."""

LARGEST_FILE = 2 << 30
MOST_CELLS = 500
LONGEST_CELL = 100_000
_AT_ONCE = 1_000
_MOST_LETTERS = 4 << 20


class Rows(Protocol):
    """What a reader of a list needs of it: a whole file, or the first rows of one."""

    @property
    def name(self) -> str: ...
    @property
    def open_end(self) -> bool: ...
    def rows(self, *, after_line: int = -1) -> Iterator[Line]:
        """The rows that hold anything, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was read to its end; its rows can be gone through several times while it is open."""

    name: str
    content_hash: str
    count: int
    form: str
    """csv, xlsx, json, dbf or html."""
    open_end: bool
    """The last line has no end, as in a text that was cut off."""
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
    content_hash, form = _checked(path)
    with TemporaryFile() as scratch:
        count = _spool(_reader(form)(path), scratch, path)
        yield Sheet(path.name, content_hash, count, form, form == "csv" and _open_end(path), scratch)


def _open_end(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, SEEK_END)
        file.seek(max(0, size - 2))
        return not set(file.read()) & set(b"\r\n")


def _form(path: Path) -> str:
    """What the file is by its first bytes, whatever its name says; a JSON begins as many texts do."""
    from crm_tui.exchange.sheet_dbf import is_dbf
    from crm_tui.exchange.sheet_html import is_html
    from crm_tui.exchange.sheet_xlsx import is_xlsx

    for form, is_one in (("xlsx", is_xlsx), ("dbf", is_dbf), ("html", is_html)):
        if is_one(path):
            return form
    return "json" if path.suffix.lower() == ".json" else "csv"


def _reader(form: str) -> Callable[[Path], Iterator[Line]]:
    """The module of a form is imported only for a file of it."""
    found: Callable[[Path], Iterator[Line]] = getattr(
        import_module(f"crm_tui.exchange.sheet_{form}"), f"read_{form}"
    )
    return found


def _checked(path: Path) -> tuple[str, str]:
    """The file's hash and its form. Refused: too large, unreadable, one endless line."""
    from crm_tui.exchange.sheet_csv import refuse_endless

    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refused(_("{file}: larger than 2 GB; divide it").format(file=path.name))
        form = _form(path)
        if form == "csv":
            refuse_endless(path)
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest(), form
    except OSError as error:
        raise Refused(_("{file}: cannot be read: {why}").format(file=path, why=error.strerror)) from None


def _spool(lines: Iterable[Line], scratch: IO[bytes], path: Path) -> int:
    count = letters = 0
    block = list[Line]()
    for number, cells in (line for line in lines if any(line[1])):
        lengths = [len(cell) for cell in cells]
        if len(cells) > MOST_CELLS or max(lengths) > LONGEST_CELL:
            raise Refused(_("{file}, line {line}: too long for a list").format(file=path.name, line=number))
        block.append((number, cells))
        letters += sum(lengths)
        if len(block) == _AT_ONCE or letters > _MOST_LETTERS:
            marshal.dump(block, scratch)
            count += len(block)
            block, letters = [], 0
    if block:
        marshal.dump(block, scratch)
    marshal.dump([], scratch)
    return count + len(block)
