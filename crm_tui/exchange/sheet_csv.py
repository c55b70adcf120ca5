"""CSV as Ukrainian offices make it: UTF-8 with or without a mark, UTF-16 or cp1251; `;`, `,` or tabs."""

import codecs
import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from crm_tui.domain.errors import Refused
from crm_tui.domain.text import from_spreadsheet
from crm_tui.exchange.sheet import LONGEST_CELL, Line
from crm_tui.i18n import _

DELIMITERS = ";,\t|"
_BLOCK = 1 << 20
_LOOK_AT = 30


def read_csv(path: Path) -> Iterator[Line]:
    """The rows of a CSV file, numbered by their first lines. Raises Refused for what is no text."""
    encoding = _encoding(path)
    delimiter = _delimiter(path, encoding)
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        number = 1
        try:
            for cells in reader:
                yield number, [from_spreadsheet(cell) for cell in cells]
                number = reader.line_num + 1
        except (csv.Error, UnicodeError) as error:
            raise Refused(
                _("{file}, line {line}: cannot be read: {why}").format(file=path.name, line=number, why=error)
            ) from None


def _encoding(path: Path) -> str:
    """UTF-8 if the whole file is; else cp1251, the only other one met, unless a mark says UTF-16."""
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
            return "cp1251"
    return "utf-8-sig"


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
