"""CSV as Ukrainian offices make it: UTF-8, UTF-16, cp1251 or that of old DOS; `;`, `,` or tabs."""

import codecs
import csv
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from crm_tui.domain.errors import Refused
from crm_tui.domain.text import from_spreadsheet
from crm_tui.exchange.letters import guess_encoding
from crm_tui.exchange.sheet import LONGEST_CELL, Line
from crm_tui.i18n import _

DELIMITERS = ";,\t|"
LONGEST_LINE = 2 << 20
_BLOCK = 1 << 20
_LOOK_AT = 30
_UTF8 = re.compile(rb"[\xd0-\xd2][\x80-\xbf]")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")


def read_csv(path: Path) -> Iterator[Line]:
    """The rows of a CSV file, numbered by their first lines. Raises Refused for what is no text."""
    encoding = text_encoding(path)
    delimiter = _delimiter(path, encoding)
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as file:
        lines = _Lines(file, path)
        reader = csv.reader(lines, delimiter=delimiter)
        number = 1
        try:
            for cells in reader:
                yield number, [from_spreadsheet(cell) for cell in cells]
                number = reader.line_num + 1
                lines.of_row = 0
        except (csv.Error, UnicodeError) as error:
            raise Refused(
                _("{file}, line {line}: cannot be read: {why}").format(file=path.name, line=number, why=error)
            ) from None


class _Lines:
    """Line by line, and no row read further than a list can need: a file of 2 GB may be one line, or one
    row whose quotes never end."""

    def __init__(self, file: TextIO, path: Path) -> None:
        self.file, self.path = file, path
        self.number = self.of_row = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.file.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        self.of_row += len(line)
        if self.of_row >= LONGEST_LINE:
            raise too_long(self.path, self.number)
        return line


def refuse_endless(path: Path) -> None:
    """Refuses a text whose first line is longer than any list's, before the rest of the file is read."""
    with path.open("rb") as file:
        head = file.read(LONGEST_LINE * 2)
    if len(head) == LONGEST_LINE * 2 and not set(head) & set(b"\r\n"):
        raise too_long(path, 1)


def too_long(path: Path, line: int) -> Refused:
    """What is said of a line that no list has."""
    return Refused(_("{file}, line {line}: too long for a list").format(file=path.name, line=line))


def text_encoding(path: Path) -> str:
    """UTF-8 if the whole file is, UTF-16 if a mark says so; else one of a byte for a letter."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        head = file.read(4)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        file.seek(0)
        try:
            while block := file.read(_BLOCK):
                if b"\0" in block:
                    raise Refused(_("{file}: this is no text file").format(file=path.name))
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            file.seek(0)
            sample = file.read(_BLOCK)
            _refuse_damaged(sample, path)
            return guess_encoding(sample)
    return "utf-8-sig"


def _refuse_damaged(sample: bytes, path: Path) -> None:
    """A text of UTF-8 with a bad place is no text of another encoding: its names would be rubbish."""
    pairs = len(_UTF8.findall(sample))
    lone = len(_NOT_ASCII.findall(sample)) - 2 * pairs
    if pairs >= 10 and lone * 10 < pairs:
        good = sample.decode("utf-8", "replace").partition("\ufffd")[0]
        raise Refused(
            _("{file}, line {line}: a damaged letter in a text of UTF-8; take the file anew").format(
                file=path.name, line=good.count("\n") + 1
            )
        )


def _delimiter(path: Path, encoding: str) -> str:
    """The sign that divides the first rows into the same number of cells, and into most of them."""
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        head = [
            line for line in islice(iter(lambda: file.readline(LONGEST_CELL), ""), _LOOK_AT) if line.strip()
        ]
    return max(DELIMITERS, key=lambda sign: _evenness(head, sign))


def _evenness(head: list[str], sign: str) -> tuple[int, int]:
    try:
        widths = [len(cells) for cells in csv.reader(head, delimiter=sign) if cells]
    except csv.Error:
        return 0, 0
    usual = max(set(widths), key=widths.count, default=0)
    return (widths.count(usual) if usual > 1 else 0), usual
