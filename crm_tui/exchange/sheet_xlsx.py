"""XLSX: the first sheet that holds anything, row by row, with guards against files made to hurt."""

import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crm_tui.domain.errors import Refused
from crm_tui.exchange.sheet import Line
from crm_tui.i18n import _

MOST_ROWS = 1_048_576
LARGEST_UNPACKED = 4 << 30
LARGEST_STRINGS = 256 << 20  # openpyxl holds the shared strings in memory
HIGHEST_RATIO = 300


def is_xlsx(path: Path) -> bool:
    """Whether the file is a zip archive, whatever its name says."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def read_xlsx(path: Path) -> Iterator[Line]:
    """The rows of the first sheet that is not empty. Raises Refused for what is no XLSX, cut or too large."""
    _guard(path)
    from openpyxl import load_workbook

    # a damaged file may fail anywhere in the parser, with errors of zip, XML, or plain TypeError and KeyError
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(path, read_only=True, data_only=True)
            try:
                filled = False
                for sheet in book.worksheets:
                    for line in _rows(sheet, path):
                        filled = filled or any(line[1])
                        yield line
                    if filled:
                        break
            finally:
                book.close()
    except Refused:
        raise
    except Exception as error:
        raise Refused(_("{file}: cannot be read: {why}").format(file=path.name, why=error)) from None


def _rows(sheet: Any, path: Path) -> Iterator[Line]:
    # what the sheet says of its own size is not believed: all rows would be filled up to it
    sheet.reset_dimensions()
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > MOST_ROWS:
            raise Refused(_("{file}: more rows than XLSX can hold").format(file=path.name))
        if values:
            yield number, [_text(value) for value in values]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _guard(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused(_("{file}: cannot be read: {why}").format(file=path.name, why=error)) from None
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    strings = sum(member.file_size for member in members if "sharedStrings" in member.filename)
    bomb = unpacked > 10 << 20 and unpacked / packed > HIGHEST_RATIO
    if bomb or unpacked > LARGEST_UNPACKED or strings > LARGEST_STRINGS or len(members) > 10_000:
        raise Refused(_("{file}: unpacks to too much; save it as CSV").format(file=path.name))
