"""CSV as Ukrainian offices make it: UTF-8, UTF-16, cp1251 or that of old DOS; `;`, `,` or tabs."""

import codecs
import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from crm_tui.domain.errors import Refused
from crm_tui.domain.text import from_spreadsheet
from crm_tui.exchange.sheet import LONGEST_CELL, Line
from crm_tui.i18n import _

DELIMITERS = ";,\t|"
LONGEST_LINE = 2 << 20
_BLOCK = 1 << 20
_LOOK_AT = 30


def read_csv(path: Path) -> Iterator[Line]:
    """The rows of a CSV file, numbered by their first lines. Raises Refused for what is no text."""
    encoding = text_encoding(path)
    delimiter = _delimiter(path, encoding)
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(_lines(file, path), delimiter=delimiter)
        number = 1
        try:
            for cells in reader:
                yield number, [from_spreadsheet(cell) for cell in cells]
                number = reader.line_num + 1
        except (csv.Error, UnicodeError) as error:
            raise Refused(
                _("{file}, line {line}: cannot be read: {why}").format(file=path.name, line=number, why=error)
            ) from None


def _lines(file: TextIO, path: Path) -> Iterator[str]:
    """Line by line, none of them read further than a list can need: a file of 2 GB may be one line."""
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise Refused(_("{file}, line {line}: too long for a list").format(file=path.name, line=number))
        yield line


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
            return guess_encoding(file.read(_BLOCK))
    return "utf-8-sig"


def guess_encoding(sample: bytes) -> str:
    """Which encoding of a byte for a letter a Cyrillic text has: cp1251, DOS's cp866, or its Ukrainian kin.

    By where most of its letters lie: A-п of DOS is a place for signs in cp1251, and А-Я of cp1251 for frames.
    """
    dos = sum(sample.count(code) for code in range(0x80, 0xB0))
    windows = sum(sample.count(code) for code in (*range(0xC0, 0xE0), *range(0xF0, 0x100)))
    if dos <= 2 * windows:
        return "cp1251"
    # these are ІіЇї in cp1125; in cp866 two letters that only Belarusian has and two signs
    return "cp1125" if any(sample.count(code) for code in range(0xF6, 0xFA)) else "cp866"


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
